// A server that runs: waited for, stopped by its ready file, or asked what it has. Knows its admin API and nothing of its code.

import { existsSync, rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ErrorCode, errorCatalog, KitError } from '../base/errors.ts';
import { isObject } from '../base/json.ts';
import { readText } from '../base/read-file.ts';
import type { CatalogEntry } from '../server/scenarios/catalog.ts';
import type { Ready } from './ready-file.ts';

/** What is waited for, and how long. */
export interface WaitFlags {
  /** In milliseconds. Default 30 seconds. */
  readonly timeout?: number;
  /** A ready file: its server is the one to wait for. */
  readonly readyFile?: string;
}

const defaultTimeoutMs = 30_000;
const pollMs = 100;
/** One request of several: a server that is slower than this is asked again. */
const requestMs = 2000;

/**
 * Waits until the server answers.
 *
 * @returns its URL
 * @throws ERR_TARGET_UNREACHABLE when the time is up; ERR_CLI_USAGE, ERR_READY_FILE_UNREADABLE
 */
export async function waitForServer(url: string | undefined, flags: WaitFlags): Promise<string> {
  const { readyFile, timeout = defaultTimeoutMs } = flags;
  if ((url === undefined) === (readyFile === undefined))
    throw usage('Name one server to wait for: a URL, or --ready-file FILE.', 'Such as http://127.0.0.1:4010.');
  if (url !== undefined) requireUrl(url);
  let last = `there is no file "${readyFile}"`;
  const isUp = await poll(timeout, async () => {
    const at = url ?? (existsSync(readyFile ?? '') ? readReadyFile(readyFile ?? '').url : undefined);
    if (at === undefined) return undefined;
    const problem = await problemOf(at);
    last = `${at} does not answer: ${problem}`;
    return problem === undefined ? at : undefined;
  });
  if (isUp !== undefined) return isUp;
  throw new KitError('ERR_TARGET_UNREACHABLE', `After ${timeout / 1000} seconds ${last}.`, {
    hint: 'Start the server first, or wait longer with --timeout MS.',
  });
}

/**
 * Stops the server that wrote the ready file, and waits until it has ended. Requests under way finish.
 *
 * @returns its URL
 * @throws ERR_READY_FILE_UNREADABLE, ERR_TARGET_UNREACHABLE where no server answers at the URL of the file
 */
export async function stopServer(file: string, timeoutMs: number = defaultTimeoutMs): Promise<string> {
  const { url, pid } = readReadyFile(file);
  // The process may be long gone, and its number another's: only one that still answers is stopped.
  const problem = await problemOf(url);
  if (problem !== undefined)
    throw new KitError(
      'ERR_TARGET_UNREACHABLE',
      `"${file}" is of a server that no longer runs at ${url}: ${problem}.`,
      {
        hint: `Remove the file. If process ${pid} is the server and hangs, end it yourself.`,
      },
    );
  process.kill(pid, 'SIGTERM');
  // A server removes its file as it ends. Windows ends it at once, and the file stays.
  const hasEnded = await poll(timeoutMs, async () => !existsSync(file) || !isRunning(pid) || undefined);
  if (hasEnded === undefined)
    throw new KitError('ERR_TARGET_UNREACHABLE', `Process ${pid} still runs after ${timeoutMs / 1000} seconds.`, {
      hint: 'Wait longer with --timeout MS, or end the process yourself.',
    });
  rmSync(file, { force: true });
  return url;
}

/** What a running server has, as its admin API lists it. */
export interface RunningOffer {
  readonly personas: readonly { readonly name: string; readonly title: string; readonly description: string }[];
  readonly entries: readonly CatalogEntry[];
}

/** @throws ERR_TARGET_UNREACHABLE, and whatever the admin API refuses with */
export async function fetchOffer(url: string, adminToken: string | undefined): Promise<RunningOffer> {
  requireUrl(url);
  const [{ personas }, { scenarios }] = (await Promise.all(
    ['personas', 'scenarios'].map(name => fetchAdmin(url, name, adminToken)),
  )) as unknown as [Pick<RunningOffer, 'personas'>, { readonly scenarios: RunningOffer['entries'] }];
  return { personas, entries: scenarios };
}

