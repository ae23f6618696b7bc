// Describes the requirements and documented members of a schema in words.

import { isObject } from '../../base/json.ts';
import type { Json, JsonObject } from './document.ts';
import { pointerOfRef } from './pointer.ts';
import { followPointer } from './resolve.ts';

/** Requirements, such as `a string in the format "email"`; undefined without any. */
export function describeSchema(root: JsonObject, schema: Json | undefined, depth = 0): string | undefined {
  if (!isObject(schema) || depth > 8) return undefined;
  const { $ref, const: constant, enum: values, type, format } = schema;
  if (constant !== undefined) return JSON.stringify(constant);
  if (Array.isArray(values)) return describeValues(values);
  if (type === 'object') return describeObject(schema);
  if (type !== undefined) return describeTypes(type) + (typeof format === 'string' ? ` in the format "${format}"` : '');
  const target = pointerOfRef($ref);
  if (target !== undefined) return describeSchema(root, followPointer(root, target)?.value, depth + 1);
  const alternatives = schema['anyOf'] ?? schema['oneOf'];
  return Array.isArray(alternatives) ? describeAlternatives(root, alternatives, depth) : undefined;
}

/** By required members. */
function describeObject({ required }: JsonObject): string {
  const names = Array.isArray(required) ? required.map(name => JSON.stringify(name)) : [];
  if (names.length === 0) return 'an object';
  return `an object with ${names.slice(0, 3).join(', ')}${names.length > 3 ? ' and more' : ''}`;
}

/** Joined by "or"; undefined if one of them has no requirements. */
export function describeAlternatives(root: JsonObject, schemas: readonly Json[], depth = 0): string | undefined {
  const described = schemas.map(schema => describeSchema(root, schema, depth + 1));
  if (described.some(text => text === undefined)) return undefined;
  return orList([...new Set(described as string[])]);
}

/** `a string or null` for a value of the keyword `type`. */
export function describeTypes(type: Json): string {
  return orList((Array.isArray(type) ? type : [type]).map(name => withArticle(String(name))));
}

/** `one of "a", "b"`, shortened if there are many. */
export function describeValues(values: readonly Json[]): string {
  const shown = values.slice(0, 20).map(value => JSON.stringify(value));
  const text = shown.join(', ') + (values.length > 20 ? ', ...' : '');
  return values.length === 1 ? text : `one of ${text}`;
}

/** Documented member names, through `$ref` and alternatives. */
export function documentedNames(root: JsonObject, schema: Json | undefined): Set<string> {
  const names = new Set<string>();
  const seen = new Set<Json>();
  const visit = (node: Json | undefined): void => {
    if (!isObject(node) || seen.has(node)) return;
    seen.add(node);
    for (const name of Object.keys(isObject(node['properties']) ? node['properties'] : {})) names.add(name);
    const target = pointerOfRef(node['$ref']);
    if (target !== undefined) visit(followPointer(root, target)?.value);
    for (const keyword of ['allOf', 'anyOf', 'oneOf', 'if', 'then', 'else', 'dependentSchemas']) {
      const value = node[keyword];
      if (Array.isArray(value)) value.forEach(visit);
      else if (keyword === 'dependentSchemas') Object.values(isObject(value) ? value : {}).forEach(visit);
      else visit(value);
    }
  };
  visit(schema);
  return names;
}

/** `a, b or c`. */
export function orList(items: readonly string[]): string {
  if (items.length < 2) return items[0] ?? '';
  return `${items.slice(0, -1).join(', ')} or ${items.at(-1)}`;
}

function withArticle(type: string): string {
  if (type === 'null') return type;
  return /^[aeio]/u.test(type) ? `an ${type}` : `a ${type}`;
}
