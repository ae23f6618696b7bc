// The members of an object: declared, required, or of any allowed name.
// @see https://json-schema.org/draft/2020-12/json-schema-core#section-10.3.2

import { isObject } from '../base/json.ts';
import type { Json } from '../contract/openapi/document.ts';
import {
  child,
  declaredNames,
  memberSchemas,
  namedSchemas,
  type Part,
  requiredNames,
  type Subschema,
} from '../contract/schema/keywords.ts';
import type { Mode } from './node.ts';
import { largest, smallest, Ungeneratable } from './subschema.ts';

export interface Member {
  readonly name: string;
  readonly schemas: readonly Subschema[];
  readonly required: boolean;
  /** Whether the variant has it. */
  readonly included: boolean;
  /** Whether the variant wants it empty. */
  readonly empty: boolean;
}

/** Members of an object, and their number. */
export interface MemberRules {
  /** JSON Pointer of the object's schema. */
  readonly pointer: string;
  readonly members: readonly Member[];
  readonly min: number;
  readonly max: number;
  schemasOf(name: string): readonly Subschema[];
  /** Requirements for names. */
  readonly names: readonly Subschema[];
  /** Patterns of `patternProperties`. */
  readonly patterns: readonly string[];
  /** Whether undeclared members are allowed. */
  readonly open: boolean;
  /** Whether a schema describes members of any name: a map. */
  readonly isMap: boolean;
}

/** Reads the rules. `x-variants` decides what a variant has. @throws Ungeneratable */
export function memberRules(parts: readonly Part[], mode: Mode, wantsEmpty: boolean, pointer: string): MemberRules {
  const required = requiredNames(parts);
  const members = [...new Set([...declaredNames(parts), ...required])].map(name => {
    const schemas = memberSchemas(parts, name);
    return memberOf(name, schemas, required.has(name), wantsEmpty ? 'empty' : mode);
  });
  const min = largest(parts, 'minProperties', 0);
  const max = smallest(parts, 'maxProperties', Number.POSITIVE_INFINITY);
  if (Math.max(min, required.size) > max) {
    throw new Ungeneratable(
      pointer,
      `the minimum of ${Math.max(min, required.size)} members is above the maximum of ${max}`,
    );
  }
  return { pointer, members, min, max, schemasOf: name => memberSchemas(parts, name), ...extrasOf(parts) };
}

function extrasOf(parts: readonly Part[]): Pick<MemberRules, 'names' | 'patterns' | 'open' | 'isMap'> {
  const others = parts.flatMap(({ schema }) => [schema['additionalProperties'] ?? schema['unevaluatedProperties']]);
  const patterns = parts.flatMap(part => Object.keys(namedSchemas(part, 'patternProperties')));
  return {
    names: parts.flatMap(part => (part.schema['propertyNames'] === undefined ? [] : [child(part, 'propertyNames')])),
    patterns,
    open: !others.includes(false),
    isMap: others.some(other => isObject(other)) || patterns.length > 0,
  };
}

function memberOf(name: string, schemas: readonly Subschema[], required: boolean, mode: Mode | 'empty'): Member {
  const wish = wishOf(schemas, mode);
  if (required && wish?.wish === 'absent') {
    throw new Ungeneratable(wish.pointer, `x-variants omits the required member "${name}"`);
  }
  const isForbidden = schemas.some(({ schema }) => schema === false);
  const isForWriting = schemas.some(({ schema }) => isObject(schema) && schema['writeOnly'] === true);
  const usual = mode !== 'minimal' && mode !== 'empty' && !isForWriting;
  const wanted = wish === undefined ? usual : wish.wish !== 'absent';
  return { name, schemas, required, included: required || (wanted && !isForbidden), empty: wish?.wish === 'empty' };
}

const wishes = ['absent', 'empty', 'present'];

interface Wish {
  readonly wish: string;
  readonly pointer: string;
}

function wishOf(schemas: readonly Subschema[], mode: Mode | 'empty'): Wish | undefined {
  for (const { schema, pointer } of schemas) {
    const extension = isObject(schema) ? schema['x-variants'] : undefined;
    if (extension === undefined) continue;
    const wish = checkedWishes(extension, `${pointer}/x-variants`)[mode];
    if (wish !== undefined) return { wish: String(wish), pointer: `${pointer}/x-variants` };
  }
  return undefined;
}

function checkedWishes(extension: Json, pointer: string): Readonly<Record<string, Json>> {
  const entries = isObject(extension) ? Object.entries(extension) : [];
  const isKnown = ([variant, wish]: readonly [string, Json]) =>
    (variant === 'sdk' && wish === 'absent') || (variant === 'minimal' && wishes.includes(String(wish)));
  if (!isObject(extension) || !entries.every(isKnown)) {
    throw new Ungeneratable(pointer, 'x-variants must be sdk: absent, and minimal: absent, empty or present');
  }
  return extension;
}
