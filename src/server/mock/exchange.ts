// The types that the steps of a request share. Imports no step.

import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyRequest } from 'fastify';
import type { Operation } from '../../contract/openapi/document.ts';
import type { PictureHost } from '../../profiles/pictures.ts';
import type { Behaviour, Fault, Scenario } from '../scenarios/scenario.ts';
import type { JournalEntry, ScenarioSource } from '../sessions/journal.ts';
import type { Session } from '../sessions/session.ts';
import type { Sessions } from '../sessions/sessions.ts';
import type { Preferences } from './preferences.ts';
import type { ServedDocument, Success } from './served-document.ts';
import type { ReadToken, Token, TokenReader } from './token.ts';

/** One operation of the document, made ready to be served. */
export interface Route {
  readonly operation: Operation;
  readonly served: ServedDocument;
  readonly success: Success;
  readonly state: MockState;
}

/** What the issuer of a token knows of it. */
export interface IssuedToken {
  /** Why it is not good, by the name of the document's example. */
  readonly problem: 'token-unknown' | 'token-signature-invalid' | 'token-revoked' | 'token-expired' | undefined;
  /** Who logged in: a persona's name, or `~` and a stranger's; undefined where that is forgotten. */
  readonly accountId: string | undefined;
}

/** What the request path needs from outside; it outlives a change of the document. */
export interface MockState {
  readonly sessions: Sessions;
  readonly tokens: TokenReader<Memo>;
  /** Hears of every request when its journal entry is closed. */
  readonly onAnswered: ((entry: JournalEntry) => void) | undefined;
  /** What is known of a JWT; undefined for one that was issued elsewhere. */
  readonly verifyToken: (token: string, session: Session) => IssuedToken | undefined;
  /** Whether this server issued an opaque text, and not as an access token. */
  readonly isCodeOrRefreshToken: (text: string) => boolean;
  /** Warns in the log, once for each text. */
  readonly warnOnce: (mistake: string) => void;
  /** Whether scripts of other origins may read the answers. */
  readonly cors: boolean;
  /** URL under which a request reached this server, without a slash at the end. */
  readonly baseUrl: (headers: IncomingHttpHeaders) => string;
  /** Gives out the addresses of pictures under a base URL; undefined leaves Autodesk's. */
  readonly pictures: { at(base: string, now: number): PictureHost } | undefined;
}

/** One request on its way. */
export interface Exchange {
  readonly route: Route;
  readonly request: FastifyRequest;
  readonly session: Session;
  readonly token: Token;
  /** The token as the reader remembers it, with the answer to its last plain request. */
  readonly remembered: ReadToken<Memo>;
  readonly entry: JournalEntry;
  /** What is left of the caller's limits; undefined until they are counted, and where there is none. */
  quota: Quota | undefined;
}

/** One limit, as of this request. */
export interface Quota {
  readonly limit: number;
  readonly used: number;
  /** When the window ends, in milliseconds since the Unix epoch. */
  readonly endsAt: number;
  /** What is limited: a client id, or an Autodesk id. */
  readonly of: string;
  /** The limit of the person, beside that of the application. */
  readonly user?: Quota | undefined;
}

/** What was asked for, and by whom. */
export interface Selection {
  readonly scenario: Scenario | undefined;
  readonly from: ScenarioSource | undefined;
  readonly behaviour: Behaviour;
  readonly preferences: Preferences | undefined;
}

/** Who is calling. */
export interface Principal {
  /** Autodesk id of the user, where the token names one. */
  readonly userid: string | undefined;
  readonly clientId: string;
  /** Name of a persona of the session; undefined for a stranger. */
  readonly persona: string | undefined;
  /** What a stranger is made from. */
  readonly seed: string;
  /** Scopes of the token; undefined for one that says nothing of scopes and so has all. */
  readonly scopes: readonly string[] | undefined;
}

/** What stands before the body, and how the body is written. */
export interface Head {
  /** Names and values in turn, as `writeHead` takes them; without `X-Request-Id`, which differs each time. */
  readonly lines: readonly string[];
  /** Whether `X-Request-Id` follows: a scenario may leave it out or give one of its own. */
  readonly requestId: boolean;
  /** Pure ASCII is the same in Latin-1, which Node.js writes without converting it. */
  readonly encoding: 'latin1' | 'utf8';
}

/** The answer to the last plain request of a token, and what it was made from. */
export interface Memo {
  readonly success: unknown;
  readonly settings: unknown;
  readonly personas: unknown;
  readonly pictures: unknown;
  readonly answer: Answer;
}

/** An answer, ready to be sent. */
export interface Answer {
  readonly status: number;
  /** Header names in lower case; null for one that is left out on purpose. */
  readonly headers: Readonly<Record<string, string | null>>;
  readonly body: string;
  /** Why this answer, for the journal and `X-Mock-Decision`. */
  readonly outcome: string;
  readonly delayMs: number;
  readonly fault: Fault | undefined;
  /** Ready-made for an answer that is sent again; otherwise made when it is sent. */
  readonly head?: Head;
}

/** Carries the status, and the name of the document's example that says why. */
export class Rejection extends Error {
  override readonly name = 'Rejection';
  readonly status: number;
  /** Name of an example of the document; where it has none of that name, the first one of the status is sent. */
  readonly example: string;
  /** Seconds for `Retry-After`. */
  readonly retryAfterSeconds: number | undefined;

  constructor(status: number, example: string, retryAfterSeconds?: number) {
    // It is an answer, not a defect: nobody reads its stack, and to write one costs more than the rest of the answer.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(`${status} ${example}`);
    Error.stackTraceLimit = stackTraceLimit;
    this.status = status;
    this.example = example;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
