// Combines the schemas at one place into their common requirements.

import { isDeepStrictEqual } from 'node:util';
import { isObject } from '../base/json.ts';
import type { Json } from '../contract/openapi/document.ts';
import {
  type Alternative,
  alternativesOf,
  type Condition,
  conditionsOf,
  type Part,
} from '../contract/schema/keywords.ts';
import { settings, Ungeneratable } from './subschema.ts';

/** An integer is a number with `Facts.integer`. */
export type TypeName = 'null' | 'boolean' | 'number' | 'string' | 'array' | 'object';

/** Requirements without the limits of one type. */
export interface Facts {
  /** JSON Pointer of the first schema. */
  readonly pointer: string;
  readonly parts: readonly Part[];
  readonly types: ReadonlySet<TypeName>;
  readonly integer: boolean;
  /** Values that `enum` and `const` allow. */
  readonly enumerated: readonly Json[] | undefined;
  readonly alternatives: readonly Alternative[];
  readonly conditions: readonly Condition[];
  /** Parts with keywords that the generators ignore, so that a validator must check. */
  readonly guarded: readonly Part[];
}

const allTypes: readonly TypeName[] = ['object', 'array', 'string', 'number', 'boolean', 'null'];

/** @throws Ungeneratable for contradicting schemas */
export function factsOf(parts: readonly Part[], pointer: string): Facts {
  const { types, integer } = typesOf(parts, pointer);
  return {
    pointer,
    parts,
    types,
    integer,
    enumerated: enumeratedOf(parts, pointer),
    alternatives: parts.flatMap(alternativesOf),
    conditions: parts.flatMap(conditionsOf).filter(({ whenTrue, whenFalse }) => whenTrue ?? whenFalse),
    guarded: parts.filter(isGuarded),
  };
}

function typesOf(parts: readonly Part[], pointer: string): { types: ReadonlySet<TypeName>; integer: boolean } {
  let types = allTypes;
  let integer = false;
  for (const value of settings(parts, 'type')) {
    const named = (Array.isArray(value) ? value : [value]) as readonly string[];
    types = types.filter(type => named.includes(type) || (type === 'number' && named.includes('integer')));
    if (named.includes('integer') && !named.includes('number')) integer = true;
  }
  if (settings(parts, 'format').some(format => format === 'int32' || format === 'int64')) integer = true;
  if (types.length === 0) throw new Ungeneratable(pointer, 'no type satisfies all the schemas that hold here');
  return { types: new Set(types), integer };
}

function enumeratedOf(parts: readonly Part[], pointer: string): readonly Json[] | undefined {
  const lists = parts.flatMap(({ schema }) => [
    ...(schema['const'] === undefined ? [] : [[schema['const']]]),
    ...(Array.isArray(schema['enum']) ? [schema['enum'] as readonly Json[]] : []),
  ]);
  const [first, ...others] = lists;
  if (first === undefined) return undefined;
  const common = first.filter(value => others.every(list => list.some(other => isDeepStrictEqual(other, value))));
  if (common.length === 0) throw new Ungeneratable(pointer, 'no value is in every enum and const that holds here');
  return common;
}

const guardedKeywords = ['not', 'oneOf', 'maxContains', 'unevaluatedProperties', 'unevaluatedItems', 'uniqueItems'];

function isGuarded({ schema }: Part): boolean {
  if (schema['uniqueItems'] === false)
    return guardedKeywords.some(keyword => keyword !== 'uniqueItems' && keyword in schema);
  return (
    guardedKeywords.some(keyword => keyword in schema) || (isObject(schema['if']) && 'unevaluatedProperties' in schema)
  );
}
