// Scenarios: a status, a named example, a profile variant or a named scenario, from any source (Prefer, token, queue,
// admin API, option).

import type { JsonObject } from '../../base/json.ts';
import type { ExampleName, PersonaName } from '../../base/names.gen.ts';
import type { Variant } from '../../profiles/variants.ts';

/** Ways of breaking a connection or a body. The first four are WireMock's. */
export const faults = [
  'CONNECTION_RESET_BY_PEER',
  'EMPTY_RESPONSE',
  'MALFORMED_RESPONSE_CHUNK',
  'RANDOM_DATA_THEN_CLOSE',
  'TRUNCATED_BODY',
  'SLOW_DRIP',
  'STALL',
  'NO_ANSWER',
  'STALL_IN_HEAD',
  'BODY_TOO_LONG',
  'INFORMATIONAL_FIRST',
  'CLOSED_WHEN_IDLE',
  'CORRUPT_GZIP',
  'CORRUPT_BROTLI',
  'BYTE_ORDER_MARK',
  'DUPLICATE_NAMES',
  'INVALID_UTF8',
  'HUGE_BODY',
] as const;

/** Faults whose answer is under way until the client disconnects. */
export const stallingFaults: ReadonlySet<string> = new Set<Fault>(['NO_ANSWER', 'STALL_IN_HEAD', 'STALL']);

export type Fault = (typeof faults)[number];

/** Faults beside which a client receives the whole profile. */
export const readableFaults: ReadonlySet<string> = new Set<Fault>([
  ...([
    'SLOW_DRIP',
    'BODY_TOO_LONG',
    'INFORMATIONAL_FIRST',
    'CLOSED_WHEN_IDLE',
    'BYTE_ORDER_MARK',
    'HUGE_BODY',
  ] as const),
]);

/** What a scenario makes of logins: a page that asks for an e-mail code, or refresh tokens without a grace period. */
export const loginRules = ['otp', 'refresh-once'] as const;

/** The treatment of one request; missing members keep their defaults. */
export interface Behaviour {
  /** Answer with this documented status. */
  readonly status?: number;
  /** Answer with this named example of the document. */
  readonly example?: ExampleName;
  /** Answer with this variant of the profile. */
  readonly variant?: Variant;
  /** Answer with the profile of this persona, or of a generated person (`~` and any word), instead of the token's. */
  readonly person?: PersonaName;
  /** Wait this long before answering, in milliseconds. */
  readonly delayMs?: number;
  /** Break the connection instead of answering. */
  readonly fault?: Fault;
  /** Response headers to add or, with null, to leave out. */
  readonly headers?: Readonly<Record<string, string | null>>;
  /** Send this text as the body, whether or not it satisfies the document. */
  readonly body?: string;
  /** Content type of `body`; default `application/json; charset=utf-8`. */
  readonly contentType?: string;
  /** JSON Merge Patch of the body: claims to change or, with null, to remove. @see https://www.rfc-editor.org/rfc/rfc7396 */
  readonly patch?: JsonObject;
  /** Break this claim of the body: `email_verified=text`, `address=null`, `sub=missing`. */
  readonly drift?: string;
  /** Redirect to the same path on this server, or on its other name: `localhost` instead of `127.0.0.1` and vice versa. */
  readonly redirect?: (typeof redirects)[number];
  /** `Retry-After` as a date, in seconds after the request; negative for a date in the past. */
  readonly retryAfterDateSeconds?: number;
  /** What is different about logins while the scenario is active, whichever its step. */
  readonly login?: (typeof loginRules)[number];
}

export const redirects = ['same-host', 'other-host'] as const;
export const countings = ['call', 'attempt'] as const;

/** A delay in milliseconds: fixed, evenly distributed over a range, or long-tailed (log-normal). */
export type Delay =
  | number
  | readonly [minimum: number, maximum: number]
  | {
      readonly median: number;
      /** One delay of a hundred is longer. Default ten times the median. */
      readonly p99?: number;
    };

/** One step of a scenario: a behaviour, and how long it stays. */
export interface Step extends Omit<Behaviour, 'delayMs'> {
  /** Wait this long before answering. Ranges and long tails are drawn from the seed. */
  readonly delayMs?: Delay;
  /** Share of the requests that are affected, from 0 to 1; the others get the normal answer. Drawn from the seed. */
  readonly probability?: number;
  /** Stays for this time from its first request: `500ms`, `10s`, `2m`. */
  readonly for?: string;
  /** Stays for this number of requests: `50 calls`. */
  readonly until?: string;
  /** Stays for the token that met it first, and is over for any other. */
  readonly untilNewToken?: boolean;
  /** `call`: stays for every attempt of one call, also for those that the runtime of the client adds. Default `attempt`. */
  readonly per?: (typeof countings)[number];
}

export type ScenarioKind = 'status' | 'example' | 'variant' | 'scenario';

/** One named behaviour, or several: each request takes the next one, and the last one repeats. */
export interface Scenario {
  readonly name: string;
  readonly kind: ScenarioKind;
  readonly title: string;
  /** What a good client does. */
  readonly goodClient?: string;
  /** At least one. */
  readonly steps: readonly [Step, ...Step[]];
}
