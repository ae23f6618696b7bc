// The options of a run of the verifier, and their checks before anything is sent.

import { KitError } from '../base/errors.ts';
import { suggest } from '../base/suggest.ts';
import type { ApiDocument } from '../contract/openapi/document.ts';
import type { SeenExchange } from '../contract/responses/exchange.ts';
import type { GivenParameters } from '../profiles/call.ts';
import { checks } from './checks.ts';
import type { Credentials } from './credentials.ts';
import type { Demands, ObserveOptions } from './outcome.ts';

/** Options of `verify`. */
export interface VerifyOptions extends Demands, ObserveOptions, GivenParameters {
  /** Scheme, host, port and path before the paths of the document, such as `http://127.0.0.1:4010`. */
  readonly baseUrl: string;
  /** The document, or its file. Default: the built-in one. */
  readonly document?: ApiDocument | string;
  /** The operation to verify, as `GET:/v1/me` or an operationId. Default: the one that reads the profile. */
  readonly operation?: string;
  /** Tokens to send. Default: none, so that checks that need one do not run. */
  readonly credentials?: Credentials;
  /** Use tokens of the mock's own grammar. On loopback only. Default: false. */
  readonly mockTokens?: boolean;
  /** Names of the checks to run; the report has no others. Default: all that need no permission. */
  readonly only?: readonly string[];
  /** Names of checks to skip. */
  readonly skip?: readonly string[];
  /** Allow hosts beyond loopback. Default: false. */
  readonly live?: boolean;
  /** Allow unencrypted tokens beyond loopback. Default: false. */
  readonly allowHttp?: boolean;
  /** Allow the check that sends POST. Default: false. */
  readonly allowPost?: boolean;
  /** Allow the check that exhausts the quota. Default: false. */
  readonly allowRateLimit?: boolean;
  /** Maximum number of requests of that check. Default: the documented limit plus 5 %, or 100 without one. */
  readonly rateLimitCap?: number;
  /** Most requests of all other checks, retries included. Default: 30. */
  readonly budget?: number;
  /** Time for one whole answer, in milliseconds. Default: 10000. */
  readonly timeoutMs?: number;
  /** Time for the whole run, in milliseconds: requests, waits and the checks of answers. Default: 600000. */
  readonly runTimeoutMs?: number;
  /** Findings carry the values they are about. On loopback only. Default: false. */
  readonly showValues?: boolean;
  /** Called with every exchange and the id of its check. */
  readonly onExchange?: (exchange: SeenExchange, checkId: string) => void;
  /** Waits for the time that a 429 asks for. Default: a timer. */
  readonly wait?: (milliseconds: number) => Promise<void>;
}

/**
 * Rejects numbers out of range and unknown checks, all of them at once.
 *
 * @throws ERR_CONFIG_INVALID
 */
export function requireSound(options: VerifyOptions): void {
  const problems = [
    ...[...(options.only ?? []), ...(options.skip ?? [])].flatMap(unknownCheck),
    ...numbers.flatMap(([name, least, most]) => outOfRange(name, options[name], least, most)),
  ];
  if (problems.length === 0) return;
  const [first = ''] = problems;
  if (problems.length === 1) throw new KitError('ERR_CONFIG_INVALID', first);
  throw new KitError('ERR_CONFIG_INVALID', `${problems.length} options are invalid`, { details: problems });
}

const numbers = [
  ['budget', 1, 1000],
  ['timeoutMs', 1, 600_000],
  ['runTimeoutMs', 1, 86_400_000],
  ['requireChecks', 0, checks.size],
  ['rateLimitCap', 1, 100_000],
] as const;

function outOfRange(name: string, value: number | undefined, least: number, most: number): readonly string[] {
  if (value === undefined || (Number.isInteger(value) && value >= least && value <= most)) return [];
  return [`${name} is ${value}, but must be an integer from ${least} to ${most}.`];
}

function unknownCheck(name: string): readonly string[] {
  if (checks.has(name)) return [];
  return [`Unknown check "${name}". ${suggest(name, [...checks.keys()])}`];
}
