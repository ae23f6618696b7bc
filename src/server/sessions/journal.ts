// The request journal: what was asked and what was answered, newest last, bounded.
// @see https://wiremock.org/docs/verifying/ for the vocabulary (request journal, find, count)

import { randomUUID } from 'node:crypto';
import { KitError } from '../../base/errors.ts';
import type { PersonaName, ScenarioName } from '../../base/names.gen.ts';
import { suggest } from '../../base/suggest.ts';

/** One request on the API and what became of it. Tokens are here as a short hash only. */
export interface JournalEntry {
  /** The `X-Request-Id` that was answered. */
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
  /** Name of the scenario that was applied, and who asked for it. */
  scenario: string | undefined;
  scenarioFrom: ScenarioSource | undefined;
  /** Undefined while the request is under way, and for good when the connection was broken before a status was sent. */
  status: number | undefined;
  /** The way in which the connection was broken. */
  fault: string | undefined;
  /** Why this answer: the named example, the persona and variant, or the fault. */
  outcome: string;
  /** `Retry-After` as sent. */
  retryAfter: string | undefined;
  /** From arrival to the last byte handed over, in milliseconds; undefined while under way. */
  durationMs: number | undefined;
  /** The client went away before the answer was complete. */
  aborted: boolean;
}

/**
 * Where and how a token was sent: in the header as documented, without the scheme, as the text of a variable without a
 * value, unreadable; or outside of the header.
 */
export type TokenForm = 'bearer' | 'bare' | 'placeholder' | 'malformed' | 'query' | 'body';

/** What is known of a request when it arrives. */
export type Arrival = Pick<
  JournalEntry,
  'session' | 'at' | 'method' | 'url' | 'operationId' | 'userAgent' | 'correlationId' | 'tokenHash'
> &
  Partial<Pick<JournalEntry, 'tokenForm' | 'grantType'>>;

const longestCorrelationId = 128;

/** What the journal keeps of an `X-Correlation-Id`, which may be any text. */
export function correlationIdOf(header: string | readonly string[] | undefined): string | undefined {
  if (header === undefined) return undefined;
  const text = typeof header === 'string' ? header : header.join(', ');
  return text.slice(0, longestCorrelationId).replace(/[^\x20-\x7e]/g, '?');
}

/** Characters that an entry keeps of a URL and of a user agent: the journal is bounded in entries. */
const longestText = 2048;

/** A copy of the start, since a slice of a long text would keep all of it in memory. */
function cut(text: string): string {
  return text.length <= longestText ? text : Buffer.from(text.slice(0, longestText), 'latin1').toString('latin1');
}

/** The entry of a request that has just arrived: what becomes of it is filled in on its way. */
export function newEntry({
  session,
  at,
  method,
  url,
  operationId,
  userAgent,
  correlationId,
  tokenHash,
  tokenForm,
  grantType,
}: Arrival): JournalEntry {
  return {
    id: randomUUID(),
    session,
    at,
    method,
    url: cut(url),
    operationId,
    userAgent: userAgent === undefined ? undefined : cut(userAgent),
    correlationId,
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

/** Who asked for a scenario, strongest first. */
export type ScenarioSource = 'prefer' | 'token' | 'queue' | 'active' | 'default';

/** What `find` and `count` select by: every member that is given must match. */
export interface JournalFilter {
  readonly method?: string;
  /** Path without the query. */
  readonly path?: string;
  readonly status?: number;
  readonly operationId?: string;
  readonly tokenHash?: string;
  readonly correlationId?: string;
  readonly persona?: PersonaName;
  readonly clientId?: string;
  readonly scenario?: ScenarioName;
  /** Only entries that arrived at or after this time, in milliseconds since the Unix epoch. */
  readonly since?: number;
}

/** A bounded list of entries: when it is full, the oldest goes. */
export interface Journal {
  add(entry: JournalEntry): void;
  /** Oldest first. */
  all(): readonly JournalEntry[];
  get(id: string): JournalEntry | undefined;
  /** @throws ERR_CONFIG_INVALID for a member that there is nothing to select by */
  find(filter: JournalFilter): readonly JournalEntry[];
  /** @throws ERR_CONFIG_INVALID for a member that there is nothing to select by */
  count(filter?: JournalFilter): number;
  /** Removes one entry; false where there is none of this id. */
  remove(id: string): boolean;
  clear(): void;
  /** Entries that went because the journal was full. */
  readonly dropped: number;
}

/** @param capacity entries kept; 0 keeps none */
export function createJournal(capacity: number): Journal {
  return new RingJournal(capacity);
}

/** A ring: adding is one store, whatever the capacity. */
class RingJournal implements Journal {
  dropped = 0;
  #entries: JournalEntry[] = [];
  #oldest = 0;
  readonly #capacity: number;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  add(entry: JournalEntry): void {
    if (this.#entries.length < this.#capacity) {
      this.#entries.push(entry);
      return;
    }
    this.dropped++;
    if (this.#capacity === 0) return;
    this.#entries[this.#oldest] = entry;
    this.#oldest = this.#oldest + 1 === this.#capacity ? 0 : this.#oldest + 1;
  }

  all(): readonly JournalEntry[] {
    return [...this.#entries.slice(this.#oldest), ...this.#entries.slice(0, this.#oldest)];
  }

  get(id: string): JournalEntry | undefined {
    return this.#entries.find(entry => entry.id === id);
  }

  find(filter: JournalFilter): readonly JournalEntry[] {
    requireKnownMembers(filter);
    return this.all().filter(entry => matches(entry, filter));
  }

  count(filter: JournalFilter = {}): number {
    requireKnownMembers(filter);
    return this.#entries.filter(entry => matches(entry, filter)).length;
  }

  remove(id: string): boolean {
    const kept = this.all().filter(entry => entry.id !== id);
    const found = kept.length < this.#entries.length;
    this.#entries = kept;
    this.#oldest = 0;
    return found;
  }

  clear(): void {
    this.#entries = [];
    this.#oldest = 0;
    this.dropped = 0;
  }
}

/** Whether an entry has everything that the filter asks for. */
export function matches(entry: JournalEntry, filter: JournalFilter): boolean {
  const { path, since, ...exact } = filter;
  if (path !== undefined && pathOf(entry.url) !== path) return false;
  if (since !== undefined && entry.at < since) return false;
  return Object.entries(exact).every(
    ([key, value]) => value === undefined || entry[key as keyof JournalEntry] === value,
  );
}

function pathOf(url: string): string {
  const query = url.indexOf('?');
  return query < 0 ? url : url.slice(0, query);
}

const members: Readonly<Record<keyof JournalFilter, true>> = {
  method: true,
  path: true,
  status: true,
  operationId: true,
  tokenHash: true,
  correlationId: true,
  persona: true,
  clientId: true,
  scenario: true,
  since: true,
};

/** @throws ERR_CONFIG_INVALID for an unknown member, naming the nearest */
export function requireKnownMembers(filter: JournalFilter): void {
  const stranger = Object.keys(filter).find(key => !Object.hasOwn(members, key));
  if (stranger === undefined) return;
  const names = Object.keys(members);
  throw new KitError('ERR_CONFIG_INVALID', `There is no "${stranger}" to filter requests by.`, {
    hint: suggest(stranger, names),
  });
}
