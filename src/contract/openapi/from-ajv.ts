// Turns ajv's errors into findings: plain words, real pointers, and no value of a person.

import type { SchemaFindingCode } from '../../base/codes.gen.ts';
import { describeValue } from '../findings/describe-value.ts';
import { type Finding, findingOf } from '../findings/finding.ts';
import type { ApiDocument } from './document.ts';
import { type Phrase, phraseOf } from './phrases.ts';
import { joinPointer } from './pointer.ts';
import { type AjvError, readErrors, reduceErrors, unknownName } from './reduce-errors.ts';

/** What the findings of a check carry. */
export interface CheckOptions {
  /** Whether a finding carries the value it is about, as `actualValue`: for one's own mock only. Default: no. */
  readonly showValues?: boolean | undefined;
  /** How a JSON Pointer into the value is shown, where names of members may be data. Default: as it is. */
  readonly shownPath?: ((instancePath: string) => string) | undefined;
  /** Whether another finding reports what is wrong at a JSON Pointer of the value. Default: none does. */
  readonly isTold?: ((instancePath: string) => boolean) | undefined;
}

/** What was checked against what. */
export interface CheckContext extends CheckOptions {
  readonly document: ApiDocument;
  /** JSON Pointer of the schema. */
  readonly pointer: string;
  readonly where: string;
}

/** The findings of a failed check. */
export function findingsFromAjv(errors: readonly object[] | null | undefined, context: CheckContext): Finding[] {
  const { document, pointer, isTold } = context;
  const total = errors?.length ?? 0;
  const first = readErrors(errors?.slice(0, 2 * mostErrors), pointer);
  const looked = firstOf(first);
  const findings = reduceErrors(document.root, looked)
    .map(error => [error, phraseOf(document.root, error)] as const)
    .filter(([error, said]) => isTold?.(instancePathOf(error, said)) !== true)
    .map(([error, said]) => toFinding(error, said, context));
  const unread = Math.max(0, total - 2 * mostErrors);
  const unlisted = unread + first.length - looked.length + Math.max(0, findings.length - mostErrors);
  return unlisted === 0 ? findings : [...findings.slice(0, mostErrors), further(unlisted, context)];
}

/** Reducing as many errors as a hostile answer can have would take hours. */
const mostErrors = 200;

/** The first errors, up to where one of another value begins: those of one value are sorted out together. */
function firstOf(errors: readonly AjvError[]): readonly AjvError[] {
  const isNext = ({ instancePath }: AjvError, index: number): boolean =>
    index >= mostErrors && !`${errors[index - 1]?.instancePath}/`.startsWith(`${instancePath}/`);
  const end = errors.slice(0, 2 * mostErrors).findIndex(isNext);
  return errors.slice(0, end < 0 ? 2 * mostErrors : end);
}

function further(count: number, { where }: CheckContext): Finding {
  const message = `The value has ${count} further error${count === 1 ? '' : 's'}, which ${count === 1 ? 'was' : 'were'} not examined.`;
  return findingOf('schema/further', 'error', { message, where });
}

function toFinding(error: AjvError, said: Phrase, context: CheckContext): Finding {
  const { document, where, showValues = false } = context;
  // All of these kinds are errors, and the mock need not load the catalogue's texts to serve.
  return findingOf(codeOf(error.keyword), 'error', {
    message: messageOf(error, said, context),
    hint: hintOf(error, said, context),
    instancePath: shownPathOf(error, said, context),
    schemaPath: schemaPathOf(document, error),
    where,
    expected: said.expected,
    actual: describeValue(actualOf(error)),
    actualValue: showValues ? actualOf(error) : undefined,
  });
}

function instancePathOf({ instancePath }: AjvError, { member }: Phrase): string {
  return member === undefined ? instancePath : joinPointer(instancePath, member);
}

/** A member that is missing is one that the document names. */
function shownPathOf(error: AjvError, said: Phrase, { shownPath = path => path }: CheckContext): string {
  if (isAboutMissing(error)) return instancePathOf({ ...error, instancePath: shownPath(error.instancePath) }, said);
  return shownPath(instancePathOf(error, said));
}

function isAboutMissing({ keyword }: AjvError): boolean {
  return keyword === 'required' || keyword === 'dependentRequired';
}

function messageOf(error: AjvError, said: Phrase, context: CheckContext): string {
  const instancePath = shownPathOf(error, said, context);
  return `${instancePath === '' ? 'The value' : instancePath} ${said.message}.`;
}

function codeOf(keyword: string): SchemaFindingCode {
  return `schema/${keyword.replace(/[A-Z]/gu, letter => `-${letter.toLowerCase()}`)}` as SchemaFindingCode;
}

/** A pointer into the main file, or file and pointer for a schema that stands in another one. */
function schemaPathOf(document: ApiDocument, { at, keyword }: AjvError): string {
  const { file, pointer } = document.origin(keyword === 'falseSchema' ? at : joinPointer(at, keyword));
  return file === document.file ? pointer : `${file}#${pointer}`;
}

/** The value that is wrong; undefined where there is none. */
function actualOf(error: AjvError): unknown {
  if (isAboutMissing(error)) return undefined;
  const name = unknownName(error);
  return name === undefined ? error.data : (error.data as Readonly<Record<string, unknown>>)[name];
}

function hintOf(error: AjvError, { hint, meant, member }: Phrase, context: CheckContext): string | undefined {
  const { branches, nearest } = error;
  if (meant !== undefined && isShown(joinPointer(error.instancePath, meant), context))
    return `Did you mean "${member}" by the undocumented "${meant}"?`;
  if (branches === undefined || nearest === undefined) return hint;
  const messages = nearest.map(inner => messageOf(inner, phraseOf(context.document.root, inner), context));
  return `Closest is alternative ${branches.indexOf(nearest) + 1}: ${messages.join(' ')}`;
}

function isShown(instancePath: string, { shownPath }: CheckContext): boolean {
  return shownPath === undefined || shownPath(instancePath) === instancePath;
}
