// One request in the journal: what is known when it arrives, and what later steps add.

import { randomUUID } from 'node:crypto';
import { stallingFaults } from '../scenarios/scenario.ts';

/** One request on the API and its outcome. Tokens appear as a short hash only. */
export interface JournalEntry {
  /** `X-Request-Id` of the answer. */
  readonly id: string;
  readonly session: string;
  /** Arrival, in milliseconds since the Unix epoch, by the session's clock. */
  readonly at: number;
  readonly method: string;
  /** Path and query as received, without the session prefix; a token in the query is masked. */
  readonly url: string;
  readonly operationId: string | undefined;
  readonly userAgent: string | undefined;
  /** `X-Correlation-Id` as sent: printable ASCII, at most 128 characters of it. */
  readonly correlationId: string | undefined;
  /** `traceparent` as sent, if it is one: version, trace, parent and flags. */
  readonly traceparent: string | undefined;
  /**
   * First 12 hex digits of the SHA-256 of the token, at the token endpoint of the code or refresh token; undefined where
   * none was sent.
   */
  tokenHash: string | undefined;
  /** Where and how the token was sent; undefined where none was. */
  readonly tokenForm: TokenForm | undefined;
  /** The `grant_type` of a request to the token endpoint. */
  readonly grantType: string | undefined;
  /** The hand-written persona that the token names. */
  persona: string | undefined;
  clientId: string | undefined;
  /** Name of the applied scenario, and its source. */
  scenario: string | undefined;
  scenarioFrom: ScenarioSource | undefined;
  /** Undefined while the request is in progress, and if the connection broke before a status was sent. */
  status: number | undefined;
  /** The way in which the connection was broken. */
  fault: string | undefined;
  /** Reason of the answer: the named example, the persona and variant, or the fault. */
  outcome: string;
  /** `Retry-After` as sent. */
  retryAfter: string | undefined;
  /** From arrival to the last byte handed over, in milliseconds; undefined while in progress. */
  durationMs: number | undefined;
  /** The client disconnected before the answer was complete. */
  aborted: boolean;
  /** The process that answered, where several share a store: its host and number. */
  replica?: string;
}

/**
 * Where and how a token was sent: in the header as documented, without the scheme, as the text of a variable without a
 * value, unreadable; or outside of the header.
 */
export type TokenForm = 'bearer' | 'bare' | 'placeholder' | 'malformed' | 'query' | 'body';

/** What is known when a request arrives. */
export type Arrival = Pick<
  JournalEntry,
  'session' | 'at' | 'method' | 'url' | 'operationId' | 'userAgent' | 'correlationId' | 'tokenHash'
> &
  Partial<Pick<JournalEntry, 'tokenForm' | 'grantType' | 'traceparent'>>;

const longestCorrelationId = 128;

/** The stored part of an `X-Correlation-Id`, which may be any text. */
export function correlationIdOf(header: string | readonly string[] | undefined): string | undefined {
  if (header === undefined) return undefined;
  const text = typeof header === 'string' ? header : header.join(', ');
  return text.slice(0, longestCorrelationId).replace(/[^\x20-\x7e]/g, '?');
}

/** A `traceparent` that is one. @see https://www.w3.org/TR/trace-context/#traceparent-header-field-values */
export function traceparentOf(header: string | readonly string[] | undefined): string | undefined {
  return typeof header === 'string' && /^[\da-f]{2}-[\da-f]{32}-[\da-f]{16}-[\da-f]{2}$/.test(header)
    ? header
    : undefined;
}

/** Characters that an entry keeps of a URL and of a user agent. */
const longestText = 2048;

/** A copy: a slice of a long string would keep all of it in memory. */
function cut(text: string): string {
  return text.length <= longestText ? text : Buffer.from(text.slice(0, longestText), 'latin1').toString('latin1');
}

/** Random, since processes that share a store, and copies of the package in one process, must not have the same ids. */
const first = randomUUID();
const end = first.slice(8);
let latestStart = Number.parseInt(first, 16);

/** A UUID of its own. `randomUUID` joins twenty parts for each, which takes 2 % of a short answer's time. */
function nextId(): string {
  // Steps of an odd number come to each of 2^32 starts before they repeat one, and neighbours look different.
  latestStart = (latestStart + 0x9e3779b1) >>> 0;
  return latestStart.toString(16).padStart(8, '0') + end;
}

/** Most requests of a client have the same: one copy serves their entries, and the others are collected at once. */
const latest = { url: '', userAgent: '' };

function kept(member: keyof typeof latest, text: string): string {
  if (text !== latest[member]) latest[member] = cut(text);
  return latest[member];
}

/** The entry of a new request; later steps complete it. */
export function newEntry({
  session,
  at,
  method,
  url,
  operationId,
  userAgent,
  correlationId,
  traceparent,
  tokenHash,
  tokenForm,
  grantType,
}: Arrival): JournalEntry {
  return {
    id: nextId(),
    session,
    at,
    method,
    url: kept('url', url),
    operationId,
    userAgent: userAgent === undefined ? undefined : kept('userAgent', userAgent),
    correlationId,
    traceparent,
    tokenHash,
    tokenForm,
    grantType,
    persona: undefined,
    clientId: undefined,
    scenario: undefined,
    scenarioFrom: undefined,
    status: undefined,
    fault: undefined,
    outcome: '',
    retryAfter: undefined,
    durationMs: undefined,
    aborted: false,
  };
}

/** Sources of a scenario, in order of precedence. */
export type ScenarioSource = 'prefer' | 'token' | 'queue' | 'active' | 'default';

/** When the answer was handed over, or the connection broken. */
export function endOf({ at, durationMs }: Pick<JournalEntry, 'at' | 'durationMs'>): number {
  return at + (durationMs ?? 0);
}

/** Whether there was no answer, or one that a client may hope to be better next time. */
export function hasFailed({ status, aborted }: Pick<JournalEntry, 'status'> & Partial<JournalEntry>): boolean {
  return aborted === true || status === undefined || status >= 400;
}

/** Whether the answer stalled, so that only the client could end it. */
export function hasStalled({ fault }: JournalEntry): boolean {
  return stallingFaults.has(String(fault));
}
