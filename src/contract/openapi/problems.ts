// Everything that is wrong with a document, told at once: each problem with file, line, column and JSON Pointer.

import { type ErrorCode, KitError } from '../../base/errors.ts';
import type { Location } from './document.ts';

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

/** Told of each thing that is wrong: its pointer in the bundled document, what was expected, and what to do. */
export type Report = (pointer: string, message: string, hint?: string) => void;

// Enough to mend a document by; one slip in a shared schema can cause hundreds.
const most = 25;

/** One error for all problems: the only one in the message, several in the details. */
export function problemsError(code: ErrorCode, subject: string, problems: readonly Problem[]): KitError {
  const [first] = problems;
  const data = { problems: problems.map(({ pointer, location, message }) => ({ ...location, pointer, message })) };
  if (first && problems.length === 1) {
    return new KitError(code, `${subject}: ${line(first)}.`, {
      data,
      ...(first.hint && { hint: sentence(first.hint) }),
    });
  }
  const details = problems.slice(0, most).map(problem => line(problem) + (problem.hint ? ` (${problem.hint})` : ''));
  if (problems.length > most) details.push(`... and ${problems.length - most} more`);
  return new KitError(code, `${subject}: ${problems.length} problems.`, { details, data });
}

function line({ pointer, location, message }: Problem): string {
  return `${location.file}:${location.line}:${location.column} ${pointer === '' ? '#' : pointer}: ${message}`;
}

function sentence(hint: string): string {
  return `${hint.charAt(0).toUpperCase()}${hint.slice(1)}${/[.?!]$/u.test(hint) ? '' : '.'}`;
}
