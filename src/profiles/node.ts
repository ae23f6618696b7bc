// What the generators of the types share: the state of one value in the making, and the node that makes a part of it.

import type { Json, JsonObject } from '../contract/openapi/document.ts';
import type { Subschema } from '../contract/schema/keywords.ts';
import type { Facts } from './facts.ts';
import { type Locale, localeOf } from './locale.ts';
import type { Person, SocialAccount } from './person.ts';
import type { Predicates } from './predicates.ts';
import { type Random, randomOf } from './random.ts';
import type { Variant } from './variants.ts';

/** The variants that are generated as they are; `drifted` is made from `documented`. */
export type Mode = Exclude<Variant, 'drifted'>;

/** The state of one value in the making. */
export interface Context {
  random: Random;
  readonly locale: Locale;
  /** Undefined for values that are nobody's profile, such as error bodies. */
  readonly person: Person | undefined;
  /** The account that the current item of a list is about. */
  account: SocialAccount | undefined;
  /** Claims to be taken as they are, and claims to leave out; for the next object only. */
  given: GivenClaims | undefined;
  /** Members to keep where they fit; for the next object only. */
  prior: JsonObject | undefined;
  /** How many more values may be generated before everything optional is left out. */
  budget: number;
}

/** The start of a value that is nobody's profile. */
export function nobodysContext(seed: string): Context {
  return {
    random: randomOf(seed),
    locale: localeOf('en'),
    person: undefined,
    account: undefined,
    given: undefined,
    prior: undefined,
    budget: fullBudget,
  };
}

/** More than any profile needs, so that only recursive schemas meet it. */
export const fullBudget = 2000;

/** What a persona says of its claims. */
export interface GivenClaims {
  readonly claims: JsonObject;
  readonly absent: ReadonlySet<string>;
}

/** Makes one value. @throws Ungeneratable */
export type Generate = (context: Context) => Json;

export interface Node {
  readonly pointer: string;
  /** @throws Ungeneratable where the schemas contradict each other */
  facts(): Facts;
  readonly generate: Generate;
  /** The same without regard to the person. */
  make: Generate;
  /** The attribute of the person, where the document names one and it fits; undefined where it does not. */
  readonly personal: ((context: Context) => Json | undefined) | undefined;
  /** How often this node is at work further up in the value: schemas may be recursive. */
  active: number;
}

/** Makes nodes; the same schemas give the same node. */
export interface NodeSource {
  readonly mode: Mode;
  readonly predicates: Predicates;
  /** `settled` names the keywords above that are decided already, and the special wish `empty`. */
  node(subschemas: readonly Subschema[], settled?: ReadonlySet<string>): Node;
}

/** The wish for the emptiest value that is valid: null, false, an empty string, list or object. */
export const empty = 'empty';

/** How deep a recursive schema is followed before its optional parts are left out. */
export const recursionLimit = 2;

/** Whether a node should not be entered again without need. */
export function isExhausted(node: Node, context: Context): boolean {
  return node.active >= recursionLimit || context.budget <= 0;
}
