// One path and method of the admin API: what it is called, what it takes and what it answers. The routes, the checks
// of requests and the OpenAPI document are all made from these.

import type { ErrorCode } from '../../base/errors.ts';
import type { ProfileApi } from '../../config/config.ts';
import type { ApiDocument, Json, JsonObject } from '../../contract/openapi/document.ts';
import { joinPointer } from '../../contract/openapi/pointer.ts';
import type { Validators } from '../../contract/openapi/validators.ts';
import type { ProfileBuilder } from '../../profiles/profile-builder.ts';
import type { Catalog } from '../scenarios/catalog.ts';
import type { Session } from '../sessions/session.ts';
import type { Sessions } from '../sessions/sessions.ts';

/** What of the served world the admin API shows and checks against. */
export interface AdminDocument {
  readonly document: ApiDocument;
  readonly catalog: Catalog;
  readonly validators: Validators;
  /** The success response of each operation: the schema that the claims of a persona must satisfy, and its builder. */
  readonly successes: ReadonlyMap<unknown, AdminSuccess>;
  /** Undefined for a document of the user's, which is that of all sessions. */
  readonly profileApi: ProfileApi | undefined;
  /** What is served to sessions with this profile API. */
  ofApi(api: ProfileApi): AdminDocument | Promise<AdminDocument>;
}

/** What checks the claims of a persona. */
export interface AdminSuccess {
  readonly media: { readonly schemaPointer: string };
  readonly profiles: ProfileBuilder;
}

/** A token or a login that is good at the moment. */
export interface LiveLogin {
  readonly kind: 'access_token' | 'refresh_token' | 'code' | 'login';
  readonly tokenHash: string | undefined;
  readonly persona: string | undefined;
  readonly clientId: string | undefined;
  readonly scope: string | undefined;
  readonly expiresAt: number;
}

/** What the admin API does to logins; without a persona, to everybody's. */
export interface LoginControl {
  list(session: Session, persona: string | undefined): readonly LiveLogin[];
  end(session: Session, persona: string | undefined, why: 'revoked' | 'expired'): number;
  failNextRefresh(session: Session, persona: string | undefined): Promise<void>;
  rotateKey(): Promise<string>;
}

/** What every route may look at. */
export interface AdminContext {
  readonly login: LoginControl;
  readonly served: AdminDocument;
  readonly sessions: Sessions;
  readonly routes: readonly AdminRoute[];
  /** The OpenAPI document of the admin API itself. */
  readonly document: ApiDocument;
}

/** One request, checked. */
export interface AdminCall extends AdminContext {
  /** The session of the request; the default one for routes that are about none or all. */
  readonly session: Session;
  /** Parameters of the path, by name. */
  readonly path: Readonly<Record<string, string>>;
  /** Parameters of the query that were given, by name. */
  readonly query: Readonly<Record<string, Json>>;
  /** The body; null for routes that take none. */
  readonly body: Json;
}

/** A body that a route takes. */
export interface AdminBody {
  readonly schema: JsonObject;
  /** A body that would do, for the document and for hints. */
  readonly example: Json;
  /** The route checks the body itself, with more to say than the schema. */
  readonly checkedByRoute?: true;
}

/** A parameter of the query. */
export interface AdminQuery {
  readonly description: string;
  readonly schema: JsonObject;
}

/** One path and method. */
export interface AdminRoute {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below `/__admin`, as OpenAPI writes it: `/requests/{id}`. */
  readonly path: string;
  readonly operationId: string;
  readonly summary: string;
  /** Whether the session must exist or is made; undefined for a route that is about none or all of them. */
  readonly session?: 'existing' | 'made';
  readonly query?: Readonly<Record<string, AdminQuery>>;
  readonly body?: AdminBody;
  /** Schema of the answer, which always has status 200. */
  readonly answer: JsonObject;
  /** Codes that this route can answer with, beside those that its session, query and body imply. */
  readonly errors?: readonly ErrorCode[];
  /** Answered to everybody who reaches the server, even where the rest of the admin API is off. */
  readonly open?: true;
  handle(call: AdminCall): unknown;
}

/** The path as a caller writes it: `/__admin/requests/{id}`. */
export function fullPath({ path }: AdminRoute): string {
  return path === '/' ? '/__admin' : `/__admin${path}`;
}

/** JSON Pointer of the route in the admin API's own document. */
export function operationPointer({ path, method }: AdminRoute): string {
  return joinPointer('/paths', path, method.toLowerCase());
}
