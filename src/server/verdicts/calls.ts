// How requests belong together: attempts of one call, requests with one token, grants with one code. HTTP does not say which
// requests are attempts of one call, so that is a reading: same method, URL and token, each sent after the failure before it.

import { endOf, hasFailed, type JournalEntry } from '../sessions/journal-entry.ts';

/** A request that a runtime repeated by itself, and the one before it. */
type Repeat = readonly [entry: JournalEntry, before: JournalEntry];

/** One call of the client, with the attempts that it took. */
export interface Call {
  readonly attempts: readonly [JournalEntry, ...JournalEntry[]];
  /** Requests that the runtime of the client repeated by itself; each belongs to an attempt. */
  readonly repeats: readonly Repeat[];
}

/** Whether a request is to the endpoints of the login. */
export function isLogin({ url }: JournalEntry): boolean {
  return /^\/(?:authentication|\.well-known)\//.test(url);
}

/** Whether a request is for a profile. */
export function isProfile(entry: JournalEntry): boolean {
  return entry.operationId !== undefined && !isLogin(entry);
}

/** A request that comes later than this after a failure, and after its `Retry-After`, is another call. */
const longestPauseMs = 120_000;

/** A runtime repeats a request on a closed connection at once, and once. */
const runtimeRepeatMs = 20;

interface OpenCall {
  readonly attempts: [JournalEntry, ...JournalEntry[]];
  readonly repeats: Repeat[];
  /** Whether the latest attempt has been repeated. */
  repeated: boolean;
}

/** The calls, by their first request. */
export function callsOf(entries: readonly JournalEntry[]): readonly Call[] {
  const calls: OpenCall[] = [];
  const latest = new Map<string, OpenCall>();
  for (const entry of entries) {
    const key = sameRequest(entry);
    const open = latest.get(key);
    const last = open?.attempts.at(-1);
    if (open === undefined || last === undefined || !isRetry(last, entry)) {
      const call: OpenCall = { attempts: [entry], repeats: [], repeated: false };
      calls.push(call);
      latest.set(key, call);
    } else if (!open.repeated && isRuntimeRepeat(last, entry)) {
      open.attempts[open.attempts.length - 1] = entry;
      open.repeats.push([entry, last]);
      open.repeated = true;
    } else {
      open.attempts.push(entry);
      open.repeated = false;
    }
  }
  return calls;
}

function sameRequest({ method, url, tokenHash }: JournalEntry): string {
  return `${method} ${url} ${tokenHash}`;
}

/** The requests that the runtime of the client repeated by itself, each with the one that it repeated. */
export function runtimeRepeats(entries: readonly JournalEntry[]): ReadonlyMap<JournalEntry, JournalEntry> {
  return new Map(callsOf(entries).flatMap(({ repeats }) => repeats));
}

/**
 * Milliseconds that an answer asks to wait; undefined where it does not.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3
 */
export function retryAfterMs(entry: JournalEntry): number | undefined {
  const { retryAfter } = entry;
  if (retryAfter === undefined) return undefined;
  if (/^\d+$/.test(retryAfter)) return Number(retryAfter) * 1000;
  const date = Date.parse(retryAfter);
  return Number.isNaN(date) ? undefined : Math.max(0, date - endOf(entry));
}

function isRetry(before: JournalEntry, entry: JournalEntry): boolean {
  const pause = entry.at - endOf(before);
  return hasFailed(before) && pause >= 0 && pause <= longestPauseMs + (retryAfterMs(before) ?? 0);
}

/**
 * Node.js repeats a request after 421, and Bun and Deno repeat one whose connection was closed, without the client's code. A
 * client that retries at once looks the same the first time; its next retry tells them apart.
 */
function isRuntimeRepeat(before: JournalEntry, entry: JournalEntry): boolean {
  const pause = entry.at - endOf(before);
  const isClosed = !before.aborted && (before.status === undefined || before.status === 421);
  return isClosed && pause >= 0 && pause <= runtimeRepeatMs;
}

/** Requests with the same key together; by default with the same token, code or refresh token. */
export function grouped(
  entries: readonly JournalEntry[],
  key: (entry: JournalEntry) => string | undefined = ({ tokenHash }) => tokenHash,
): readonly (readonly JournalEntry[])[] {
  const groups = new Map<string | undefined, JournalEntry[]>();
  for (const entry of entries) {
    const name = key(entry);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [entry]);
    else group.push(entry);
  }
  return [...groups.values()];
}

/** A request, and the first one of its group that came after its end. */
export interface Followed {
  readonly entry: JournalEntry;
  readonly next: JournalEntry | undefined;
}

/** Each request of a group with the next one. */
export function followed(group: readonly JournalEntry[]): readonly Followed[] {
  return group.map((entry, index) => {
    let at = index + 1;
    while (at < group.length && Number(group[at]?.at) < endOf(entry)) at++;
    return { entry, next: group[at] };
  });
}

/** Groups of token requests that used one code or refresh token; undefined where none used any. */
export function reusedGrants(
  logins: readonly JournalEntry[],
  grant: 'authorization_code' | 'refresh_token',
): readonly (readonly JournalEntry[])[] | undefined {
  const grants = logins.filter(({ grantType, tokenHash }) => grantType === grant && tokenHash !== undefined);
  if (grants.length === 0) return undefined;
  const repeats = runtimeRepeats(grants);
  return grouped(grants.filter(entry => !repeats.has(entry))).filter(({ length }) => length > 1);
}
