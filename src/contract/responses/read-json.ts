// Parses JSON strictly by RFC 8259, and reports what JSON.parse hides: duplicate names, numbers that lose digits, and the
// place of an error, without the text.

import { createRequire } from 'node:module';
import { isTooDeep, parseJson as parseWithin } from '../../base/read-file.ts';
import type { UnplacedFinding } from '../findings/finding.ts';
import { joinPointer } from '../openapi/pointer.ts';
import { FindingList } from './finding-list.ts';
import type { PathMask } from './path-mask.ts';

export interface JsonReading {
  /** The value, boxed, since it may be null; undefined if the text is not JSON. */
  readonly json: { readonly value: unknown } | undefined;
  readonly findings: readonly UnplacedFinding[];
}

// On first use only, and with `require`: `import` does not see the names of this UMD package.
const require = createRequire(import.meta.url);
const jsonc = (): typeof import('jsonc-parser') => require('jsonc-parser') as typeof import('jsonc-parser');

/** Masks JSON Pointers into a value. */
type Shown = Pick<PathMask, 'pathOf'>;

/**
 * @param shownIn masks pointers into the value; default: unchanged
 * @see https://www.rfc-editor.org/rfc/rfc8259
 */
export function readJson(text: string, shownIn: (value: unknown) => Shown = asIs): JsonReading {
  if (isTooDeep(text, maximumDepth)) return { json: undefined, findings: [tooDeep] };
  const json = parseJson(text);
  if (json === undefined) return { json, findings: [syntaxFinding(text)] };
  return { json, findings: isSurelyClean(text, json.value) ? [] : contentFindings(text, shownIn(json.value)) };
}

function asIs(): Shown {
  return { pathOf: instancePath => instancePath };
}

/** The value of the JSON text of a body in a box; undefined where it is none, or nested too deep to be looked at. */
export function parseJson(text: string): { readonly value: unknown } | undefined {
  return parseWithin(text, maximumDepth);
}

/** Maximum depth; a profile has four levels. Recursive code may rely on it. */
export const maximumDepth = 200;

/** For text and parsed values. */
export const tooDeep: UnplacedFinding = {
  code: 'response/json-too-deep',
  message: `The JSON is nested deeper than ${maximumDepth} levels, and was not examined.`,
};

/** A number with many digits or a large exponent, possibly inside a string. */
const longNumber = /(?:^|[:[,\s])-?(?:\d{16}|[\d.]+[eE]\+?\d{3})/u;

/** Fast check: each name ends in a quotation mark and a colon, and occurs in the value once. */
function isSurelyClean(text: string, value: unknown): boolean {
  return !longNumber.test(text) && (text.match(/"\s*:/gu)?.length ?? 0) === countMembers(value);
}

function countMembers(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const members = Object.values(value);
  return members.reduce<number>((sum, member) => sum + countMembers(member), Array.isArray(value) ? 0 : members.length);
}

function contentFindings(text: string, { pathOf }: Shown): readonly UnplacedFinding[] {
  const [duplicates, imprecises] = [new FindingList(), new FindingList()];
  const open: Set<string>[] = [];
  jsonc().visit(text, {
    onObjectBegin: () => void open.push(new Set()),
    onObjectEnd: () => void open.pop(),
    onObjectProperty(name, _offset, _length, line, _column, path) {
      const names = open.at(-1);
      if (names?.has(name)) duplicates.add(() => duplicate(pathOf(joinPointer('', ...path(), name)), line));
      names?.add(name);
    },
    onLiteralValue(value: unknown, offset, length, _line, _column, path) {
      if (typeof value !== 'number' || isExact(text.slice(offset, offset + length))) return;
      imprecises.add(() => imprecise(pathOf(joinPointer('', ...path()))));
    },
  });
  return [...duplicates.all(), ...imprecises.all()];
}

function duplicate(instancePath: string, line: number): UnplacedFinding {
  return {
    code: 'response/json-duplicate-name',
    instancePath,
    message: `${instancePath} occurs twice in its object, the second time on line ${line + 1}.`,
    hint: 'The last one was checked; another parser may use the first.',
  };
}

function imprecise(instancePath: string): UnplacedFinding {
  const subject = instancePath === '' ? 'The value' : instancePath;
  return {
    code: 'response/number-imprecise',
    instancePath,
    message: `${subject} is a number that JavaScript cannot represent exactly.`,
    expected: `an integer up to ${Number.MAX_SAFE_INTEGER}`,
  };
}

function isExact(literal: string): boolean {
  const number = Number(literal);
  if (!Number.isFinite(number)) return false;
  return literal.length < 16 || !/^-?\d+$/u.test(literal) || BigInt(literal) === BigInt(number);
}

interface ParseError {
  readonly name: string;
  readonly offset: number;
  readonly length: number;
  readonly line: number;
  readonly column: number;
}

function syntaxFinding(text: string): UnplacedFinding {
  const error = firstError(text);
  const at = error === undefined ? '' : ` at line ${error.line + 1}, column ${error.column + 1}`;
  if (error !== undefined && parseJson(text.slice(0, error.offset)) !== undefined)
    return { code: 'response/json-trailing', message: `Data follow the JSON value${at}.` };
  if (error !== undefined && isAtEnd(text, error))
    return { code: 'response/json-truncated', message: `The JSON is truncated${at}.` };
  return { code: 'response/json-invalid', message: `The body is not JSON${at}.`, hint: hintOf(text, error) };
}

function firstError(text: string): ParseError | undefined {
  const { visit, printParseErrorCode } = jsonc();
  let first: ParseError | undefined;
  const onError = (code: number, offset: number, length: number, line: number, column: number): void => {
    first ??= { name: printParseErrorCode(code), offset, length, line, column };
  };
  visit(text, { onError }, { disallowComments: true });
  return first;
}

function isAtEnd(text: string, { name, offset, length }: ParseError): boolean {
  if (offset + length < text.trimEnd().length) return false;
  if (name === 'InvalidSymbol')
    return ['true', 'false', 'null'].some(word => word.startsWith(text.slice(offset).trim()));
  return !['InvalidCharacter', 'InvalidCommentToken'].includes(name) && !/^[}\]]/u.test(text.slice(offset));
}

const hints: Readonly<Record<string, string>> = {
  InvalidCommentToken: 'JSON has no comments.',
  PropertyNameExpected: 'Expected a name in quotation marks; JSON allows no comma before a closing bracket.',
  ValueExpected: 'Expected a value; JSON allows no comma before a closing bracket.',
  CommaExpected: 'Expected a comma.',
  ColonExpected: 'Expected a colon.',
  InvalidCharacter: 'Control characters in strings must be escaped.',
  InvalidUnicode: 'An escape \\u needs four hexadecimal digits.',
  InvalidEscapeCharacter: 'Unknown escape.',
  UnexpectedEndOfString: 'A string must end on the line where it begins.',
};

function hintOf(text: string, error: ParseError | undefined): string | undefined {
  if (/^\s*</u.test(text)) return 'It begins like a web page or XML: a proxy may have answered.';
  const rest = text.slice(error?.offset ?? 0);
  if (/^-?(?:NaN|Infinity)/u.test(rest)) return 'JSON has neither NaN nor Infinity.';
  if (rest.startsWith("'")) return 'JSON allows only double quotation marks.';
  return error && hints[error.name];
}
