// Arrays: length, items, and required contents.
// @see https://json-schema.org/draft/2020-12/json-schema-core#section-10.3.1

import { isDeepStrictEqual } from 'node:util';
import type { Json } from '../contract/openapi/document.ts';
import { child, itemSchemas, type Part, type Subschema } from '../contract/schema/keywords.ts';
import type { Facts } from './facts.ts';
import { type Context, empty, type Generate, isExhausted, type Node, type NodeSource } from './node.ts';
import { largest, settings, smallest, Ungeneratable } from './subschema.ts';

/** Maximum length of a generated list, if the document sets none or a higher one. */
const longest = 20;
const attempts = 30;

/** Generators of a list's items in order: the first ones may differ from the rest. */
export interface ItemRules {
  readonly min: number;
  readonly max: number;
  readonly unique: boolean;
  nodeAt(index: number): Node;
  /** Number of first items that satisfy `contains`. */
  readonly contained: number;
}

/** @throws Ungeneratable for contradicting limits */
export function compileList(source: NodeSource, facts: Facts, wantsEmpty: boolean): Generate {
  const rules = itemRules(source, facts, wantsEmpty);
  return context => {
    const length = lengthOf(source.mode, rules, context, wantsEmpty);
    return makeList(rules, length, context, facts.pointer);
  };
}

/** @throws Ungeneratable */
export function itemRules(source: NodeSource, { parts, pointer }: Facts, wantsEmpty: boolean): ItemRules {
  const contains = parts.filter(({ schema }) => schema['contains'] !== undefined && schema['minContains'] !== 0);
  const needed = contains.map(({ schema }) => Number(schema['minContains'] ?? 1));
  const contained = needed.reduce((sum, count) => sum + count, 0);
  const min = Math.max(largest(parts, 'minItems', 0), contained);
  const max = Math.min(smallest(parts, 'maxItems', Number.POSITIVE_INFINITY), shortestClosed(parts));
  if (min > max) throw new Ungeneratable(pointer, `minItems ${min} is above maxItems ${max}`);
  const wanted = contains.flatMap((part, index) => Array<Subschema>(needed[index] ?? 1).fill(child(part, 'contains')));
  const settled = new Set(wantsEmpty ? [empty] : []);
  const nodes: Node[] = [];
  const nodeAt = (index: number): Node => {
    const extra = wanted[index];
    nodes[index] ??= source.node([...itemSchemas(parts, index), ...(extra ? [extra] : [])], settled);
    return nodes[index];
  };
  return { min, max, unique: settings(parts, 'uniqueItems').includes(true), nodeAt, contained };
}

/** Maximum length if no item may follow `prefixItems`. */
function shortestClosed(parts: readonly Part[]): number {
  const lengths = parts
    .filter(
      ({ schema }) =>
        schema['items'] === false || (schema['unevaluatedItems'] === false && schema['items'] === undefined),
    )
    .map(({ schema: { items, prefixItems, contains, minContains = 1 } }) => {
      const length = Array.isArray(prefixItems) ? prefixItems.length : 0;
      return items === undefined && contains !== undefined ? Math.max(length, Number(minContains)) : length;
    });
  return Math.min(Number.POSITIVE_INFINITY, ...lengths);
}

function lengthOf(
  mode: NodeSource['mode'],
  { min, max, nodeAt }: ItemRules,
  context: Context,
  wantsEmpty: boolean,
): number {
  if (wantsEmpty || mode === 'minimal' || max === 0 || isExhausted(nodeAt(min), context)) return min;
  // A recursive list would grow with every level.
  if (nodeAt(min).active > 0) return Math.min(max, Math.max(min, 1));
  if (mode === 'maximal') return Math.min(max, Math.max(min, 3));
  if (mode === 'boundary') return context.random.chance(0.5) ? min : Math.min(max, Math.max(min, longest));
  return Math.min(max, Math.max(min, context.random.between(1, 2)));
}

/** A list of this length, or a shorter valid one if unique items run out. */
function makeList(rules: ItemRules, length: number, context: Context, pointer: string): Json {
  const items: Json[] = [];
  const scalars = new Set<Json>();
  for (let index = 0; index < length; index++) {
    const item = nextItem(rules, items, scalars, context);
    if (item !== undefined) {
      items.push(item);
      scalars.add(item);
    } else if (items.length >= rules.min) break;
    else throw new Ungeneratable(pointer, `no ${rules.min} different items were found`);
  }
  return items;
}

/** Each item and each retry has its own stream, so that its content is independent of the others. */
function fromFork(node: Node, context: Context, salt: number): Json {
  const { random } = context;
  context.random = random.fork(salt);
  try {
    return node.generate(context);
  } finally {
    context.random = random;
  }
}

function nextItem(
  rules: ItemRules,
  items: readonly Json[],
  scalars: ReadonlySet<Json>,
  context: Context,
): Json | undefined {
  const node = rules.nodeAt(items.length);
  for (let attempt = 0; attempt < attempts; attempt++) {
    context.budget--;
    const item = fromFork(node, context, items.length * attempts + attempt);
    const isFree = typeof item === 'object' ? !items.some(other => isDeepStrictEqual(other, item)) : !scalars.has(item);
    if (!rules.unique || isFree) return item;
  }
  return undefined;
}
