// The servers of a run: the two bare ones to compare with, and ours from the built package.

import { request } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Child, endChild, startChild } from './children.ts';
import { pinned } from './host.ts';

/** Where the server under test comes from: this package's build or sources, or the folder of another build. */
export type Origin = 'dist' | 'src' | `/${string}`;

/** What each part of a run is asked to measure. */
export interface MeasureOptions {
  readonly origin: Origin;
  /** Another build, to measure in the same cycles. */
  readonly against: Origin | undefined;
  readonly quick: boolean;
  /** Order of the slices. */
  readonly seed: number;
  readonly say: (text: string) => void;
}

/** Entry points of the package. */
export function entryPoints(origin: Origin): { readonly cli: string; readonly index: string } {
  const root = origin.startsWith('/') ? origin : fileURLToPath(new URL('../..', import.meta.url));
  return origin === 'src'
    ? { cli: join(root, 'src/cli/main.ts'), index: join(root, 'src/index.ts') }
    : { cli: join(root, 'dist/lib/main.js'), index: join(root, 'dist/lib/index.js') };
}

/** Command of a bare server whose body has this many bytes. */
export function bareServer(kind: 'http' | 'fastify', bodyBytes: number): readonly string[] {
  return [process.execPath, fileURLToPath(new URL(`bare-${kind}.js`, import.meta.url)), String(bodyBytes)];
}

/** Command of the mock, everything as by default but for the flags given. */
export function mockServer(origin: Origin, ...flags: readonly string[]): readonly string[] {
  return [process.execPath, entryPoints(origin).cli, 'mock', '--port', '0', ...flags];
}

/** The environment of a start without the compile cache that an earlier one leaves in the system's temporary folder. */
export const firstStart = { NODE_DISABLE_COMPILE_CACHE: '1' } as const;

/** A server that listens. */
export interface RunningServer {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

const startsWithinMs = 30_000;

/** Starts a server and waits for the line that says where it listens. @throws Error when it does not start */
export async function startServer(
  command: readonly string[],
  core?: number,
  env?: Readonly<NodeJS.ProcessEnv>,
): Promise<RunningServer> {
  const child = startChild(pinned(command, core), env);
  try {
    const url = await announcedUrl(child);
    // What it writes from now on is thrown away, as a terminal would take it.
    child.stdout.resume();
    child.stderr.resume();
    return { url, pid: child.pid ?? 0, stop: () => endChild(child) };
  } catch (error) {
    await endChild(child);
    throw error;
  }
}

function announcedUrl(child: Child): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = '';
    const fail = (reason: string): void =>
      reject(new Error(`${child.spawnargs.join(' ')} ${reason}: ${output.trim()}`));
    const timer = setTimeout(() => fail('does not say where it listens'), startsWithinMs);
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      const url = /http:\/\/127\.0\.0\.1:\d+/.exec(output)?.[0];
      if (url === undefined) return;
      clearTimeout(timer);
      resolve(url);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('error', reject);
    child.once('close', code => {
      clearTimeout(timer);
      fail(`ended with exit code ${code}`);
    });
  });
}

/** Status and body of one GET /userinfo, on a connection of its own. */
export function getUserinfo(url: string, token: string | undefined): Promise<{ status: number; body: string }> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return new Promise((resolve, reject) => {
    const sent = request(`${url}/userinfo`, { headers, agent: false, timeout: 10_000 }, response => {
      let body = '';
      response.setEncoding('utf8').on('data', chunk => {
        body += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
      response.on('error', reject);
    });
    sent.on('timeout', () => sent.destroy(new Error(`${url}/userinfo does not answer`)));
    sent.on('error', reject);
    sent.end();
  });
}
