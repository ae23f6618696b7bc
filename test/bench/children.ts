// Child processes of a run: none outlives it, however it ends.

import { type ChildProcessByStdio, spawn, spawnSync } from 'node:child_process';
import path from 'node:path';
import type { Readable } from 'node:stream';

export type Child = ChildProcessByStdio<null, Readable, Readable>;

const alive = new Set<Child>();
const signals = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** Makes sure that every child is killed when this process exits or is told to. */
export function killChildrenAtExit(): void {
  process.once('exit', () => {
    for (const child of alive) child.kill('SIGKILL');
  });
  for (const [signal, exitCode] of Object.entries(signals)) process.once(signal, () => process.exit(exitCode));
}

/** Starts a child without the variables that change how fast Node.js starts. */
export function startChild([program = '', ...args]: readonly string[], more: Readonly<NodeJS.ProcessEnv> = {}): Child {
  const { NODE_OPTIONS, NODE_EXTRA_CA_CERTS, NODE_COMPILE_CACHE, NODE_DISABLE_COMPILE_CACHE, ...env } = process.env;
  const own = Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('APS_USERINFO_')));
  const child = spawn(program, args, { env: { ...own, ...more }, stdio: ['ignore', 'pipe', 'pipe'] });
  alive.add(child);
  child.once('close', () => alive.delete(child));
  return child;
}

const stopsWithinMs = 5000;

/** Stops a child as users do, so that Node.js writes its compile cache, and waits until it is gone. */
export async function endChild(child: Child): Promise<void> {
  if (!alive.has(child)) return;
  const gone = new Promise(resolve => child.once('close', resolve));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), stopsWithinMs);
  await gone;
  clearTimeout(timer);
}

/** Runs a child to its end and returns what it wrote. @throws Error when it fails or takes longer */
export async function runChild(command: readonly string[], withinMs: number): Promise<string> {
  const child = startChild(command);
  const exitCode = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), withinMs);
  const [output, complaint, code] = await Promise.all([textOf(child.stdout), textOf(child.stderr), exitCode]);
  clearTimeout(timer);
  if (code === 0) return output;
  const reason = code === null ? `did not end within ${withinMs} ms` : `ended with exit code ${code}`;
  throw new Error(`"${command.join(' ')}" ${reason}: ${complaint.trim().slice(-500)}`);
}

/** Installs a package into a folder, and gives the path of its command. @throws Error when npm fails */
export function installPeer(folder: string, specifier: string, command: string): string {
  const parameters = ['install', '--prefix', folder, '--no-audit', '--no-fund', specifier];
  const env = { ...process.env, SCARF_ANALYTICS: 'false', DO_NOT_TRACK: '1' };
  const { status, stderr } = spawnSync('npm', parameters, { env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`npm could not install ${specifier}: ${stderr.trim().slice(-300)}`);
  return path.join(folder, 'node_modules/.bin', command);
}

async function textOf(stream: Readable): Promise<string> {
  let text = '';
  for await (const chunk of stream.setEncoding('utf8')) text += chunk;
  return text;
}
