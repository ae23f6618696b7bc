// The commands `pact verify` and `pact compare`, run in this process.

import { type CompareFlags, type PactVerifyFlags, runPactCompare, runPactVerify } from '../../src/cli/pact.ts';
import type { Finding } from '../../src/contract/findings/finding.ts';
import type { CheckResult } from '../../src/contract/findings/report.ts';

/** What a command printed, and what its JSON report says. */
export interface Ran {
  readonly exitCode: number;
  readonly output: string;
  readonly checks: readonly CheckResult[];
  /** Of every check, and about the run. */
  readonly findings: readonly Finding[];
}

/** Runs `pact verify`. */
export function verify(flags: PactVerifyFlags, env: Readonly<Record<string, string>> = {}): Promise<Ran> {
  return run(around => runPactVerify({ ...flags, report: ['json'] }, around), env);
}

/** Runs `pact compare`. */
export function compare(files: readonly string[], flags: CompareFlags = {}): Promise<Ran> {
  return run(around => runPactCompare(files, { ...flags, report: ['json'] }, around), {});
}

type Around = Parameters<typeof runPactVerify>[1];

async function run(command: (around: Around) => Promise<number>, env: Readonly<Record<string, string>>): Promise<Ran> {
  const printed: string[] = [];
  const stream = { write: (text: string) => printed.push(text) };
  const exitCode = await command({ env, stdout: stream, stderr: stream });
  const output = printed.join('');
  const { checks, findings } = JSON.parse(output) as Pick<Ran, 'checks' | 'findings'>;
  return { exitCode, output, checks, findings: [...checks.flatMap(check => check.findings), ...findings] };
}
