// GET /__admin/document: the served document in brief, for the page.

import { isObject } from '../../base/json.ts';
import { describeSchema } from '../../contract/openapi/describe-schema.ts';
import type { ApiDocument, Json, JsonObject, Operation } from '../../contract/openapi/document.ts';
import { claimScopes } from '../../contract/openapi/extensions.ts';
import { joinPointer, pointerOfRef } from '../../contract/openapi/pointer.ts';
import { outlineOf, type Place } from '../../contract/schema/outline.ts';
import type { AdminDocument, AdminRoute } from './admin-route.ts';
import { list, object, text } from './schemas.ts';

const responses = list(
  object({ status: text, description: text, examples: list(object({ name: text, summary: text, value: {} })) }),
);

export const getDocument: AdminRoute = {
  method: 'GET',
  path: '/document',
  operationId: 'getDocument',
  summary: 'The served document: its operations, the claims of the profile, its warnings.',
  session: 'existing',
  answer: object({
    title: text,
    version: text,
    specVersion: text,
    description: text,
    operations: list(
      object({
        operationId: text,
        method: text,
        path: text,
        summary: text,
        description: text,
        scopes: list(text),
        isProfile: { type: 'boolean' },
        'unserved?': { ...text, description: 'why it is not served' },
        responses,
      }),
    ),
    claims: list(
      object({
        name: text,
        description: text,
        form: { ...text, description: 'requirements in words' },
        types: list(text),
        required: { type: 'boolean' },
        scopes: { ...list(text), description: 'any of them gives the claim; empty for all' },
        'values?': { type: 'array' },
        'format?': text,
        'attribute?': { ...text, description: 'what it says about the person (x-person)' },
        'example?': {},
        deprecated: { type: 'boolean' },
      }),
    ),
    warnings: list(object({ code: text, message: text, 'hint?': text, file: text, pointer: text })),
  }),
  handle({ served }) {
    const { document } = served;
    return {
      title: document.title,
      version: document.version,
      specVersion: document.specVersion,
      description: textAt(document, '/info/description'),
      operations: document.operations.map(operation => showOperation(served, operation)),
      claims: claimsOf(served),
      warnings: document.warnings.map(({ code, message, hint, file, pointer }) => ({
        code,
        message,
        hint,
        file,
        pointer,
      })),
    };
  },
};

function showOperation({ document, profile }: AdminDocument, operation: Operation): object {
  const { operationId, method, path, pointer, scopes } = operation;
  const unserved = document.unserved.find(each => each.operation === operation)?.reason;
  return {
    operationId,
    method,
    path,
    summary: textAt(document, `${pointer}/summary`),
    description: textAt(document, `${pointer}/description`),
    scopes,
    isProfile: operation === profile,
    unserved,
    responses: [...operation.responses.values()].map(({ key, description, examples }) => ({
      status: key,
      description,
      examples: [...examples.values()].map(({ name, summary, value }) => ({ name, summary, value })),
    })),
  };
}

/** Of the profile operation or, where several may be it, of the first one. */
function claimsOf({ document, profile, successes }: AdminDocument): readonly object[] {
  const success = successes.get(profile) ?? successes.values().next().value;
  if (success === undefined) return [];
  const { schemaPointer } = success.media;
  const { members, required } = outlineOf(document, { at: schemaPointer });
  const scopes = claimScopes(document, schemaPointer);
  return [...members].map(([name, place]) => {
    const { types, values, formats, person } = outlineOf(document, place);
    const schemas = pointersOf(place).flatMap(pointer => chainAt(document, pointer));
    const find = (keyword: string): Json | undefined =>
      schemas.find(schema => schema[keyword] !== undefined)?.[keyword];
    const examples = find('examples');
    return {
      name,
      description: String(find('description') ?? '').trim(),
      form:
        pointersOf(place)
          .map(pointer => describeSchema(document.root, document.at(pointer)))
          .find(Boolean) ?? 'any value',
      types: [...(types ?? [])],
      required: required.has(name),
      scopes: scopes.get(joinPointer('', name)) ?? [],
      values,
      format: [...formats][0],
      attribute: person,
      example: Array.isArray(examples) ? examples[0] : find('example'),
      deprecated: find('deprecated') === true,
    };
  });
}

function pointersOf(place: Place): readonly string[] {
  if ('at' in place) return [place.at];
  return ('all' in place ? place.all : place.any).flatMap(pointersOf);
}

/** The schema at a pointer, and those that it refers to. */
function chainAt(document: ApiDocument, pointer: string, depth = 0): readonly JsonObject[] {
  const schema = document.at(pointer);
  if (!isObject(schema) || depth > 8) return [];
  const target = pointerOfRef(schema['$ref']);
  return [schema, ...(target === undefined ? [] : chainAt(document, target, depth + 1))];
}

function textAt(document: ApiDocument, pointer: string): string {
  const value = document.at(pointer);
  return typeof value === 'string' ? value.trim() : '';
}