async function fetchAdmin(url: string, name: string, token: string | undefined): Promise<object> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const options = { headers, redirect: 'manual', signal: AbortSignal.timeout(requestMs * 5) } as const;
  const response = await fetch(`${url.replace(/\/+$/u, '')}/__admin/${name}`, options).catch((error: unknown) => {
    throw new KitError('ERR_TARGET_UNREACHABLE', `${url} does not answer: ${reasonOf(error)}.`, {
      hint: 'Start the mock first: aps-userinfo mock.',
    });
  });
  const body: unknown = await response.json().catch(() => undefined);
  if (response.ok && isObject(body) && Array.isArray(body[name])) return body;
  throw refusal(url, response.status, body);
}

function refusal(url: string, status: number, body: unknown): KitError {
  const { code, detail, hint } = isObject(body) ? body : ({} as Readonly<Record<string, unknown>>);
  if (typeof code === 'string' && Object.hasOwn(errorCatalog, code) && code !== 'ERR_ROUTE_UNKNOWN')
    return new KitError(code as ErrorCode, String(detail), { ...(typeof hint === 'string' && { hint }) });
  return new KitError('ERR_TARGET_UNREACHABLE', `${url} has no admin API of aps-userinfo: it answered ${status}.`, {
    hint: 'The mock has one on a loopback host, or with --admin-token.',
  });
}

/** Why the server is not up; undefined where it is. Any server will do: one without this path answers 404. */
async function problemOf(url: string): Promise<string | undefined> {
  try {
    const options = { redirect: 'manual', signal: AbortSignal.timeout(requestMs) } as const;
    const { status, body } = await fetch(`${url.replace(/\/+$/u, '')}/__admin/health`, options);
    await body?.cancel();
    return status < 500 ? undefined : `status ${status}`;
  } catch (error) {
    return isOfUnknownCa(error) ? problemWithoutTls(url, reasonOf(error)) : reasonOf(error);
  }
}

/** Node.js trusts the local CA of `--tls` with NODE_EXTRA_CA_CERTS only. @see https://nodejs.org/api/tls.html#x509-certificate-error-codes */
function isOfUnknownCa(error: unknown): boolean {
  const { code } = ((error as Error).cause ?? {}) as { readonly code?: string };
  return /^(UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT|(DEPTH_ZERO_)?SELF_SIGNED_CERT)/u.test(
    code ?? '',
  );
}

/** The mock answers http on its https port, too. */
async function problemWithoutTls(url: string, reason: string): Promise<string | undefined> {
  return (await problemOf(url.replace(/^https:/u, 'http:'))) === undefined ? undefined : reason;
}

function reasonOf(error: unknown): string {
  const { message, cause } = error as Error;
  const { code } = (cause ?? {}) as { readonly code?: string };
  return code === 'ECONNREFUSED' ? 'the connection is refused' : (code ?? message);
}

/** Runs until it gives something; undefined when the time is up. */
async function poll<Result>(timeoutMs: number, run: () => Promise<Result | undefined>): Promise<Result | undefined> {
  const end = performance.now() + timeoutMs;
  for (;;) {
    const result = await run();
    if (result !== undefined || performance.now() >= end) return result;
    await sleep(pollMs);
  }
}

function readReadyFile(file: string): Ready {
  const text = readText('ready file', file, 'ERR_READY_FILE_UNREADABLE');
  try {
    const ready = JSON.parse(text) as Ready;
    if (URL.canParse(ready.url) && Number.isInteger(ready.pid) && ready.pid > 0) return ready;
  } catch {
    // The error below is that of JSON which is something else, too.
  }
  throw new KitError('ERR_READY_FILE_UNREADABLE', `"${file}" is not a ready file.`, {
    hint: 'Name the file that aps-userinfo mock --ready-file FILE writes.',
  });
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function requireUrl(url: string): void {
  const { username, password } = URL.canParse(url) ? new URL(url) : { username: '', password: '' };
  if (username !== '' || password !== '') throw usage('The URL has a user or password.', 'Omit them.');
  if (/^https?:\/\//u.test(url) && URL.canParse(url)) return;
  throw usage(`"${url}" is not the URL of a server.`, 'Write it as http://127.0.0.1:4010.');
}

function usage(message: string, hint: string): KitError {
  return new KitError('ERR_CLI_USAGE', message, { hint });
}
