// Claims from an attribute of the person (`x-person`), if it fits the schema.

import { suggest } from '../base/suggest.ts';
import type { Json } from '../contract/openapi/document.ts';
import type { Part } from '../contract/schema/keywords.ts';
import { anotherSocialAccount } from './account.ts';
import { type Attribute, attributeNames, attributeOf, momentAs, type Read } from './attributes.ts';
import type { Facts } from './facts.ts';
import { itemRules } from './lists.ts';
import type { Context, NodeSource } from './node.ts';
import { strings, Ungeneratable } from './subschema.ts';
import { limitTextFor } from './texts.ts';

export type Personal = (context: Context) => Json | undefined;

/** The attribute of these schemas. @throws Ungeneratable for an unknown name */
export function namedAttribute(parts: readonly Part[]): Attribute | undefined {
  const part = parts.find(({ schema }) => schema['x-person'] !== undefined);
  if (part === undefined) return undefined;
  const name = part.schema['x-person'];
  const attribute = typeof name === 'string' ? attributeOf(name) : undefined;
  if (attribute === undefined) throw unknownAttribute(part, String(name));
  return attribute;
}

function unknownAttribute({ pointer }: Part, name: string): Ungeneratable {
  const advice = suggest(name, attributeNames());
  return new Ungeneratable(`${pointer}/x-person`, `a person has no attribute "${name}". ${advice}`);
}

export function compilePersonal(source: NodeSource, facts: Facts, attribute: Attribute): Personal {
  if (attribute.known === 'socialAccounts') return socialAccounts(source, facts);
  const fits = source.predicates.ofAll(facts.parts, formatsOf(attribute, facts));
  const read = renderedRead(attribute, facts);
  const usual: Personal = context => {
    const { person, account } = context;
    const value = person === undefined ? undefined : read(person, account);
    return value !== undefined && fits(value) ? value : undefined;
  };
  if (source.mode !== 'boundary' || !attribute.isText) return usual;
  return context => {
    const random = context.random.fork(hashed(facts.pointer));
    const limit = random.chance(0.4) ? limitTextFor(random, facts) : undefined;
    return limit !== undefined && fits(limit) ? limit : usual(context);
  };
}

function hashed(pointer: string): number {
  let hash = 7;
  for (let index = 0; index < pointer.length; index++) hash = (Math.imul(hash, 31) + pointer.charCodeAt(index)) | 0;
  return hash;
}

function formatsOf(attribute: Attribute, facts: Facts): ReadonlySet<string> {
  if (!attribute.isMoment) return attribute.formats;
  return new Set(facts.types.has('string') ? ['date-time', 'iso-date-time', 'date'] : []);
}

function renderedRead(attribute: Attribute, facts: Facts): Read {
  const { read, isMoment } = attribute;
  if (!isMoment) return read;
  const wantsNumber = facts.types.has('number') && facts.types.size < 6;
  const kind = wantsNumber ? 'seconds' : strings(facts.parts, 'format').includes('date') ? 'date' : 'date-time';
  return person => momentAs(kind, Number(read(person, undefined)));
}

/** One item for each account of the person, each generated from its own schema. */
function socialAccounts(source: NodeSource, facts: Facts): Personal {
  if (!facts.types.has('array')) return () => undefined;
  const rules = itemRules(source, facts, false);
  // Length and items are correct by construction; other requirements need a check.
  const isFree = facts.guarded.length === 0 && rules.contained === 0;
  const fits = isFree ? () => true : source.predicates.ofAll(facts.parts);
  return context => {
    const { person, account } = context;
    if (person === undefined) return undefined;
    const wanted = source.mode === 'minimal' ? 0 : person.socialAccounts.length;
    const length = Math.min(rules.max, Math.max(rules.min, wanted));
    const items: Json[] = [];
    for (let index = 0; index < length; index++) {
      context.account = person.socialAccounts[index] ?? anotherSocialAccount(context.random);
      items.push(rules.nodeAt(index).generate(context));
    }
    context.account = account;
    return fits(items) ? items : undefined;
  };
}
