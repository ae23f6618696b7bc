// Scenarios: a status, a named example, a profile variant or a named scenario, from any source (Prefer, token, queue,
// admin API, option).

import type { ExampleName, PersonaName } from '../../base/names.gen.ts';
import type { Variant } from '../../profiles/variants.ts';

/** Ways of breaking a connection. The first four are WireMock's. */
export const faults = [
  'CONNECTION_RESET_BY_PEER',
  'EMPTY_RESPONSE',
  'MALFORMED_RESPONSE_CHUNK',
  'RANDOM_DATA_THEN_CLOSE',
  'TRUNCATED_BODY',
  'SLOW_DRIP',
  'STALL',
] as const;

export type Fault = (typeof faults)[number];

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
  /** As a step: stays for the token that met it first, and is over for any other. */
  readonly untilNewToken?: boolean;
  /** What is different about logins while the scenario is active, whichever its step. */
  readonly login?: (typeof loginRules)[number];
}

export type ScenarioKind = 'status' | 'example' | 'variant' | 'scenario';

/** One named behaviour, or several: each request takes the next one, and the last one repeats. */
export interface Scenario {
  readonly name: string;
  readonly kind: ScenarioKind;
  readonly title: string;
  /** At least one. */
  readonly steps: readonly [Behaviour, ...Behaviour[]];
}
