#!/usr/bin/env node
// The command line `aps-userinfo`: runs one command and sets its exit code.

import * as module from 'node:module';

// The compile cache makes later starts 5 to 20 % faster; modules loaded after this line go into the system's temporary
// folder. Node.js 20 has no such cache.
module.enableCompileCache?.();
const { KitError, whyRefused } = await import('../base/errors.ts');
const { tellFailure } = await import('./failure.ts');
const { runProgram } = await import('./program.ts');

process.stdout.on('error', error => failToWrite('Standard output', error));
process.stderr.on('error', error => failToWrite('Standard error', error));
process.on('uncaughtException', fail);
process.on('unhandledRejection', fail);

await runProgram(process.argv.slice(2)).catch(fail);

function fail(error: unknown): void {
  const { text, exitCode } = tellFailure(error, wantsStack());
  process.stderr.write(text);
  process.exit(exitCode);
}

function wantsStack(): boolean {
  return /--log-level[ =]debug\b/.test(process.argv.join(' ')) || process.env['APS_USERINFO_LOG_LEVEL'] === 'debug';
}

/** A reader that goes away, as `| head` does, is no failure of the command. */
function failToWrite(what: string, error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') return;
  throw new KitError('ERR_REPORT_UNWRITABLE', `${what} cannot be written: ${whyRefused(error)}.`);
}
