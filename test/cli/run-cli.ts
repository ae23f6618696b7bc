// Runs the command line as its users do: as a process of its own, told apart by its output and exit code.

import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { patienceMs } from '../patience.ts';
import { main } from '../program.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
/** Sources need a Node.js that strips types. */
export const node: string = process.features.typescript
  ? process.execPath
  : createRequire(import.meta.url).resolve('node/bin/node');

export interface Finished {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** A command that is under way. */
export interface Running {
  readonly child: ChildProcessWithoutNullStreams;
  readonly finished: Promise<Finished>;
}

/** Runs a command to its end. One that does not end by itself is ended, so that nothing stays behind. */
export function runCli(args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  return startCli(args, options).finished;
}

export function startCli(args: readonly string[], { env = {}, cwd = root }: RunOptions = {}): Running {
  const bare = { PATH: process.env['PATH'] ?? '', NODE_NO_WARNINGS: '1' };
  const child = spawn(node, [main, ...args], { cwd, env: { ...bare, ...env }, timeout: patienceMs });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const finished = new Promise<Finished>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', exitCode => resolve({ exitCode, stdout, stderr }));
  });
  return { child, finished };
}

/** Starts `mock` and resolves with its `listening` event once that is logged. */
export async function startMockCli(
  args: readonly string[],
  options: RunOptions = {},
): Promise<Running & { readonly ready: ReadyEvent }> {
  const running = startCli(['mock', ...args], options);
  const line = await new Promise<string>((resolve, reject) => {
    running.child.stdout.once('data', (text: string) => resolve(text.split('\n')[0] ?? ''));
    running.finished.then(({ stderr }) => reject(new Error(`the mock ended before it listened: ${stderr}`)), reject);
  });
  return { ...running, ready: JSON.parse(line) as ReadyEvent };
}

export interface ReadyEvent {
  readonly level: number;
  readonly time: number;
  readonly msg: string;
  readonly url: string;
  readonly port: number;
  readonly pid: number;
}
