// Errors on the command line: one line with what happened, the value and what to do, and an exit code; a stack trace only
// for bugs in aps-userinfo, and only on request.

import { KitError, withoutPeriod } from '../base/errors.ts';

/** Text for stderr, and the exit code. */
export interface Failure {
  readonly text: string;
  readonly exitCode: number;
}

/** @param withStack whether to show the stack of a bug in aps-userinfo */
export function tellFailure(error: unknown, withStack: boolean): Failure {
  if (!(error instanceof KitError) || error.exitCode === 1) return tellDefect(error, withStack);
  return { text: `error: ${error.text}\n`, exitCode: error.exitCode };
}

function tellDefect(error: unknown, withStack: boolean): Failure {
  const code = error instanceof KitError ? error.code : 'ERR_INTERNAL';
  const message = error instanceof KitError ? error.summary : error instanceof Error ? error.message : String(error);
  const what = `error: ${withoutPeriod(message)} (${code}). This is a bug in aps-userinfo; please report it with the command you ran`;
  if (withStack) return { text: `${what}.\n${error instanceof Error ? error.stack : ''}\n`, exitCode: 1 };
  return { text: `${what} and its output with APS_USERINFO_LOG_LEVEL=debug.\n`, exitCode: 1 };
}
