// Runs the client under test once: a command with the mock's address in its environment, or a request to a running app.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { KitError, whyRefused } from '../base/errors.ts';

/** What is judged: a command and its arguments, or the URL of an app that calls the mock. */
export type Client = { readonly command: readonly [string, ...string[]] } | { readonly url: string };

export interface ClientRun {
  /** Exit code of the command; for a URL 0 for a status below 400, else 1. Undefined for a client that was stopped. */
  readonly exitCode: number | undefined;
  /** Status of the app's answer; only for a URL. */
  readonly status?: number;
  readonly durationMs: number;
}

export interface RunOptions {
  /** Added to the environment of a command. */
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Whether the output of the command is shown. */
  readonly showOutput: boolean;
  /** Called when the time is over, before the client is stopped. */
  readonly onTimeout: () => void;
}

/** Time that a command has to end after SIGTERM. */
const graceMs = 1000;

/** @throws ERR_CLI_USAGE for a command that cannot be started, ERR_TARGET_UNREACHABLE for a URL that nothing answers */
export async function runClient(client: Client, options: RunOptions): Promise<ClientRun> {
  const startedAt = performance.now();
  const run = await ('url' in client ? callUrl(client.url, options) : runCommand(client.command, options));
  return { ...run, durationMs: Math.round(performance.now() - startedAt) };
}

type Ended = Omit<ClientRun, 'durationMs'>;

async function callUrl(url: string, { timeoutMs, onTimeout }: RunOptions): Promise<Ended> {
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(url, { redirect: 'manual', signal });
    await response.arrayBuffer();
    return { exitCode: response.status < 400 ? 0 : 1, status: response.status };
  } catch (error) {
    if (!signal.aborted) throw unreachable(url, error);
    onTimeout();
    return { exitCode: undefined };
  }
}

function unreachable(url: string, cause: unknown): KitError {
  const reason = cause instanceof Error && cause.cause !== undefined ? cause.cause : cause;
  return new KitError('ERR_TARGET_UNREACHABLE', `${url} does not answer: ${whyRefused(reason)}.`, {
    hint: 'Start the app first, with the address of the mock as its base URL.',
    cause,
  });
}

const running = new Set<ChildProcess>();

async function runCommand(
  [file, ...args]: readonly [string, ...string[]],
  { env, timeoutMs, showOutput, onTimeout }: RunOptions,
): Promise<Ended> {
  const isWindows = process.platform === 'win32';
  const stdio = ['ignore', showOutput ? 'inherit' : 'ignore', showOutput ? 'inherit' : 'ignore'] as const;
  // A group of its own, so that the children of npm and of shells are stopped with it. Windows runs npm.cmd in a shell.
  const options = { env: { ...process.env, ...env }, stdio: [...stdio], detached: !isWindows, shell: isWindows };
  const child = isWindows ? spawn(lineOfCmd([file, ...args]), options) : spawn(file, args, options);
  running.add(child);
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    onTimeout();
    stop(child, 'SIGTERM');
    setTimeout(() => stop(child, 'SIGKILL'), graceMs).unref();
  }, timeoutMs);
  try {
    const exitCode = await new Promise<number>((resolve, reject) => {
      child.once('error', error => reject(unstartable(file, error)));
      child.once('exit', (code, signal) => resolve(code ?? (signal === null ? 1 : 128)));
    });
    return { exitCode: isLate ? undefined : exitCode };
  } finally {
    clearTimeout(timer);
    stop(child, 'SIGKILL');
    running.delete(child);
  }
}

/** The command as cmd.exe reads it: Node.js does not quote the arguments of a shell. */
export function lineOfCmd(command: readonly string[]): string {
  return command.map(text => (/^[\w./\\:=@-]+$/u.test(text) ? text : `"${text.replaceAll('"', '\\"')}"`)).join(' ');
}

/** Stops every command that runs, for a signal to this process. */
export function stopClients(): void {
  for (const child of running) stop(child, 'SIGKILL');
}

function stop(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform !== 'win32') process.kill(-child.pid, signal);
    // A signal would end the shell alone.
    else if (child.exitCode === null) spawnSync('taskkill', ['/pid', String(child.pid), '/t', '/f']);
  } catch {
    // The group has ended.
  }
}

function unstartable(file: string, cause: NodeJS.ErrnoException): KitError {
  return new KitError('ERR_CLI_USAGE', `The command "${file}" cannot be started: ${whyRefused(cause)}.`, {
    hint: 'Write the command after --, as in: aps-userinfo judge -- npm test.',
    cause,
  });
}
