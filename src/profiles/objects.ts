// Objects: declared members in the document's order, then others that are required or allowed.

import type { Json, JsonObject } from '../contract/openapi/document.ts';
import type { Predicate } from '../contract/openapi/quick-checks.ts';
import { inheritedLabels } from './discriminator.ts';
import type { Facts } from './facts.ts';
import { type Member, type MemberRules, memberRules } from './member-rules.ts';
import { type Context, empty, type Generate, isExhausted, type Node, type NodeSource } from './node.ts';
import { type Random, saltOf } from './random.ts';
import { Ungeneratable } from './subschema.ts';
import { parsed } from './texts.ts';

interface Slot extends Member {
  readonly node: Node;
  readonly salt: number;
  readonly personal: Node['personal'];
  /** What a discriminator wants it to be. */
  readonly label: string | undefined;
  /** Whether to keep a value when only part of the object is regenerated. */
  fits: Predicate;
}

/** @throws Ungeneratable for contradicting limits */
export function compileObject(source: NodeSource, facts: Facts, wantsEmpty: boolean): Generate {
  const rules = memberRules(facts.parts, source.mode, wantsEmpty, facts.pointer);
  const labels = inheritedLabels(facts.parts);
  const slots = rules.members
    .filter(({ included }) => included)
    .map(member => slotOf(source, member, wantsEmpty, labels.get(member.name)));
  const required = slots.filter(slot => slot.required).length;
  const extras = extraCount(source.mode, rules, slots.length, wantsEmpty);
  const template = JSON.parse(JSON.stringify(Object.fromEntries(slots.map(({ name }) => [name, null])))) as JsonObject;
  const addExtras = extraNames(source, rules, facts.pointer);
  return context => {
    const { given, prior } = context;
    context.given = undefined;
    context.prior = undefined;
    // Copying an object that has every member is several times faster than adding them one by one.
    const result: Record<string, Json> = { ...template };
    let optionalLeft = rules.max - required;
    for (const slot of slots) {
      if (given?.absent.has(slot.name) || (!slot.required && (optionalLeft <= 0 || isExhausted(slot.node, context)))) {
        delete result[slot.name];
        continue;
      }
      const value = memberOrNot(slot, context, given?.claims, prior);
      if (value === undefined) {
        delete result[slot.name];
        continue;
      }
      if (!slot.required) optionalLeft--;
      put(result, slot.name, value);
    }
    const missing = rules.min === 0 ? 0 : rules.min - Object.keys(result).length;
    if (missing > 0 || extras > 0) addExtras(context, result, Math.max(extras, missing));
    return result;
  };
}

function slotOf(source: NodeSource, member: Member, wantsEmpty: boolean, label: string | undefined): Slot {
  const isEmpty = member.empty || wantsEmpty;
  const node = source.node(member.schemas, new Set(isEmpty ? [empty] : []));
  let check: Predicate | undefined;
  const fits = (value: Json) => {
    check ??= source.predicates.ofAll(node.facts().parts);
    return check(value);
  };
  return { ...member, node, personal: node.personal, label, salt: saltOf(member.name), fits };
}

/** Undefined for an optional member without a valid value; an invalid extension is an error. */
function memberOrNot(
  slot: Slot,
  context: Context,
  given: JsonObject | undefined,
  prior: JsonObject | undefined,
): Json | undefined {
  if (slot.required) return memberValue(slot, context, given, prior);
  const { tried } = context;
  const { pointer } = slot.node;
  try {
    const value = memberValue(slot, context, given, prior);
    tried?.set(pointer, undefined);
    return value;
  } catch (error) {
    if (!(error instanceof Ungeneratable) || /\/x-[a-z]+$/u.test(error.pointer)) throw error;
    if (tried?.has(pointer) === false) tried.set(pointer, error);
    return undefined;
  }
}

