// The OpenAPI document as the rest of the project sees it: bundled into one tree, upgraded to 3.1, its operations listed.
// @see https://spec.openapis.org/oas/v3.1.1.html

import type { OpenAPIV3_1 } from 'openapi-types';
import type { Json, JsonObject } from '../../base/json.ts';

export type { Json, JsonObject } from '../../base/json.ts';

/** A JSON Schema 2020-12 (an object or a boolean), as OpenAPI 3.1 uses it. */
export type Schema = boolean | JsonObject;

/** A place in a source file; line and column count from 1. */
export interface Location {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Stable codes of what a document gets wrong without stopping the mock. Each is a row of docs/documents.md. */
export type WarningCode =
  | 'document/anchor-repeated'
  | 'document/example-invalid'
  | 'document/format-unknown'
  | 'document/keyword-unknown'
  | 'document/not-served'
  | 'document/nullable-ignored'
  | 'document/nullable-outdated'
  | 'document/operation-id-repeated'
  | 'document/pattern-foreign'
  | 'document/items-repeated'
  | 'document/security-scheme-unknown'
  | 'document/unread-invalid';

/** Something wrong with a document that did not stop it from being loaded. */
export interface DocumentWarning {
  readonly code: WarningCode;
  readonly file: string;
  /** JSON Pointer within the file. */
  readonly pointer: string;
  /** What is wrong and how it was read, without a full stop. */
  readonly message: string;
  readonly hint?: string;
  /** Line and column; parses the file again with positions. */
  locate(): Location;
}

/** An operation that the mock does not serve. */
export interface UnservedOperation {
  readonly operation: Operation;
  /** Why, without a full stop: `its success is 204 without a body`. */
  readonly reason: string;
}

/** A loaded document. What its served operations reach was found valid; the rest has warnings at most. */
export interface ApiDocument {
  /** Path of the main file, as the user gave it. */
  readonly file: string;
  /** Every file that was read, absolute; what `--watch` watches. */
  readonly files: readonly string[];
  /** SHA-256 over all files read, in hex: two documents with the same hash are the same document. */
  readonly hash: string;
  /** `info.title` and `info.version`. */
  readonly title: string;
  readonly version: string;
  /** `openapi` as written: `3.0.3`, `3.1.1`, `3.2.0`. */
  readonly specVersion: string;
  /** The whole document as 3.1, with every `$ref` local (`#/...`). */
  readonly root: JsonObject;
  /** The same tree in the types of `openapi-types`, for programs that work on documents. */
  readonly openapi: OpenAPIV3_1.Document;
  /** Every operation, in document order. */
  readonly operations: readonly Operation[];
  /** The operations with a JSON answer for success; never empty. */
  readonly served: readonly Operation[];
  readonly unserved: readonly UnservedOperation[];
  /** In file order; those with the code `document/not-served` are in parts that no served operation reaches. */
  readonly warnings: readonly DocumentWarning[];
  /** The value a JSON Pointer leads to, following `$ref` on the way but not at its end; undefined where there is none. */
  at(pointer: string): Json | undefined;
  /** Where a JSON Pointer of `root` stands in the files as the user wrote them, before bundling and upgrading. */
  origin(pointer: string): Origin;
  /** File, line and column of a JSON Pointer of `root`; reads the file again, so for messages only. */
  locate(pointer: string): Location;
}

/** A place in the files of a document as they were written. */
export interface Origin {
  /** As given, or relative to the same folder for a file that a `$ref` leads to. */
  readonly file: string;
  /** JSON Pointer within that file. */
  readonly pointer: string;
}

/** One method of one path. @see https://spec.openapis.org/oas/v3.1.1.html#operation-object */
export interface Operation {
  /** Unique within the document; `get /userinfo` where the document names none. */
  readonly operationId: string;
  /** Upper case. */
  readonly method: string;
  /** As written in the document: `/users/{id}`. */
  readonly path: string;
  /** JSON Pointer of the Operation Object. */
  readonly pointer: string;
  /** Whether a security requirement asks for a bearer token, OAuth 2.0 or OpenID Connect, with no anonymous alternative. */
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

/** `x-rate-limit`: how many calls a client may make in a window. */
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
  /** JSON Pointer of the schema. */
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
  /** JSON Pointer of the schema, after following `$ref`: where findings point. */
  readonly schemaPointer: string;
}

/** A named example of a response. @see https://spec.openapis.org/oas/v3.1.1.html#example-object */
export interface NamedExample {
  readonly name: string;
  readonly summary: string;
  /** Response key it stands under: `401`, `4XX`, `default`. */
  readonly key: string;
  readonly mediaType: string;
  readonly value: Json;
  readonly pointer: string;
  /** `x-headers`: response headers that this example adds or, with null, leaves out. */
  readonly headers: Readonly<Record<string, string | null>>;
  /** `x-oauth-error`: the same failure in the words of RFC 6750 section 3.1; null where the RFC gives no error code. */
  readonly oauthError: OAuthError | null | undefined;
}

/** @see https://www.rfc-editor.org/rfc/rfc6750#section-3 */
export interface OAuthError {
  readonly error: string;
  readonly error_description?: string;
  readonly scope?: string;
}
