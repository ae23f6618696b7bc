// `anyOf`, `oneOf`, and `if` with `then` and `else`: schemas that apply by choice or depending on the value.
// @see https://json-schema.org/draft/2020-12/json-schema-core#section-10.2

import { isObject } from '../base/json.ts';
import type { Json, JsonObject } from '../contract/openapi/document.ts';
import { parentPointer, pointerOfRef } from '../contract/openapi/pointer.ts';
import { type Alternative, type Condition, declaredNames, type Subschema } from '../contract/schema/keywords.ts';
import { labelBy } from './discriminator.ts';
import type { Facts } from './facts.ts';
import { type Context, type Generate, isExhausted, type Node, type NodeSource } from './node.ts';
import { Ungeneratable } from './subschema.ts';

/** The seed chooses a branch; if it is ungeneratable, the next one. */
export function chooseBranch(
  source: NodeSource,
  facts: Facts,
  { pointer, branches }: Alternative,
  settled: ReadonlySet<string>,
): Generate {
  const inner = new Set([...settled, pointer]);
  const nodes = branches.map(branch => source.node([...facts.parts, branch], inner));
  const labels = branches.map((branch, index) => labelOf(facts, pointer, branch, index));
  const labelled = labels.map((label, index) =>
    label === undefined ? nodes[index] : source.node([...facts.parts, branches[index] as Subschema, label], inner),
  );
  return context => {
    const start = source.mode === 'minimal' ? 0 : context.random.below(nodes.length);
    const inOrder = (list: readonly (Node | undefined)[]) =>
      list.map((_, index) => list[(start + index) % list.length] as Node);
    const plain = labels.every(label => label === undefined) ? [] : inOrder(nodes);
    return firstPossible(withGiven([...inOrder(labelled), ...plain], context), context, pointer);
  };
}

/** The discriminator's requirement for a branch. */
function labelOf({ parts }: Facts, pointer: string, { schema }: Subschema, index: number): Subschema | undefined {
  const holder = parts.find(part => part.pointer === parentPointer(pointer));
  const target = isObject(schema) ? pointerOfRef(schema['$ref']) : undefined;
  const found = target === undefined ? undefined : labelBy(holder?.schema['discriminator'], target);
  if (found === undefined) return undefined;
  const [member, label] = found;
  return {
    schema: { required: [member], properties: { [member]: { const: label } } },
    pointer: `${pointer}/${index}?${member}`,
  };
}

/** A persona's claims choose the branch that declares them. */
function withGiven(nodes: readonly Node[], { given }: Context): readonly Node[] {
  const names = Object.keys(given?.claims ?? {});
  if (names.length === 0) return nodes;
  const counts = new Map(nodes.map(node => [node, names.filter(name => declares(node, name)).length]));
  return nodes.toSorted((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0));
}

function declares(node: Node, name: string): boolean {
  try {
    return declaredNames(node.facts().parts).has(name);
  } catch (error) {
    if (error instanceof Ungeneratable) return false;
    throw error;
  }
}

/** Recursive branches come last. */
function firstPossible(nodes: readonly Node[], context: Context, pointer: string): ReturnType<Generate> {
  const exhausted = nodes.filter(node => isExhausted(node, context));
  const ordered = exhausted.length === 0 ? nodes : [...nodes.filter(node => !exhausted.includes(node)), ...exhausted];
  const { given, prior } = context;
  let failure: Ungeneratable | undefined;
  for (const node of ordered) {
    context.given = given;
    context.prior = prior;
    try {
      return node.generate(context);
    } catch (error) {
      if (!(error instanceof Ungeneratable)) throw error;
      failure ??= error;
    }
  }
  throw new Ungeneratable(pointer, `no branch can be generated${failure === undefined ? '' : `: ${failure.message}`}`);
}

const attempts = 6;

/**
 * Generates the value, evaluates the condition, and regenerates what its branch forbids: related claims come from one person
 * and mostly satisfy it as they are.
 */
export function followCondition(
  source: NodeSource,
  facts: Facts,
  condition: Condition,
  settled: ReadonlySet<string>,
): Generate {
  const inner = new Set([...settled, condition.pointer]);
  const base = source.node(facts.parts, inner);
  const holds = source.predicates.of(condition.when);
  const side = (branch: Subschema | undefined) =>
    branch && {
      fits: source.predicates.of(branch),
      node: source.node([...facts.parts, branch], inner),
      names: source.mode === 'minimal' || !isObject(branch.schema) ? [] : namesOf(branch.schema),
    };
  const whenTrue = side(condition.whenTrue);
  const whenFalse = side(condition.whenFalse);
  return context => {
    const { given } = context;
    let value = base.generate(context);
    for (let attempt = 0; attempt < attempts; attempt++) {
      const chosen = holds(value) ? whenTrue : whenFalse;
      const isComplete = attempt > 0 || chosen === undefined || !lacks(value, chosen.names);
      if (chosen === undefined || (isComplete && chosen.fits(value))) return value;
      context.given = given;
      context.prior = isObject(value) ? value : undefined;
      value = chosen.node.generate(context);
    }
    // A persona's claims take precedence; its file is checked when it is read.
    if (given !== undefined) return value;
    throw new Ungeneratable(condition.pointer, 'no value was found that satisfies the condition');
  };
}

function namesOf(schema: JsonObject): readonly string[] {
  return [...declaredNames([{ schema, pointer: '' }])];
}

function lacks(value: Json, names: readonly string[]): boolean {
  return isObject(value) && names.some(name => !Object.hasOwn(value, name));
}
