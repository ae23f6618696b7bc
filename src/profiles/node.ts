// Types of the generators: the state of a value in progress, and the nodes that generate its parts.

import type { Json, JsonObject } from '../contract/openapi/document.ts';
import type { Subschema } from '../contract/schema/keywords.ts';
import type { Facts } from './facts.ts';
import { type Locale, localeOf } from './locale.ts';
import type { Person, SocialAccount } from './person.ts';
import type { Predicates } from './predicates.ts';
import { type Random, randomOf } from './random.ts';
import type { Ungeneratable } from './subschema.ts';
import type { Variant } from './variants.ts';

/** Variants with their own generators; the others derive from `documented`. */
export type Mode = Exclude<Variant, 'drifted' | 'respelled'>;

/** State of one value in progress. */
export interface Context {
  random: Random;
  readonly locale: Locale;
  /** Undefined for values without a person, such as error bodies. */
  readonly person: Person | undefined;
  /** The account of the current list item. */
  account: SocialAccount | undefined;
  /** Fixed claims and claims to omit, for the next object only. */
  given: GivenClaims | undefined;
  /** Members to keep if they fit, for the next object only. */
  prior: JsonObject | undefined;
  /** Remaining number of values before optional parts are omitted. */
  budget: number;
  /** Records which optional members have a value; undefined outside of a proof. */
  readonly tried: Tried | undefined;
}

/** By the pointer of an optional member's schema: why it has no value, or undefined if it had one. */
export type Tried = Map<string, Ungeneratable | undefined>;

/** The initial state of a value without a person. */
export function nobodysContext(seed: string): Context {
  return {
    random: randomOf(seed),
    locale: localeOf('en'),
    person: undefined,
    account: undefined,
    given: undefined,
    prior: undefined,
    budget: fullBudget,
    tried: undefined,
  };
}

/** More than any profile needs, so that only recursive schemas reach it. */
export const fullBudget = 2000;

/** A persona's claims. */
export interface GivenClaims {
  readonly claims: JsonObject;
  readonly absent: ReadonlySet<string>;
}

/** @throws Ungeneratable */
export type Generate = (context: Context) => Json;

export interface Node {
  readonly pointer: string;
  /** @throws Ungeneratable for contradicting schemas */
  facts(): Facts;
  readonly generate: Generate;
  /** Ignores the person. */
  make: Generate;
  /** The person's attribute, if the document names one; undefined values do not fit. */
  readonly personal: ((context: Context) => Json | undefined) | undefined;
  /** Number of active calls: schemas may be recursive. */
  active: number;
}

/** The same schemas give the same node. */
export interface NodeSource {
  readonly mode: Mode;
  readonly predicates: Predicates;
  /** @param settled keywords that are already decided, and the wish `empty` */
  node(subschemas: readonly Subschema[], settled?: ReadonlySet<string>): Node;
}

/** The wish for the emptiest valid value: null, false, an empty string, array or object. */
export const empty = 'empty';

/** Depth of a recursive schema at which its optional parts are omitted. */
const recursionLimit = 2;

/** Whether to avoid entering a node again. */
export function isExhausted(node: Node, context: Context): boolean {
  return node.active >= recursionLimit || context.budget <= 0;
}
