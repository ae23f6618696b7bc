// One request on its way through the steps: what every step may read, and the words in which an answer is said.

import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyRequest } from 'fastify';
import type { MediaType, Operation } from '../../contract/openapi/document.ts';
import type { Validator } from '../../contract/openapi/validators.ts';
import type { PictureHost } from '../../profiles/pictures.ts';
import type { ProfileBuilder } from '../../profiles/profile-builder.ts';
import type { Behaviour, Fault, Scenario } from '../scenarios/scenario.ts';
import type { JournalEntry, ScenarioSource } from '../sessions/journal.ts';
import type { Session } from '../sessions/session.ts';
import type { Sessions } from '../sessions/sessions.ts';
import type { Head } from './head.ts';
import type { Preferences } from './preferences.ts';
import type { Token, TokenReader } from './token.ts';
import type { World } from './world.ts';

/** One operation of the document, made ready to be served. */
export interface Route {
  readonly operation: Operation;
  readonly world: World;
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
  readonly tokens: TokenReader;
  /** Hears of every request when its journal entry is closed. */
  readonly onAnswered: ((entry: JournalEntry) => void) | undefined;
  /** What is known of a JWT; undefined for one that was issued elsewhere. */
  readonly verifyToken: (token: string, session: Session) => IssuedToken | undefined;
  /** Whether this server issued an opaque text, and not as an access token. */
  readonly isCodeOrRefreshToken: (text: string) => boolean;
  /** Whether scripts of other origins may read the answers. */
  readonly cors: boolean;
  /** URL under which a request reached this server, without a slash at the end. */
  readonly baseUrl: (headers: IncomingHttpHeaders) => string;
  /** Gives out the addresses of pictures under a base URL; undefined leaves Autodesk's. */
  readonly pictures: { at(base: string, now: number): PictureHost } | undefined;
}

/** The success response of an operation: where its profiles come from and what they must satisfy. */
export interface Success {
  readonly status: number;
  readonly contentType: string;
  readonly media: MediaType;
  readonly profiles: ProfileBuilder;
  readonly validator: Validator;
}

/** One request on its way. */
export interface Exchange {
  readonly route: Route;
  readonly request: FastifyRequest;
  readonly session: Session;
  readonly token: Token;
  readonly entry: JournalEntry;
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
