// The description of one admin route. Routing, request checks and the OpenAPI document derive from it.

import type { ServerResponse } from 'node:http';
import type { FastifyReply } from 'fastify';
import type { ErrorCode } from '../../base/errors.ts';
import type { ProfileApi } from '../../config/config.ts';
import type { ApiDocument, Json, JsonObject, Operation } from '../../contract/openapi/document.ts';
import type { ClaimScopes } from '../../contract/openapi/extensions.ts';
import { joinPointer } from '../../contract/openapi/pointer.ts';
import type { Validators } from '../../contract/openapi/validators.ts';
import type { PictureHost } from '../../profiles/pictures.ts';
import type { ProfileBuilder } from '../../profiles/profile-builder.ts';
import type { Catalog } from '../scenarios/catalog.ts';
import type { RecentExchanges } from '../sessions/recent-exchanges.ts';
import type { Replica } from '../sessions/replica.ts';
import type { Session } from '../sessions/session.ts';
import type { Sessions } from '../sessions/sessions.ts';

/** The part of the served document that the admin API shows and checks against. */
export interface AdminDocument {
  readonly document: ApiDocument;
  readonly catalog: Catalog;
  readonly validators: Validators;
  /** Success response of each operation: the schema for the claims of a persona, and its profile builder. */
  readonly successes: ReadonlyMap<unknown, AdminSuccess>;
  /** The operation for login and personas; undefined if several qualify. */
  readonly profile: Operation | undefined;
  /** Undefined for the user's own document, which all sessions share. */
  readonly profileApi: ProfileApi | undefined;
  /** The document for sessions with this profile API. */
  ofApi(api: ProfileApi): AdminDocument | Promise<AdminDocument>;
}

export interface AdminSuccess {
  readonly media: { readonly schemaPointer: string };
  readonly claimScopes: ClaimScopes;
  readonly profiles: ProfileBuilder;
}

/** A valid token or login. */
export interface LiveLogin {
  readonly kind: 'access_token' | 'refresh_token' | 'code' | 'login';
  readonly tokenHash: string | undefined;
  readonly persona: string | undefined;
  readonly clientId: string | undefined;
  readonly scope: string | undefined;
  readonly expiresAt: number;
}

/** Operations on logins; without a persona, on all of them. */
export interface LoginControl {
  list(session: Session, persona: string | undefined): readonly LiveLogin[];
  end(session: Session, persona: string | undefined, why: 'revoked' | 'expired'): number;
  failNextRefresh(session: Session, persona: string | undefined): Promise<void>;
  rotateKey(): Promise<string>;
}

/** The pictures that this server serves. */
export interface Pictures {
  /** Addresses under the URL that the client uses. */
  readonly host: PictureHost | undefined;
  /** PNG of the first address in a text; undefined without any. */
  draw(text: string, size: number): Promise<Buffer | undefined>;
}

/** Responses that never end by themselves. */
export type Streams = Set<Pick<ServerResponse, 'end'>>;

export interface AdminContext {
  readonly login: LoginControl;
  readonly served: AdminDocument;
  /** Certificate of the local CA, as PEM. */
  readonly ca: string | undefined;
  /** Shares sessions with other processes; undefined where there are none. */
  readonly replica: Replica | undefined;
  /** The metrics in the text format of Prometheus; the first call begins to count. @throws ERR_PACKAGE_NOT_INSTALLED */
  readonly metrics: () => Promise<string>;
  readonly sessions: Sessions;
  readonly routes: readonly AdminRoute[];
  readonly document: ApiDocument;
}

export interface AdminCall extends AdminContext {
  /** The session of the request; the default one for routes without a session. */
  readonly session: Session;
  readonly path: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, Json>>;
  /** Null for routes without a body. */
  readonly body: Json;
  /** For a route that sends its answer itself, and returns the reply. */
  readonly reply: FastifyReply;
  /** Answers that go on until the client leaves; the server ends them when it stops. */
  readonly streams: Streams;
  readonly recent: RecentExchanges;
  readonly pictures: Pictures | undefined;
}

export interface AdminBody {
  readonly schema: JsonObject;
  /** A valid body, for the document and for hints. */
  readonly example: Json;
  /** The route checks the body itself, with better messages than the schema gives. */
  readonly checkedByRoute?: true;
}

export interface AdminQuery {
  readonly description: string;
  readonly schema: JsonObject;
}

export interface AdminRoute {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below `/__admin`, in OpenAPI syntax: `/requests/{id}`. */
  readonly path: string;
  readonly operationId: string;
  readonly summary: string;
  /** Whether the session must exist or is created; undefined for a route without a session. */
  readonly session?: 'existing' | 'made';
  readonly query?: Readonly<Record<string, AdminQuery>>;
  readonly body?: AdminBody;
  /** Schema of the answer; its status is always 200. */
  readonly answer: JsonObject;
  /** Media type of an answer that is not JSON. */
  readonly mediaType?: string;
  /** Error codes of this route, beside those that its session, query and body imply. */
  readonly errors?: readonly ErrorCode[];
  /** The route takes the lock of each session that it changes itself. */
  readonly locksItself?: true;
  /** Available to every client, even if the rest of the admin API is off. */
  readonly open?: true;
  handle(call: AdminCall): unknown;
}

/** With the prefix: `/__admin/requests/{id}`. */
export function fullPath({ path }: Pick<AdminRoute, 'path'>): string {
  return path === '/' ? '/__admin' : `/__admin${path}`;
}

/** JSON Pointer of the route in the admin API's document. */
export function operationPointer({ path, method }: AdminRoute): string {
  return joinPointer('/paths', path, method.toLowerCase());
}
