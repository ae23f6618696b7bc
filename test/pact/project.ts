// A project that has installed the package, vitest and Pact: where real test runs take place.

import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { bundle } from '../../spec/bundle.ts';
import { precompile } from '../../spec/precompile.ts';
import { builtinDocument } from '../../src/contract/openapi/load.ts';
import { patienceMs } from '../patience.ts';
import { node, root } from './tools.ts';

const run = promisify(execFile);

/** A project in a folder of its own. */
export interface Project {
  readonly folder: string;
  /** Runs a tool of `node_modules/.bin`, or one with an absolute path, to its end, whatever that is. */
  run(tool: string, args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Ended>;
  /** Runs a script of the project to its end. */
  node(...args: readonly string[]): Promise<Ended>;
  /** A contract that was written. */
  pact(name: string): Pact;
  remove(): void;
}

/** How a process ended. */
export interface Ended {
  readonly exitCode: number;
  readonly output: string;
}

/** What tests look at in a contract. */
export interface Pact {
  readonly interactions: readonly {
    readonly description: string;
    readonly providerStates?: readonly { readonly name: string; readonly params?: object }[];
    readonly [member: string]: unknown;
  }[];
}

/** Makes the project, with the package built as it is for publication. */
export async function makeProject(): Promise<Project> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'pact-project-')));
  cpSync(join(import.meta.dirname, 'project'), folder, { recursive: true });
  await installPackage(join(folder, 'node_modules/aps-userinfo'));
  for (const name of ['@pact-foundation', 'vitest', '.bin']) {
    symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name));
  }
  return {
    folder,
    run: (tool, args, env) => finish(folder, [resolve(root, 'node_modules/.bin', tool), ...args], env),
    node: (...args) => finish(folder, args),
    pact: name => JSON.parse(readFileSync(join(folder, 'pacts', `${name}.json`), 'utf8')) as Pact,
    remove: () => rmSync(folder, { recursive: true }),
  };
}

async function installPackage(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (const name of ['package.json', 'spec', 'fixtures', 'node_modules'])
    symlinkSync(join(root, name), join(folder, name));
  await bundle({ root: join(root, 'src'), entries: { pact: './pact/index.ts' }, folder: join(folder, 'dist/lib') });
  await precompile({ document: builtinDocument(), files: [], folder: join(folder, 'dist') });
}

async function finish(
  cwd: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const quiet = { PATH: process.env['PATH'], NODE_NO_WARNINGS: '1', NO_COLOR: '1' };
  const options = { cwd, timeout: patienceMs, env: { ...quiet, ...env } };
  try {
    const { stdout, stderr } = await run(node, args, options);
    return { exitCode: 0, output: stdout + stderr };
  } catch (error) {
    const { code, stdout = '', stderr = '' } = error as { code: number; stdout?: string; stderr?: string };
    return { exitCode: code, output: stdout + stderr };
  }
}
