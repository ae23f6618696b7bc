// Checks every example of a document against its own schema.
// @see https://spec.openapis.org/oas/v3.1.1.html#example-object

import { KitError } from '../../base/errors.ts';
import { isObject } from '../../base/json.ts';
import type { ApiDocument, Json, JsonObject } from './document.ts';
import { joinPointer, parentPointer, pointerTokens } from './pointer.ts';
import type { Report } from './problems.ts';
import { followPointer, followSchema, resolvePointer } from './resolve.ts';
import { isJson } from './responses.ts';
import { type Visited, walkDocument } from './structure.ts';
import type { Validators } from './validators.ts';

interface Example {
  readonly value: Json;
  readonly pointer: string;
}

/**
 * Reports each example of a media type, parameter, header or schema that contradicts its schema, if `isChecked` accepts the
 * pointer of its holder.
 * @returns the pointers of these examples
 */
export function checkExamples(
  document: ApiDocument,
  validators: Validators,
  isChecked: (pointer: string) => boolean,
  report: Report,
): ReadonlySet<string> {
  const wrong = new Set<string>();
  for (const visited of walkDocument(document.root)) {
    const schemaPointer = schemaPointerOf(visited);
    if (schemaPointer === undefined || !isChecked(visited.pointer)) continue;
    for (const example of examplesOf(document.root, visited)) {
      if (isSerialised(document.root, visited.pointer, schemaPointer, example)) continue;
      for (const { at, message, hint } of contradictionsOf(validators, schemaPointer, example, visited.pointer)) {
        report(at, message, hint, 'document/example-invalid');
        wrong.add(example.pointer);
      }
    }
  }
  return wrong;
}

interface Disagreement {
  readonly at: string;
  readonly message: string;
  readonly hint?: string | undefined;
}

const inAnswer = /\/responses\/[^/]+\/(?:content|headers)\//u;

/** Where it is not of an answer, an example may be that of a request. */
function contradictionsOf(
  validators: Validators,
  schemaPointer: string,
  { value, pointer }: Example,
  holder: string,
): Disagreement[] {
  try {
    const found = validators.get(schemaPointer).check(value, 'example');
    if (found.length > 0 && !inAnswer.test(holder) && validators.ofRequest(schemaPointer).isValid(value)) return [];
    return found.map(({ instancePath, message, hint }) => ({
      at: pointer + instancePath,
      message: wordsOf(message),
      hint,
    }));
  } catch (error) {
    if (!(error instanceof KitError)) throw error;
    return [{ at: pointer, message: `the example cannot be checked: ${error.message.replace(/\.$/u, '')}` }];
  }
}

function schemaPointerOf({ node, kind, pointer }: Visited): string | undefined {
  if (kind === 'schema') return pointer;
  return kind === 'object' && node['schema'] !== undefined ? joinPointer(pointer, 'schema') : undefined;
}

function examplesOf(root: JsonObject, { node, pointer }: Visited): Example[] {
  const found: Example[] = [];
  const { example, examples } = node;
  if (example !== undefined) found.push({ value: example, pointer: joinPointer(pointer, 'example') });
  for (const name of Object.keys(typeof examples === 'object' && examples !== null ? examples : {})) {
    const at = joinPointer(pointer, 'examples', name);
    found.push(...(Array.isArray(examples) ? plainExample(root, at) : namedExample(root, at)));
  }
  return found;
}

function plainExample(root: JsonObject, pointer: string): Example[] {
  const value = resolvePointer(root, pointer)?.value;
  return value === undefined ? [] : [{ value, pointer }];
}

function namedExample(root: JsonObject, at: string): Example[] {
  const found = followPointer(root, at);
  const value = isObject(found?.value) ? found.value['value'] : undefined;
  return value === undefined || !found ? [] : [{ value, pointer: joinPointer(found.pointer, 'value') }];
}

/** In a media type other than JSON, text represents the value, unless the schema allows a string. */
function isSerialised(root: JsonObject, holder: string, schemaPointer: string, { value }: Example): boolean {
  if (typeof value !== 'string' || pointerTokens(parentPointer(holder)).at(-1) !== 'content') return false;
  if (isJson(pointerTokens(holder).at(-1) ?? '')) return false;
  const schema = followSchema(root, schemaPointer)?.value;
  return !(isObject(schema) && [schema['type']].flat().includes('string'));
}

function wordsOf(message: string): string {
  const words = message.replace(/\.$/u, '');
  return words.startsWith('The value ') ? `the example ${words.slice('The value '.length)}` : words;
}
