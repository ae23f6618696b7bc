// How a failure is told on the command line: one line with what happened, with which value and what to do, and an exit
// code; a stack trace only for our own defects, and only when asked for.

import { KitError } from '../base/errors.ts';

/** What goes to stderr, and the exit code. */
export interface Failure {
  readonly text: string;
  readonly exitCode: number;
}

/** @param withStack show where a defect of ours was met */
export function tellFailure(error: unknown, withStack: boolean): Failure {
  return error instanceof KitError && error.exitCode !== 1 ? tellMistake(error) : tellDefect(error, withStack);
}

function tellMistake({ message, code, hint, details, exitCode }: KitError): Failure {
  const first = `error: ${withoutPeriod(message)} (${code})`;
  const lines =
    details.length === 0
      ? [hint === undefined ? first : `${first}. ${hint}`]
      : [`${first}:`, ...details.map(indented), ...(hint === undefined ? [] : [hint])];
  return { text: `${lines.join('\n')}\n`, exitCode };
}

function tellDefect(error: unknown, withStack: boolean): Failure {
  const code = error instanceof KitError ? error.code : 'ERR_INTERNAL';
  const message = error instanceof Error ? error.message : String(error);
  const what = `error: ${withoutPeriod(message)} (${code}). This is a bug in aps-userinfo; please report it with the command you ran`;
  if (withStack) return { text: `${what}.\n${error instanceof Error ? error.stack : ''}\n`, exitCode: 1 };
  return { text: `${what} and its output with APS_USERINFO_LOG_LEVEL=debug.\n`, exitCode: 1 };
}

function withoutPeriod(message: string): string {
  return message.replace(/\.$/, '');
}

function indented(line: string): string {
  return `  ${line.replaceAll('\n', '\n  ')}`;
}
