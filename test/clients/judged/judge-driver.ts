// Judges one client with the code of `aps-userinfo judge`: its driver stands behind the URL of an app in this process.

import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runJudge } from '../../../src/cli/judge.ts';
import { resolveConfig } from '../../../src/config/config.ts';
import { visit } from '../../recipes/visit.ts';

/** What a driver gets. Gives what its client takes for the profile, or throws. */
export type Driver = (mock: {
  /** Base URL of the mock. */
  readonly base: string;
  /** Of the profile. */
  readonly url: string;
  readonly token: string;
  /** `sub` of the token's user, and an ID token that has it. */
  readonly subject: string;
  readonly idToken: string;
  readonly visit: typeof visit;
}) => Promise<unknown>;

/** What a client made of one scenario. */
export interface Cell {
  readonly outcome: 'profile' | 'error' | 'no error' | 'no end';
  readonly requests: number;
  /** Rules that it broke. */
  readonly broken: readonly string[];
}

export type Cells = Readonly<Record<string, Cell>>;

/** Seconds until a stalled answer breaks a rule; the client is stopped later. */
export const stallSeconds = 11;

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const subject = '7ALC3QX9RW2K';
const idToken = `${encode({ alg: 'none' })}.${encode({ sub: subject })}.`;

/** @throws as `runJudge` */
export async function judgeDriver(drive: Driver, only: readonly string[]): Promise<Cells> {
  const port = await freePort();
  const base = `http://127.0.0.1:${port}`;
  const asked = { base, url: `${base}/userinfo`, token: 'mock.alice', subject, idToken, visit };
  const app = createServer((_request, response) => {
    drive(asked).then(
      () => response.writeHead(200).end(),
      () => response.writeHead(502).end(),
    );
  });
  try {
    let stdout = '';
    const write = (text: string): void => {
      stdout += text;
    };
    const around = { env: {}, stdout: { write }, stderr: { write: (): void => undefined } };
    const flags = { only, format: 'json', timeout: (stallSeconds + 2) * 1000 };
    const threshold = { stallSeconds: String(stallSeconds) };
    const url = `http://127.0.0.1:${await listen(app)}/`;
    await runJudge(resolveConfig({ port, autoLogin: 'alice' }), { url }, { ...flags, threshold }, around);
    const { scenarios } = JSON.parse(stdout) as { readonly scenarios: readonly Row[] };
    return Object.fromEntries(scenarios.map(row => [row.scenario, cellOf(row)]));
  } finally {
    app.closeAllConnections();
    app.close();
  }
}

interface Row {
  readonly scenario: string;
  readonly outcome: string;
  readonly exitCode: number | null;
  readonly requests: readonly { readonly url: string }[];
  readonly verdicts: readonly { readonly id: string; readonly status: string }[];
}

function cellOf({ outcome, exitCode, requests, verdicts }: Row): Cell {
  const ended = exitCode === null ? 'no end' : exitCode === 0 ? 'profile' : 'error';
  return {
    outcome: outcome.endsWith('without a profile') ? 'no error' : ended,
    requests: requests.filter(({ url }) => url.startsWith('/userinfo')).length,
    broken: verdicts.filter(({ status }) => status === 'failed').map(({ id }) => id),
  };
}

/** A port that was free a moment ago: a driver knows the mock's before that starts. */
async function freePort(): Promise<number> {
  const probe = createServer();
  const port = await listen(probe);
  await new Promise(resolve => probe.close(resolve));
  return port;
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** A driver, and the version of its package as it is installed beside it. */
export async function importDriver(file: string, name?: string): Promise<{ drive: Driver; version?: string }> {
  const { default: drive } = (await import(pathToFileURL(file).href)) as { readonly default: Driver };
  if (name === undefined) return { drive };
  let folder = dirname(file);
  while (!existsSync(join(folder, 'node_modules', name))) folder = dirname(folder);
  const text = readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8');
  return { drive, version: (JSON.parse(text) as { readonly version: string }).version };
}
