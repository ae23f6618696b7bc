// The document as a contract is held to it: a consumer need not name every member that is required, so that what is
// required is no longer, and one of several alternatives is any of them.

import { isObject } from '../base/json.ts';
import type { ApiDocument, Json, JsonObject } from '../contract/openapi/document.ts';

/** Keywords that ask for members. */
const demands = new Set(['required', 'minProperties', 'dependentRequired']);

/** The document, lenient in what it asks for. Its pointers lead to the same places, save `oneOf`: see `strictPointer`. */
export function lenientDocument(document: ApiDocument): ApiDocument {
  const root = lenient(document.root) as JsonObject;
  return { ...document, root, hash: `${document.hash}-lenient` };
}

/** A pointer of the lenient document as one of the document. */
export function strictPointer(document: ApiDocument, pointer: string): string {
  const tokens = pointer.split('/');
  for (const [index, token] of tokens.entries()) {
    if (token !== 'anyOf') continue;
    const holder = document.at(tokens.slice(0, index).join('/'));
    if (isObject(holder) && holder['anyOf'] === undefined && holder['oneOf'] !== undefined) tokens[index] = 'oneOf';
  }
  return tokens.join('/');
}

/** Conditions stay as they are: what they ask for is how they are told apart. */
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
