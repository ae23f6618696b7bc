// Runs `verify` in the process of the test: what it does with flags, environment and streams, without a start each time.

import { Command } from 'commander';
import { tellFailure } from '../../src/cli/failure.ts';
import { runVerify } from '../../src/cli/verify.ts';
import { addVerify } from '../../src/cli/verify-command.ts';
import type { Finished } from './run-cli.ts';

export async function verifyHere(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Finished> {
  const written = { stdout: '', stderr: '' };
  const streamTo = (name: keyof typeof written) => ({
    write: (text: string): void => {
      written[name] += text;
    },
  });
  let exitCode = 0;
  const program = new Command().exitOverride().configureOutput({ writeErr: () => undefined });
  addVerify(program, async (baseUrl, flags) => {
    exitCode = await runVerify(baseUrl, flags, { env, stdout: streamTo('stdout'), stderr: streamTo('stderr') });
  });
  try {
    await program.parseAsync(['verify', ...args], { from: 'user' });
  } catch (error) {
    const failure = tellFailure(error, true);
    written.stderr += failure.text;
    exitCode = failure.exitCode;
  }
  return { exitCode, ...written };
}
