// Problems of a document: collected by step, then one error for all that prevent a start, and warnings.

import { type ErrorCode, KitError } from '../../base/errors.ts';
import type { DocumentWarning, Location, Origin, WarningCode } from './document.ts';

export interface Problem {
  /** JSON Pointer in its file. */
  readonly pointer: string;
  readonly location: Location;
  /** Expected and found, without a full stop. */
  readonly message: string;
  /** What to do, or what the document has. */
  readonly hint?: string;
}

/**
 * Reports a problem: its pointer, the expectation, the remedy. With `warning`, the document can still be served: it is an
 * error only with `strict`.
 */
export type Report = (pointer: string, message: string, hint?: string, warning?: WarningCode) => void;

/** One error for all problems of a step: a single one in the message, several in the details. */
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

// Enough to fix a document; one mistake in a shared schema can cause hundreds.
const mostShown = 10;

/** One line for each problem, at most ten, then the number of others. */
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

/** Context for the severity of problems. */
export interface Judgement {
  /** Origin of a pointer of the bundled document. */
  origin(pointer: string): Origin;
  locate(origin: Origin): Location;
  /** Whether serving needs a pointer of the bundled document. */
  isReached(pointer: string): boolean;
  /** Whether every problem is an error. */
  readonly strict: boolean;
}

/** Collects the problems of all steps; pointers are of the bundled document before its upgrade. */
export class ProblemList {
  readonly #seen: Seen[] = [];

  /** @param toBundled converts its pointers */
  reporter(step: Step, toBundled: (pointer: string) => string = pointer => pointer): Report {
    return (pointer, message, hint, warning) => {
      this.#seen.push({ step, pointer: toBundled(pointer), message, hint, warning });
    };
  }

  /** @returns the warnings @throws KitError with the errors of the first step that has any */
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

/** Operations share parts, so that several report the same problem. Unknown formats count once for each name. */
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

/** File by file, line by line. */
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
