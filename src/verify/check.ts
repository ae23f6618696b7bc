// The interface of a check, and what a run provides for it.

import type { Finding, FindingCode, FindingDetails } from '../contract/findings/finding.ts';
import type { ApiDocument, MediaType, NamedExample, Operation, ResponseSpec } from '../contract/openapi/document.ts';
import { joinPointer } from '../contract/openapi/pointer.ts';
import { successOf } from '../contract/openapi/serve.ts';
import type { Header, SeenExchange } from '../contract/responses/exchange.ts';
import type { Call } from '../profiles/call.ts';
import type { CredentialName, Credentials } from './credentials.ts';

export interface CheckRequest {
  /** Default: GET. */
  readonly method?: string;
  /** Sent as a bearer token. */
  readonly token?: string | undefined;
  /** The Authorization header as it is, for invalid ones. */
  readonly authorization?: string;
  readonly headers?: readonly Header[];
  /** Default: the path of the call. */
  readonly path?: string;
  /** What follows `?`, beside the query of the call. */
  readonly query?: string;
  /** A 429 is the expected answer: no waiting, no retry. */
  readonly expects429?: boolean;
}

/** Answers that several checks use, each requested once in a run. */
export type SharedAnswer = 'profile' | 'no-token' | 'unknown-token';

/** What is known before the first request. */
export interface CheckSituation {
  readonly document: ApiDocument;
  /** The operation under test: returns a profile with GET. */
  readonly operation: Operation;
  /** How it is called: its path filled in, and the parameters that it needs. */
  readonly call: Call;
  readonly credentials: Credentials;
  /** Maximum number of requests of the rate limit check. */
  readonly rateLimitCap: number;
}

export interface CheckContext extends CheckSituation {
  /** @throws NotChecked, NoAnswer */
  send(request: CheckRequest): Promise<SeenExchange>;
  /** An answer that other checks use, too. @throws NotChecked, NoAnswer */
  shared(answer: SharedAnswer): Promise<SeenExchange>;
  /** Checks a response against the document: status, headers, body. The default operation is that of the request. */
  conformity(exchange: SeenExchange, operation?: Operation): readonly Finding[];
  /** A finding about an exchange; its pointer refers to the bundled document. */
  finding(code: FindingCode, exchange: SeenExchange, details: Omit<FindingDetails, 'where'>): Finding;
  /** The JSON body; undefined if it is missing or unreadable. */
  bodyOf(exchange: SeenExchange): unknown;
  /** Adds information to the report that does not affect the result. */
  note(text: string): void;
}

export interface Check {
  /** Stable name. */
  readonly id: string;
  /** What is true if it passes, as a sentence. */
  readonly title: string;
  /** What it sends and examines. */
  readonly description: string;
  /** Credentials without which it is not checked. Default: none. */
  readonly needs?: readonly CredentialName[];
  /** Answers it shares with others. Default: none. */
  readonly shares?: readonly SharedAnswer[];
  /** Most requests it sends beside the shared ones, retries not counted. */
  readonly requests: number | ((situation: CheckSituation) => number);
  /** The option that it requires. */
  readonly optIn?: 'allowPost' | 'allowRateLimit';
  /** Has its own limit instead of the run's budget. */
  readonly ownBudget?: boolean;
  /** Sends and judges; findings before an exception count. @throws NotChecked, NoAnswer */
  run(context: CheckContext): AsyncIterable<Finding>;
}

/** Thrown by a check without anything to judge: it neither passed nor failed. */
export class NotChecked extends Error {
  override readonly name = 'NotChecked';
}

/** Thrown if the target keeps answering 429; no more requests are sent. */
export class Throttled extends NotChecked {
  readonly exchange: SeenExchange;

  constructor(exchange: SeenExchange, how: string) {
    super(`the target answers 429 and ${how}; try again later`);
    this.exchange = exchange;
  }
}

// Documented responses for the cases that checks provoke: success, and each failure by the name of its example.

export interface Documented {
  /** Key of the response: `401`, `4XX`. */
  readonly key: string;
  readonly pointer: string;
  readonly example: NamedExample | undefined;
}

/** The success response. @throws NotChecked without one */
export function documentedSuccess(operation: Operation): Documented {
  const success = successOf(operation);
  if (success === undefined) throw new NotChecked(`the document has no success for ${nameOf(operation)}`);
  return documented(operation, success.response, undefined);
}

/** JSON of the success response: the profile. */
export function profileMediaType(operation: Operation): MediaType | undefined {
  return successOf(operation)?.media;
}

/**
 * The failure with an example of this name; else the documented 401.
 *
 * @param what the case, for "the document describes no answer to"
 * @throws NotChecked without either
 */
export function documentedFailure(operation: Operation, exampleName: string, what: string): Documented {
  if (!operation.requiresToken) throw new NotChecked(`the document requires no token at ${nameOf(operation)}`);
  for (const response of operation.responses.values()) {
    const example = response.examples.get(exampleName);
    if (example !== undefined) return documented(operation, response, example);
  }
  const unauthorized = operation.responses.get('401') ?? operation.responses.get('4XX');
  if (unauthorized === undefined) throw new NotChecked(`the document describes no answer to ${what}`);
  return documented(operation, unauthorized, undefined);
}

/** Whether a key of `responses` includes a status. */
export function coversStatus(key: string, status: number): boolean {
  return key === String(status) || key.toUpperCase() === `${Math.floor(status / 100)}XX` || key === 'default';
}

export function nameOf({ method, path }: Operation): string {
  return `${method} ${path}`;
}

function documented(operation: Operation, { key }: ResponseSpec, example: NamedExample | undefined): Documented {
  return { key, pointer: joinPointer(operation.pointer, 'responses', key), example };
}