function memberValue(slot: Slot, context: Context, given: JsonObject | undefined, prior: JsonObject | undefined): Json {
  const { name } = slot;
  if (given !== undefined && Object.hasOwn(given, name)) return given[name] as Json;
  const kept = prior !== undefined && Object.hasOwn(prior, name) ? prior[name] : undefined;
  // With one schema, it is the schema that the value was generated from.
  if (kept !== undefined && (slot.schemas.length === 1 || slot.fits(kept))) return kept;
  if (slot.label !== undefined && slot.fits(slot.label)) return slot.label;
  const personal = slot.personal === undefined ? undefined : slot.personal(context);
  return personal === undefined ? generateApart(slot, context) : personal;
}

/** Its own stream, so that a new member changes no other. */
function generateApart({ node, salt }: Slot, context: Context): Json {
  const { random } = context;
  context.random = random.fork(salt);
  context.budget--;
  try {
    return node.make(context);
  } finally {
    context.random = random;
  }
}

function extraCount(mode: NodeSource['mode'], rules: MemberRules, declared: number, wantsEmpty: boolean): number {
  const room = rules.max - declared;
  if (!rules.open || room <= 0 || wantsEmpty || mode === 'minimal' || mode === 'sdk') return 0;
  if (mode === 'additive') return Math.min(room, 2);
  if (declared > 0 || !rules.isMap) return 0;
  return Math.min(room, mode === 'maximal' ? 3 : 1);
}

/** Adds members to an object. @throws Ungeneratable without allowed names */
type AddExtras = (context: Context, object: Record<string, Json>, count: number) => void;

/** Plausible future names; none is one of OpenID Connect or Autodesk's. */
const undocumented = ['beta_features', 'experience_level', 'preferred_theme', 'x_trace', 'seats', 'onboarding', 'née'];
const attempts = 40;

function extraNames(source: NodeSource, rules: MemberRules, pointer: string): AddExtras {
  const isAllowed = (name: string) =>
    !rules.members.some(member => member.name === name) &&
    !rules.schemasOf(name).some(({ schema }) => schema === false) &&
    rules.names.every(subschema => source.predicates.of(subschema)(name));
  return (context, object, count) => {
    for (let added = 0; added < count; added++) {
      const name = nextName(
        source,
        rules,
        context,
        candidate => isAllowed(candidate) && !Object.hasOwn(object, candidate),
      );
      if (name === undefined) {
        if (source.mode === 'additive' && Object.keys(object).length >= rules.min) return;
        throw new Ungeneratable(pointer, 'no name was found for one more member');
      }
      const schemas = rules.schemasOf(name);
      put(
        object,
        name,
        schemas.length === 0 ? anything(context.random) : source.node(schemas, new Set()).generate(context),
      );
    }
  };
}

function nextName(
  source: NodeSource,
  rules: MemberRules,
  context: Context,
  isFree: (name: string) => boolean,
): string | undefined {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const name = candidate(source, rules, context, attempt);
    if (isFree(name)) return name;
  }
  // Required additional names are omitted optional members.
  return rules.members.find(
    ({ name, required, schemas }) => !required && !schemas.some(({ schema }) => schema === false) && isFree(name),
  )?.name;
}

function candidate(source: NodeSource, rules: MemberRules, context: Context, attempt: number): string {
  const { random } = context;
  const pattern = rules.patterns[attempt % Math.max(1, rules.patterns.length)];
  if (pattern !== undefined && attempt % 2 === 0) {
    return parsed(pattern, rules.pointer).generate(random, { extra: 1 + attempt, exactly: false, wide: false });
  }
  if (rules.names.length > 0) {
    const name = source
      .node([...rules.names, { schema: { type: 'string' }, pointer: '' }], new Set())
      .generate(context);
    if (typeof name === 'string') return name;
  }
  return attempt < undocumented.length
    ? (undocumented[(random.below(undocumented.length) + attempt) % undocumented.length] ?? '')
    : `x_${random.string('abcdefghijklmnopqrstuvwxyz', 6)}`;
}

function anything(random: Random): Json {
  return random.pick<Json>([
    'expert',
    '',
    true,
    3,
    null,
    [],
    ['a', 'b'],
    { since: 2025, tags: ['new'] },
    'ünïcödé',
    -1.5,
  ]);
}

/** Sets a member of any name, also `__proto__`. */
function put(object: Record<string, Json>, name: string, value: Json): void {
  if (name !== '__proto__') object[name] = value;
  else Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
}
