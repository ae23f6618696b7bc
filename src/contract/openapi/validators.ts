// Validates values against schemas of the document; errors become findings.

import type { Ajv2020 } from 'ajv/dist/2020.js';
import type { SchemaFindingCode } from '../../base/codes.gen.ts';
import { counted } from '../../base/counted.ts';
import { KitError } from '../../base/errors.ts';
import { type Finding, findingOf } from '../findings/finding.ts';
import { describeValue } from '../findings/safe-text.ts';
import { compileSchema, createAjv, namesInherited } from './ajv.ts';
import type { ApiDocument, Json } from './document.ts';
import { type Phrase, phraseOf } from './phrases.ts';
import { isPlainlyValid } from './plainly-valid.ts';
import { joinPointer } from './pointer.ts';
import { type CompiledCheck, type Mode, type Precompiled, shippedPrecompiled } from './precompiled.ts';
import { type AjvError, readErrors, reduceErrors, unknownName } from './reduce-errors.ts';
import { EndlessPattern } from './regexp.ts';
import { resolvePointer } from './resolve.ts';

export interface Validator {
  /** Stops at the first error and creates no findings. */
  isValid(value: unknown): boolean;
  /** All findings. `where` names the value, such as `example "alice"`. */
  check(value: unknown, where: string, options?: CheckOptions): readonly Finding[];
}

export interface Validators {
  /**
   * The validator of a schema by JSON Pointer, cached. Compiled on first use unless the build compiled it.
   */
  get(schemaPointer: string): Validator;
  /** The same for a value of a request, of which OpenAPI 3.0 may demand other members than of an answer. */
  ofRequest(schemaPointer: string): Validator;
}

/** By JSON Schema 2020-12, with formats checked in full. */
export function createValidators(document: ApiDocument, precompiled: Precompiled = shippedPrecompiled()): Validators {
  const validators = new Map<string, Validator>();
  const ofRequests = new Map<string, Validator>();
  const ajvs = new Map<Mode, Ajv2020>();
  const isCompiled = precompiled.knows(document.hash);
  const compile = (pointer: string, mode: Mode): CompiledCheck => {
    const ready = precompiled.check(document.hash, pointer, mode);
    return ready ?? compileSchema(ajvOf(mode), document.root, pointer);
  };
  const ajvOf = (mode: Mode): Ajv2020 => {
    const ajv = ajvs.get(mode) ?? createAjv(mode, { ownProperties: namesInherited(document) });
    ajvs.set(mode, ajv);
    return ajv;
  };
  return {
    get(schemaPointer) {
      const pointer = resolvePointer(document.root, schemaPointer)?.pointer ?? schemaPointer;
      const known = validators.get(pointer);
      if (known) return known;
      const validator = createValidator(document, pointer, compile, isCompiled ? 0 : usesBeforeCompiling);
      validators.set(pointer, validator);
      return validator;
    },
    ofRequest(schemaPointer) {
      if (!document.specVersion.startsWith('3.0.')) return this.get(schemaPointer);
      const compileIt = (pointer: string, mode: Mode): CompiledCheck =>
        compileSchema(ajvOf(mode), document.root, pointer, true);
      const validator = ofRequests.get(schemaPointer) ?? createValidator(document, schemaPointer, compileIt, 0);
      ofRequests.set(schemaPointer, validator);
      return validator;
    },
  };
}

/** Most values are valid, and most schemas are used a few times: compiling costs as much as a few hundred checks. */
const usesBeforeCompiling = 100;

function createValidator(
  document: ApiDocument,
  pointer: string,
  compile: (pointer: string, mode: Mode) => CompiledCheck,
  plainUses: number,
): Validator {
  let verdict: CompiledCheck | undefined;
  let left = plainUses;
  let report: CompiledCheck | undefined;
  const orUnusable = <T>(run: () => T): T => {
    try {
      return run();
    } catch (error) {
      throw unusable(document, pointer, error);
    }
  };
  const isValid = (value: unknown): boolean =>
    orUnusable(() => {
      if (verdict === undefined && left-- > 0 && isPlainlyValid(document.root, pointer, value as Json)) return true;
      verdict ??= compile(pointer, 'verdict');
      return verdict(value);
    });
  return {
    isValid,
    check(value, where, options = {}) {
      if (isValid(value)) return [];
      const errors = orUnusable(() => {
        report ??= compile(pointer, 'report');
        report(value);
        return report.errors;
      });
      return findingsFromAjv(errors, { ...options, document, pointer, where });
    },
  };
}

/** Why a value got no verdict, if the error of a validator says that a pattern did not end in time. */
export function withoutVerdict(error: unknown): string | undefined {
  return error instanceof KitError && error.cause instanceof EndlessPattern ? error.message : undefined;
}

function unusable(document: ApiDocument, at: string, error: unknown): KitError {
  const { file, pointer } = document.origin(at);
  const { line, column } = document.locate(at);
  // `A: { allOf: [{ $ref: B }] }` and `B: { oneOf: [{ $ref: A }] }` need each other for the same value.
  const reason = error instanceof RangeError ? 'it refers to itself without end' : (error as Error).message;
  const problem = error instanceof EndlessPattern ? 'cannot be checked' : 'is invalid';
  return new KitError(
    'ERR_DOCUMENT_INVALID',
    `${file}:${line}:${column} ${pointer}: this schema ${problem}: ${reason}.`,
    {
      hint: 'Change the schema, or remove it from served operations.',
      data: { file, line, column, pointer },
      cause: error,
    },
  );
}

// Turns ajv's errors into findings: plain words, real pointers, and no value of a person.

/** What the findings of a check carry. */
export interface CheckOptions {
  /** Whether a finding carries the value it is about, as `actualValue`: for one's own mock only. Default: no. */
  readonly showValues?: boolean | undefined;
  /** How a JSON Pointer into the value is shown, where names of members may be data. Default: as it is. */
  readonly shownPath?: ((instancePath: string) => string) | undefined;
  /** Whether another finding reports what is wrong at a JSON Pointer of the value. Default: none does. */
  readonly isTold?: ((instancePath: string) => boolean) | undefined;
}

export interface CheckContext extends CheckOptions {
  readonly document: ApiDocument;
  /** JSON Pointer of the schema. */
  readonly pointer: string;
  readonly where: string;
}

function findingsFromAjv(errors: readonly object[] | null | undefined, context: CheckContext): Finding[] {
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
  const message = `The value has ${counted(count, 'further error')}, which ${count === 1 ? 'was' : 'were'} not examined.`;
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
