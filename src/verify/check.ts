// What a check of a server is: what it asks, what holds when it passes, and what it is given to find out.

import type { Finding, FindingCode, FindingDetails } from '../contract/findings/finding.ts';
import type { ApiDocument, Operation } from '../contract/openapi/document.ts';
import type { Header, SeenExchange } from '../contract/responses/exchange.ts';
import type { Call } from '../profiles/call.ts';
import type { CredentialName, Credentials } from './credentials.ts';

/** A request of a check. */
export interface CheckRequest {
  /** Default: GET. */
  readonly method?: string;
  /** Sent as a bearer token. */
  readonly token?: string | undefined;
  /** The Authorization header as it is, where it is to be wrong. */
  readonly authorization?: string;
  readonly headers?: readonly Header[];
  /** Default: the path of the call. */
  readonly path?: string;
  /** What follows `?`, beside the query of the call. */
  readonly query?: string;
  /** A 429 is the answer that is wanted: no waiting, no second try. */
  readonly expects429?: boolean;
}

/** Answers that several checks look at, each asked for once in a run. */
export type SharedAnswer = 'profile' | 'no-token' | 'unknown-token';

/** What a run knows before it sends anything. */
export interface CheckSituation {
  readonly document: ApiDocument;
  /** The operation under test: reads a profile with GET. */
  readonly operation: Operation;
  /** How it is called: its path filled in, and the parameters that it needs. */
  readonly call: Call;
  readonly credentials: Credentials;
  /** Most requests that the rate limit check may send. */
  readonly rateLimitCap: number;
}

/** What a check works with. */
export interface CheckContext extends CheckSituation {
  /** @throws NotChecked, NoAnswer */
  send(request: CheckRequest): Promise<SeenExchange>;
  /** An answer that other checks look at too. @throws NotChecked, NoAnswer */
  shared(answer: SharedAnswer): Promise<SeenExchange>;
  /** What the document says of a response: status, headers, body. Where it is not given, the operation is looked up. */
  conformity(exchange: SeenExchange, operation?: Operation): readonly Finding[];
  /** A finding about an exchange; the pointer into the document is that of the bundled one. */
  finding(code: FindingCode, exchange: SeenExchange, details: Omit<FindingDetails, 'where'>): Finding;
  /** The JSON body; undefined where there is none that can be read. */
  bodyOf(exchange: SeenExchange): unknown;
  /** Adds a fact to the report that is not judged. */
  note(text: string): void;
}

/** One check. */
export interface Check {
  /** Stable name. */
  readonly id: string;
  /** What holds when it passes, as a sentence. */
  readonly title: string;
  /** What is sent and looked at. */
  readonly description: string;
  /** Credentials without which it is not checked. */
  readonly needs: readonly CredentialName[];
  /** Answers it shares with others. */
  readonly shares: readonly SharedAnswer[];
  /** Most requests it sends beside the shared ones, retries not counted. */
  readonly requests: number | ((situation: CheckSituation) => number);
  /** Runs only where it is asked for. */
  readonly optIn?: 'allowPost' | 'allowRateLimit';
  /** Has a limit of its own in place of the run's budget. */
  readonly ownBudget?: boolean;
  /** Sends and judges; what was found counts also where it then throws. @throws NotChecked, NoAnswer */
  run(context: CheckContext): AsyncIterable<Finding>;
}

/** Thrown by a check that finds nothing to judge: it neither passed nor failed. */
export class NotChecked extends Error {
  override readonly name = 'NotChecked';
}

/** Thrown when the target answers 429 and does not let up: no more is asked of it. */
export class Throttled extends NotChecked {
  readonly exchange: SeenExchange;

  constructor(exchange: SeenExchange, how: string) {
    super(`the target answers 429 and ${how}; ask again later`);
    this.exchange = exchange;
  }
}
