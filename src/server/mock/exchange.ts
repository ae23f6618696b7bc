// Types that the steps of a request share. Imports no step.

import type { FastifyRequest } from 'fastify';
import type { Operation } from '../../contract/openapi/document.ts';
import type { PictureHost } from '../../profiles/pictures.ts';
import type { Behaviour, Fault, Scenario } from '../scenarios/scenario.ts';
import type { JournalEntry, ScenarioSource } from '../sessions/journal-entry.ts';
import type { RecentExchanges } from '../sessions/recent-exchanges.ts';
import type { Replica } from '../sessions/replica.ts';
import type { Session } from '../sessions/session.ts';
import type { Sessions } from '../sessions/sessions.ts';
import type { Told } from '../sessions/shared-store.ts';
import type { Preferences } from './preferences.ts';
import type { ServedDocument } from './served-document.ts';
import type { Success } from './served-responses.ts';
import type { ReadToken, Token, TokenReader } from './token.ts';

/** One operation, ready to be served. */
export interface Route {
  readonly operation: Operation;
  readonly served: ServedDocument;
  readonly success: Success;
  readonly state: MockState;
}

/** Result for a token that this server issued. */
export interface IssuedToken {
  /** Why it is invalid: name of the document's example. */
  readonly problem: 'token-unknown' | 'token-signature-invalid' | 'token-revoked' | 'token-expired' | undefined;
  /** A persona's name, or `~` and a stranger's; undefined if the login is gone. */
  readonly accountId: string | undefined;
}

/** Dependencies of the steps that outlive a change of the document. */
export interface MockState {
  readonly sessions: Sessions;
  /** Shares sessions with other processes; undefined where there are none. */
  readonly replica: Replica | undefined;
  /** Undefined where the admin API is off: only its page shows them. */
  readonly recent: RecentExchanges | undefined;
  readonly tokens: TokenReader<Memo>;
  /** Called for every request when its journal entry is closed. */
  readonly onAnswered: ((entry: JournalEntry) => void) | undefined;
  /** Whether the mock itself has ended the open connections because it stops. */
  readonly hasCutOff: () => boolean;
  /** Undefined for a JWT of another issuer. */
  readonly verifyToken: (token: string, session: Session) => IssuedToken | undefined;
  /** Whether this server issued the text, and not as an access token. */
  readonly isCodeOrRefreshToken: (text: string) => boolean;
  /** Warns in the log, once for each text. */
  readonly warnOnce: (mistake: string) => void;
  /** Whether scripts of other origins may read answers. */
  readonly cors: boolean;
  /** URL under which the client reached this server, without a slash at the end. */
  readonly baseUrl: (request: FastifyRequest) => string;
  /** Where a browser finds the page of the mock, for the session in its path; undefined without a page. */
  readonly pageUrl: ((session: string | undefined) => string) | undefined;
  /** Issues picture URLs under a base URL; undefined keeps Autodesk's. */
  readonly pictures: { at(base: string, now: number): PictureHost } | undefined;
}

/** One request in progress. */
export interface Exchange {
  readonly route: Route;
  readonly request: FastifyRequest;
  readonly session: Session;
  readonly token: Token;
  /** The cached token, with the answer to its last plain request. */
  readonly remembered: ReadToken<Memo>;
  readonly entry: JournalEntry;
  /** Remaining calls; undefined until they are counted, and without a limit. */
  quota: Quota | undefined;
  /** What the shared store told; undefined without one, and while it does not answer. */
  shared: Told | undefined;
}

/** One limit at the time of the request. */
export interface Quota {
  readonly limit: number;
  readonly used: number;
  /** End of the window, in milliseconds since the Unix epoch. */
  readonly endsAt: number;
  /** A client id, or an Autodesk id. */
  readonly of: string;
  /** The limit of the user, beside that of the application. */
  readonly user?: Quota | undefined;
}

/** The chosen scenario, and its source. */
export interface Selection {
  readonly scenario: Scenario | undefined;
  readonly from: ScenarioSource | undefined;
  readonly behaviour: Behaviour;
  readonly preferences: Preferences | undefined;
}

export interface Principal {
  /** Autodesk id of the user, if the token has one. */
  readonly userid: string | undefined;
  readonly clientId: string;
  /** Persona of the session; undefined for a stranger. */
  readonly persona: string | undefined;
  /** Seed of a stranger. */
  readonly seed: string;
  /** Scopes of the token; undefined for a token without scopes, which has all. */
  readonly scopes: readonly string[] | undefined;
}

/** The head of an answer, and the encoding of its body. */
export interface Head {
  /** Names and values alternating, as for `writeHead`; without `X-Request-Id`, which differs each time. */
  readonly lines: readonly string[];
  /** Whether `X-Request-Id` follows: a scenario may omit it or set its own. */
  readonly requestId: boolean;
  /** Whether the answer has its own word on a header of the limits. */
  readonly hasLimits: boolean;
  /** Pure ASCII is the same in Latin-1, which Node.js writes without conversion. */
  readonly encoding: 'latin1' | 'utf8';
}

/** The answer to the last plain request of a token, and its inputs. */
export interface Memo {
  readonly success: unknown;
  readonly settings: unknown;
  readonly personas: unknown;
  /** Whom a token of the login stands for depends on the session. */
  readonly seed: string;
  readonly pictures: PictureHost | undefined;
  readonly answer: Answer;
}

export interface Answer {
  readonly status: number;
  /** Names in lower case; null removes a header. */
  readonly headers: Readonly<Record<string, string | null>>;
  readonly body: string;
  /** Reason, for the journal and `X-Mock-Decision`. */
  readonly outcome: string;
  readonly delayMs: number;
  readonly fault: Fault | undefined;
  /** Whether it is the same elsewhere, but for the start of picture URLs. */
  readonly isSameElsewhere?: boolean;
  /** Cached for an answer that is sent again. */
  readonly head?: Head | undefined;
}

/** An error answer: the status, and the example of its cause. */
export class Rejection extends Error {
  override readonly name = 'Rejection';
  readonly status: number;
  /** Name of an example of the document; default: the first one of the status. */
  readonly example: string;
  /** For `Retry-After`. */
  readonly retryAfterSeconds: number | undefined;

  constructor(status: number, example: string, retryAfterSeconds?: number) {
    // Not a bug: its stack has no reader, and costs more than the rest of the answer.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(`${status} ${example}`);
    Error.stackTraceLimit = stackTraceLimit;
    this.status = status;
    this.example = example;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
