// What is wrong with a document: collected step by step, then one error for all that ends the start, and warnings.

import { type ErrorCode, KitError } from '../../base/errors.ts';
import type { DocumentWarning, Location, Origin, WarningCode } from './document.ts';

/** One thing wrong with a document. */
export interface Problem {
  /** JSON Pointer within the file it stands in. */
  readonly pointer: string;
  readonly location: Location;
  /** What is wrong and what was expected, without a full stop. */
  readonly message: string;
  /** What to do, or what the document does have. */
  readonly hint?: string;
}

/**
 * Takes each thing that is wrong: its pointer, what was expected, what to do. With `warning`, the document can still be
 * served: the problem is an error only for those who load it with `strict`.
 */
export type Report = (pointer: string, message: string, hint?: string, warning?: WarningCode) => void;

/** One error for all problems of one step: the only one in the message, several in the details. */
export function problemsError(code: ErrorCode, subject: string, problems: readonly Problem[]): KitError {
  const [first] = problems;
  const data = { problems: problems.map(({ pointer, location, message }) => ({ ...location, pointer, message })) };
  if (first && problems.length === 1) {
    return new KitError(code, `${subject}: ${line(first)}.`, {
      data,
      ...(first.hint && { hint: sentence(first.hint) }),
    });
  }
  return new KitError(code, `${subject}: ${problems.length} problems.`, { details: linesOf(problems), data });
}

// Enough to fix a document by; one slip in a shared schema can cause hundreds.
const mostShown = 10;

/** A line for each problem, at most ten and then how many more. */
export function linesOf(problems: readonly Problem[], most: number = mostShown): string[] {
  const lines = problems.slice(0, most).map(problem => line(problem) + (problem.hint ? ` (${problem.hint})` : ''));
  return problems.length > most ? [...lines, `... and ${problems.length - most} more`] : lines;
}

function line({ pointer, location, message }: Problem): string {
  return `${location.file}:${location.line}:${location.column} ${pointer === '' ? '#' : pointer}: ${message}`;
}

function sentence(hint: string): string {
  return `${hint.charAt(0).toUpperCase()}${hint.slice(1)}${/[.?!]$/u.test(hint) ? '' : '.'}`;
}

interface Seen {
  readonly step: Step;
  readonly pointer: string;
  readonly message: string;
  readonly hint: string | undefined;
  readonly warning: WarningCode | undefined;
}

/** A step of loading: the code and the first words of its error. */
export interface Step {
  readonly code: ErrorCode;
  readonly subject: string;
}

/** How the problems of a document are judged once it is known what is served. */
export interface Judgement {
  /** Where a pointer of the bundled document stands in the files. */
  origin(pointer: string): Origin;
  locate(origin: Origin): Location;
  /** Whether serving needs what stands at a pointer of the bundled document. */
  isReached(pointer: string): boolean;
  /** Whether everything is an error. */
  readonly strict: boolean;
}

/** Collects what every step of loading finds wrong; pointers are of the bundled document before its upgrade. */
export class ProblemList {
  readonly #seen: Seen[] = [];

  /** A `Report` of one step. `toBundled` translates its pointers. */
  reporter(step: Step, toBundled: (pointer: string) => string = pointer => pointer): Report {
    return (pointer, message, hint, warning) => {
      this.#seen.push({ step, pointer: toBundled(pointer), message, hint, warning });
    };
  }

  /** @returns the warnings @throws KitError for the errors of the first step that has some */
  settle(judgement: Judgement): DocumentWarning[] {
    const { strict, isReached } = judgement;
    const errors = this.#seen.filter(({ pointer, warning }) => strict || (warning === undefined && isReached(pointer)));
    const [first] = errors;
    if (first !== undefined)
      throw errorOf(
        errors.filter(({ step }) => step === first.step),
        judgement,
      );
    const warnings = this.#seen.map(seen => warningOf(seen, judgement));
    return [...new Map(warnings.map(warning => [keyOf(warning), warning])).values()];
  }
}

/** Several operations that share a part each report it; an unknown format is said once per name, a key once per place. */
function keyOf({ code, file, pointer, message }: DocumentWarning): string {
  if (code === 'document/format-unknown') return `${code} ${message}`;
  return code === 'document/keyword-unknown' ? `${code} ${file}#${pointer}` : `${file}#${pointer} ${message}`;
}

function errorOf(seen: readonly Seen[], { origin, locate }: Judgement): KitError {
  const problems = new Map<string, Problem>();
  for (const { pointer, message, hint } of seen) {
    const place = origin(pointer);
    const problem = { pointer: place.pointer, location: locate(place), message, ...(hint !== undefined && { hint }) };
    problems.set(`${place.file}#${place.pointer} ${message}`, problem);
  }
  const { code, subject } = seen[0]?.step ?? { code: 'ERR_DOCUMENT_INVALID', subject: '' };
  return problemsError(code, subject, [...problems.values()].sort(inOrder([...problems.values()])));
}

/** In the order in which a reader meets them: file by file, line by line. */
function inOrder(problems: readonly Problem[]): (a: Problem, b: Problem) => number {
  const names = [...new Set(problems.map(({ location }) => location.file))];
  return ({ location: a }, { location: b }) =>
    names.indexOf(a.file) - names.indexOf(b.file) || a.line - b.line || a.column - b.column;
}

function warningOf(
  { pointer, message, hint, warning }: Seen,
  { origin, locate, isReached }: Judgement,
): DocumentWarning {
  const place = origin(pointer);
  const code = warning !== undefined && isReached(pointer) ? warning : 'document/not-served';
  return {
    code,
    file: place.file,
    pointer: place.pointer,
    message,
    ...(hint !== undefined && { hint }),
    locate: () => locate(place),
  };
}
