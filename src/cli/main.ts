#!/usr/bin/env node
// The command line `aps-userinfo`: runs one command and ends with its exit code.

import { tellFailure } from './failure.ts';
import { runProgram } from './program.ts';

// A reader that goes away, as `| head` does, is no failure of the command.
process.stdout.on('error', ignoreClosedPipe);
process.stderr.on('error', ignoreClosedPipe);
process.on('uncaughtException', fail);
process.on('unhandledRejection', fail);

await runProgram(process.argv.slice(2)).catch(fail);

function fail(error: unknown): void {
  const { text, exitCode } = tellFailure(error, wantsStack());
  process.stderr.write(text);
  process.exit(exitCode);
}

function wantsStack(): boolean {
  const flags = process.argv.join(' ');
  return /--log-level[ =]debug\b/.test(flags) || process.env['APS_USERINFO_LOG_LEVEL'] === 'debug';
}

function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}
