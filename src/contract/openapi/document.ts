// Types of a loaded OpenAPI document: bundled into one tree, upgraded to 3.1, its operations listed.
// @see https://spec.openapis.org/oas/v3.1.1.html

import type { OpenAPIV3_1 } from 'openapi-types';
import type { Json, JsonObject } from '../../base/json.ts';

export type { Json, JsonObject } from '../../base/json.ts';

/** JSON Schema 2020-12 (an object or a boolean). */
export type Schema = boolean | JsonObject;

/** A place in a source file; line and column start at 1. */
export interface Location {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Stable codes of tolerated mistakes in a document. Each is a row of docs/documents.md. */
export const warningCodes = [
  'document/anchor-repeated',
  'document/example-invalid',
  'document/format-unknown',
  'document/items-repeated',
  'document/keyword-foreign',
  'document/keyword-unknown',
  'document/not-served',
  'document/nullable-ignored',
  'document/nullable-outdated',
  'document/operation-id-repeated',
  'document/pattern-foreign',
  'document/security-scheme-unknown',
  'document/unread-invalid',
] as const;

export type WarningCode = (typeof warningCodes)[number];

/** A mistake in a document that does not stop it from loading. */
export interface DocumentWarning {
  readonly code: WarningCode;
  readonly file: string;
  /** JSON Pointer in the file. */
  readonly pointer: string;
  /** The mistake and its interpretation, without a full stop. */
  readonly message: string;
  readonly hint?: string;
  /** Line and column; parses the file again. */
  locate(): Location;
}

export interface UnservedOperation {
  readonly operation: Operation;
  /** Reason, without a full stop: `its success is 204 without a body`. */
  readonly reason: string;
}

/** A loaded document. Everything that its served operations reach is valid; the rest has warnings at most. */
export interface ApiDocument {
  /** Path of the main file, as given. */
  readonly file: string;
  /** Absolute paths of all files read; `--watch` watches them. */
  readonly files: readonly string[];
  /** SHA-256 over all files read, in hex: the same hash means the same document. */
  readonly hash: string;
  /** `info.title` and `info.version`. */
  readonly title: string;
  readonly version: string;
  /** `openapi` as written: `3.0.3`, `3.1.1`, `3.2.0`. */
  readonly specVersion: string;
  /** The whole document as 3.1, with every `$ref` local (`#/...`). */
  readonly root: JsonObject;
  /** The same tree in the types of `openapi-types`. */
  readonly openapi: OpenAPIV3_1.Document;
  /** In document order. */
  readonly operations: readonly Operation[];
  /** Operations with a JSON success response; never empty. */
  readonly served: readonly Operation[];
  readonly unserved: readonly UnservedOperation[];
  /** In file order; those with the code `document/not-served` are in unserved parts. */
  readonly warnings: readonly DocumentWarning[];
  /** The value of a JSON Pointer, following `$ref` on the way but not at its end. */
  at(pointer: string): Json | undefined;
  /** Origin of a JSON Pointer of `root` in the source files, before bundling and upgrading. */
  origin(pointer: string): Origin;
  /** Line and column of a JSON Pointer of `root`; reads the file again, for messages. */
  locate(pointer: string): Location;
}

/** A place in the source files of a document. */
export interface Origin {
  /** As given; for the target of a `$ref`, relative to the same folder. */
  readonly file: string;
  /** JSON Pointer in that file. */
  readonly pointer: string;
}

/** One method of one path. @see https://spec.openapis.org/oas/v3.1.1.html#operation-object */
export interface Operation {
  /** Unique in the document; default: `get /userinfo`. */
  readonly operationId: string;
  /** Upper case. */
  readonly method: string;
  /** As written in the document: `/users/{id}`. */
  readonly path: string;
  /** JSON Pointer of the Operation Object. */
  readonly pointer: string;
  /** Whether every security alternative needs a bearer token, OAuth 2.0 or OpenID Connect. */
  readonly requiresToken: boolean;
  /** Names of the security schemes of all alternatives. */
  readonly securitySchemes: readonly string[];
  readonly parameters: readonly Parameter[];
  readonly requestBody: RequestBody | undefined;
  /** By key as written: `200`, `4XX`, `default`. */
  readonly responses: ReadonlyMap<string, ResponseSpec>;
  /** `x-rate-limit` of the operation, its path or the document. */
  readonly rateLimit: RateLimitSpec | undefined;
  /** `x-scopes`: those that a token must have, all of them. */
  readonly scopes: readonly string[];
}

/** `x-rate-limit`: calls of a client in a window. */
export interface RateLimitSpec {
  readonly limit: number;
  readonly windowSeconds: number;
}

/** @see https://spec.openapis.org/oas/v3.1.1.html#parameter-object */
export interface Parameter {
  readonly name: string;
  readonly in: 'query' | 'header' | 'path' | 'cookie';
  readonly required: boolean;
  readonly schema: Schema | undefined;
  readonly schemaPointer: string;
  /** JSON Pointer of the Parameter Object. */
  readonly pointer: string;
}

/** @see https://spec.openapis.org/oas/v3.1.1.html#request-body-object */
export interface RequestBody {
  readonly required: boolean;
  readonly content: ReadonlyMap<string, MediaType>;
}

/** @see https://spec.openapis.org/oas/v3.1.1.html#response-object */
export interface ResponseSpec {
  /** Key in `responses`: `200`, `4XX`, `default`. */
  readonly key: string;
  readonly description: string;
  readonly pointer: string;
  /** By name in lower case. */
  readonly headers: ReadonlyMap<string, HeaderSpec>;
  /** By media type as written. */
  readonly content: ReadonlyMap<string, MediaType>;
  /** The named examples of all media types, in document order. */
  readonly examples: ReadonlyMap<string, NamedExample>;
}

/** @see https://spec.openapis.org/oas/v3.1.1.html#header-object */
export interface HeaderSpec {
  readonly name: string;
  readonly required: boolean;
  readonly schema: Schema | undefined;
  readonly schemaPointer: string;
}

/** @see https://spec.openapis.org/oas/v3.1.1.html#media-type-object */
export interface MediaType {
  readonly mediaType: string;
  readonly schema: Schema | undefined;
  /** JSON Pointer of the schema after following `$ref`, for findings. */
  readonly schemaPointer: string;
}

/** A named example of a response. @see https://spec.openapis.org/oas/v3.1.1.html#example-object */
export interface NamedExample {
  readonly name: string;
  readonly summary: string;
  /** Key of its response: `401`, `4XX`, `default`. */
  readonly key: string;
  readonly mediaType: string;
  readonly value: Json;
  readonly pointer: string;
  /** `x-headers`: response headers to add or, with null, to omit. */
  readonly headers: Readonly<Record<string, string | null>>;
  /** `x-oauth-error`: the error in RFC 6750's format (section 3.1); null if the RFC has no code. */
  readonly oauthError: OAuthError | null | undefined;
}

/** @see https://www.rfc-editor.org/rfc/rfc6750#section-3 */
export interface OAuthError {
  readonly error: string;
  readonly error_description?: string;
  readonly scope?: string;
}
