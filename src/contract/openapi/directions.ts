// What OpenAPI 3.0 demands of answers and of requests: members that are only read, or only written.
// @see https://spec.openapis.org/oas/v3.0.3.html#schema-object

import { isObject } from '../../base/json.ts';
import type { Json, JsonObject } from './document.ts';
import { requiredOfRequests } from './isolate-schema.ts';
import { pointerOfRef } from './pointer.ts';
import { followPointer } from './resolve.ts';

/**
 * "If the property is marked as readOnly being true and is in the required list, the required will take effect on the
 * response only", and the other way round (3.0.3, Schema Object). `required` becomes that of answers.
 */
export function splitRequired(root: JsonObject, schema: JsonObject, before: JsonObject): JsonObject {
  const { allOf } = schema;
  if (Array.isArray(allOf) && allOf.some(part => isObject(part) && part['required'] !== undefined)) {
    // What a part requires, another one may declare.
    const parts = allOf.map(part => (isObject(part) ? ofDirections(root, part, before) : part));
    return ofDirections(root, { ...schema, allOf: parts }, before);
  }
  return ofDirections(root, schema, before);
}

function ofDirections(root: JsonObject, schema: JsonObject, before: JsonObject): JsonObject {
  const { required, [requiredOfRequests]: earlier = required, ...others } = schema;
  if (!Array.isArray(required)) return schema;
  const without = (names: readonly Json[], mark: string): Json[] =>
    names.filter(name => !isMarked(root, before, String(name), mark));
  const ofAnswers = without(required, 'writeOnly');
  const ofRequests = without(Array.isArray(earlier) ? earlier : required, 'readOnly');
  if (ofAnswers.length + ofRequests.length === 2 * required.length) return schema;
  return { ...others, ...(ofAnswers.length > 0 && { required: ofAnswers }), [requiredOfRequests]: ofRequests };
}

/** Whether the schema, or one that it is composed of, declares the member so. */
function isMarked(root: JsonObject, schema: Json | undefined, name: string, mark: string, depth = 0): boolean {
  const referred = isObject(schema) ? pointerOfRef(schema['$ref']) : undefined;
  const at = referred === undefined ? schema : followPointer(root, referred)?.value;
  if (!isObject(at) || depth > 10) return false;
  const { properties, allOf } = at;
  const member = isObject(properties) && Object.hasOwn(properties, name) ? properties[name] : undefined;
  const target = isObject(member) ? pointerOfRef(member['$ref']) : undefined;
  const declared = target === undefined ? member : followPointer(root, target)?.value;
  if (isObject(declared) && declared[mark] === true) return true;
  return Array.isArray(allOf) && allOf.some(part => isMarked(root, part, name, mark, depth + 1));
}

/**
 * A member whose `$ref` leads to a schema that is only written is so itself.
 *
 * @param written what is known of targets, by pointer
 */
export function withMark(root: JsonObject, written: Map<string, boolean>, schema: JsonObject): JsonObject {
  const target = pointerOfRef(schema['$ref']);
  if (target === undefined) return schema;
  const found = written.has(target) ? undefined : followPointer(root, target)?.value;
  const isWritten = written.get(target) ?? (isObject(found) && found['writeOnly'] === true);
  written.set(target, isWritten);
  return isWritten ? { ...schema, writeOnly: true } : schema;
}
