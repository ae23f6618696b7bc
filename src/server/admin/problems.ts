// What is wrong with a request of the admin API, every problem in one error.

import { type ErrorCode, KitError } from '../../base/errors.ts';
import type { Finding } from '../../contract/findings/finding.ts';

/** One thing that is wrong, with the JSON Pointer into the body or the name of the parameter. */
export type Problem = { readonly text: string } & ({ readonly pointer: string } | { readonly parameter: string });

/** A finding in a sentence or two. */
export function tell({ message, hint }: Finding): string {
  return hint === undefined ? message : `${message} ${hint}`;
}

/** The error of all these problems. */
export function invalid(code: ErrorCode, what: string, problems: readonly Problem[]): KitError {
  const [first] = problems;
  const told = problems.length === 1 && first !== undefined ? first.text : `${problems.length} problems.`;
  return new KitError(code, `${what} cannot be used: ${told}`, { data: { problems } });
}
