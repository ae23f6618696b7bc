// Checks the expected body of a contract with our own validators: they enforce what the comparator omits (formats,
// prefixItems), and know the documented members of any composition of schemas.

import { isObject } from '../base/json.ts';
import { suggest } from '../base/suggest.ts';
import { createFinding } from '../contract/findings/catalog.ts';
import type { Finding } from '../contract/findings/finding.ts';
import type { ApiDocument, Json, JsonObject, MediaType } from '../contract/openapi/document.ts';
import { joinPointer } from '../contract/openapi/pointer.ts';
import { isJson } from '../contract/openapi/responses.ts';
import { createValidators, type Validators } from '../contract/openapi/validators.ts';
import { covers, readMediaType } from '../contract/responses/headers.ts';
import { findOperation, responseFor } from '../contract/responses/response-context.ts';
import { jsonPlace, outlineOf, type Place } from '../contract/schema/outline.ts';
import type { FiledHttp } from './pact-file.ts';

export interface ExampleChecker {
  /** The documented media type of the response; undefined without one. */
  mediaOf(http: FiledHttp): MediaType | undefined;
  /** Pointers of the findings refer to the contract. */
  check(http: FiledHttp, where: string): readonly Finding[];
}

export function createExampleChecker(document: ApiDocument): ExampleChecker {
  const validators = createValidators(lenientDocument(document));
  const context = { document, validators };
  return {
    mediaOf: http => mediaOf(document, http),
    check(http, where) {
      const media = mediaOf(document, http);
      if (http.body === undefined || media?.schema === undefined) return [];
      return [...invalid(context, http, media, where), ...undocumented(context, http, where)];
    },
  };
}

interface Context {
  readonly document: ApiDocument;
  readonly validators: Validators;
}

function mediaOf(
  document: ApiDocument,
  { method, path, status, responseHeaders, body }: FiledHttp,
): MediaType | undefined {
  const operation = findOperation(document, { method, path, headers: [] });
  const response = operation && responseFor(operation, status);
  const type = readMediaType(body?.mediaType ?? responseHeaders.get('content-type') ?? 'application/json');
  return type && [...(response?.content.values() ?? [])].find(({ mediaType }) => covers(mediaType, type));
}

function invalid({ document, validators }: Context, { body }: FiledHttp, media: MediaType, where: string): Finding[] {
  if (body === undefined) return [];
  return validators
    .get(media.schemaPointer)
    .check(body.value, where)
    .map(({ message, hint, instancePath, schemaPath, expected, actual }) =>
      createFinding('pact/response-incompatible', {
        message,
        hint,
        where,
        instancePath: body.isEncoded ? body.pointer : `${body.pointer}${instancePath}`,
        schemaPath: strictPointer(document, schemaPath),
        expected,
        actual,
      }),
    );
}

function undocumented({ document }: Context, http: FiledHttp, where: string): readonly Finding[] {
  const operation = findOperation(document, { method: http.method, path: http.path, headers: [] });
  const response = operation && responseFor(operation, http.status);
  const { body } = http;
  if (body === undefined || !isJson(body.mediaType)) return [];
  return undocumentedMembers(document, jsonPlace(response), body.value, body.pointer).map(
    ({ at, name, names, schemaPath }) => {
      return createFinding('pact/response-incompatible', {
        message: `The contract expects "${name}", which the document does not have.`,
        hint: suggest(name, names),
        where,
        instancePath: body.isEncoded ? body.pointer : at,
        schemaPath,
      });
    },
  );
}

interface Undocumented {
  readonly at: string;
  readonly name: string;
  readonly names: readonly string[];
  readonly schemaPath: string;
}

/** Undocumented members of objects with documented ones. */
function undocumentedMembers(
  document: ApiDocument,
  place: Place,
  value: Json,
  pointer: string,
): readonly Undocumented[] {
  const { members, others, items, pointer: schemaPath } = outlineOf(document, place);
  if (Array.isArray(value)) {
    return items === undefined
      ? []
      : value.flatMap((item: Json, index) => undocumentedMembers(document, items, item, joinPointer(pointer, index)));
  }
  if (!isObject(value) || (members.size === 0 && others === undefined)) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    const inner = members.get(name) ?? others;
    const at = joinPointer(pointer, name);
    return inner === undefined
      ? [{ at, name, names: [...members.keys()], schemaPath }]
      : undocumentedMembers(document, inner, member, at);
  });
}

/** Keywords that require members. */
const demands = new Set(['required', 'minProperties', 'dependentRequired']);

/**
 * The document as a contract must satisfy it: a consumer need not expect every required member, and one of several
 * alternatives suffices. Its pointers are the same, except for `oneOf`: see `strictPointer`.
 */
function lenientDocument(document: ApiDocument): ApiDocument {
  const root = lenient(document.root) as JsonObject;
  return { ...document, root, hash: `${document.hash}-lenient` };
}

/** Converts a pointer of the lenient document. */
function strictPointer(document: ApiDocument, pointer: string): string {
  const tokens = pointer.split('/');
  for (const [index, token] of tokens.entries()) {
    if (token !== 'anyOf') continue;
    const holder = document.at(tokens.slice(0, index).join('/'));
    if (isObject(holder) && holder['anyOf'] === undefined && holder['oneOf'] !== undefined) tokens[index] = 'oneOf';
  }
  return tokens.join('/');
}

/** Conditions stay unchanged: their requirements distinguish the branches. */
function lenient(value: Json): Json {
  if (Array.isArray(value)) return value.map((item: Json) => lenient(item));
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(([name, member]) => !(demands.has(name) && isDemand(member)));
  return Object.fromEntries(
    kept.map(([name, member]) => {
      if (name === 'oneOf' && Array.isArray(member)) return ['anyOf', lenient(member)];
      if (name === 'if' || name === 'not' || name === 'examples' || name === 'example') return [name, member];
      return [name, lenient(member)];
    }),
  );
}

/** A property may be called `required`, and then it has a schema; a parameter may be `required: true`. */
function isDemand(member: Json): boolean {
  return (
    Array.isArray(member) ||
    typeof member === 'number' ||
    (isObject(member) && Object.values(member).every(Array.isArray))
  );
}
