// What a peer is here: another tool between client and server that says what is wrong with a response.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** A tool that runs as a proxy before the corpus. */
export interface Peer {
  readonly name: string;
  readonly port: number;
  /** The tool ended by itself. */
  hasCrashed(): boolean;
  /** What the tool says about an exchange by itself, in its answer; undefined where that is to be read later. */
  complaints(answer: PeerAnswer): readonly string[];
  /** Ends the proxy; what it reported of each exchange by then, by number. */
  end(): Promise<ReadonlyMap<number, readonly string[]>>;
}

/** What came through a proxy; undefined status where nothing did. */
export interface PeerAnswer {
  readonly status: number | undefined;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: string;
}

/** What a peer is started with. */
export interface PeerOptions {
  /** Folder with `node_modules/.bin`. */
  readonly folder: string;
  /** Where the servers of the corpus answer. */
  readonly upstream: string;
  /** The OpenAPI document. */
  readonly document: string;
  /** Folder for files of the run. */
  readonly workFolder: string;
}

/** Starts a command line tool without telemetry, and waits until it says that it listens. */
export async function startTool(
  command: string,
  parameters: readonly string[],
  listening: RegExp,
): Promise<ChildProcess> {
  const env = { ...process.env, REDOCLY_TELEMETRY: 'off', DO_NOT_TRACK: '1', CI: '1', NO_COLOR: '1' };
  const tool = spawn(command, parameters, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  await new Promise<void>((resolve, reject) => {
    const hear = (bytes: Buffer): void => {
      output += String(bytes);
      if (listening.test(output)) resolve();
    };
    tool.stdout.on('data', hear);
    tool.stderr.on('data', hear);
    tool.once('error', reject);
    tool.once('exit', code => reject(new Error(`${command} ended with ${code}: ${output}`)));
  });
  return tool;
}

export function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

/** Ends a tool that may have ended by itself. */
export async function stopTool(tool: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (hasEnded(tool)) return;
  tool.kill(signal);
  await once(tool, 'exit');
}

/** A port that was free a moment ago: these tools cannot be told to take any. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { readonly port: number };
  server.close();
  await once(server, 'close');
  return port;
}
