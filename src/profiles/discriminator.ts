// The member of a discriminator: it names the schema that a value is made from.
// @see https://spec.openapis.org/oas/v3.1.1.html#discriminator-object

import { isObject } from '../base/json.ts';
import type { Json } from '../contract/openapi/document.ts';
import { pointerOfRef, pointerTokens } from '../contract/openapi/pointer.ts';
import { alternativesOf, listedSchemas, type Part, referenceOf } from '../contract/schema/keywords.ts';

/** The member, and what it calls the schema at `target`: a name in `mapping`, or that of the schema. */
export function labelBy(
  discriminator: Json | undefined,
  target: string,
): readonly [member: string, label: string] | undefined {
  if (!isObject(discriminator)) return undefined;
  const { propertyName, mapping } = discriminator;
  if (typeof propertyName !== 'string') return undefined;
  const own = pointerTokens(target).at(-1) ?? '';
  const mapped = Object.entries(isObject(mapping) ? mapping : {}).find(
    ([, value]) => value === own || pointerOfRef(value) === target,
  );
  return [propertyName, mapped?.[0] ?? own];
}

/** What discriminators call a schema that inherits them by `allOf`, by member. */
export function inheritedLabels(parts: readonly Part[]): ReadonlyMap<string, string> {
  const bases = parts.filter(part => part.schema['discriminator'] !== undefined && alternativesOf(part).length === 0);
  const labels = bases.map(base => {
    // A schema that only refers to another one is the same one.
    const heir = parts.find(
      part => component.test(part.pointer) && referenceOf(part) === undefined && inherits(parts, part, base),
    );
    return labelBy(base.schema['discriminator'], heir?.pointer ?? base.pointer);
  });
  return new Map(labels.filter(label => label !== undefined));
}

const component = /^\/components\/schemas\/[^/]+$/u;

function inherits(parts: readonly Part[], part: Part, base: Part): boolean {
  if (part === base) return true;
  const targets = new Set([referenceOf(part), ...listedSchemas(part, 'allOf').map(({ pointer }) => pointer)]);
  return parts.some(next => targets.has(next.pointer) && inherits(parts, next, base));
}
