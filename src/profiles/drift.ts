// The variant `drifted`: a documented profile with one claim broken, like a service that changed without notice.

import { KitError } from '../base/errors.ts';
import { isObject } from '../base/json.ts';
import type { ApiDocument, Json } from '../contract/openapi/document.ts';
import { joinPointer } from '../contract/openapi/pointer.ts';
import type { Part } from '../contract/schema/keywords.ts';
import { type Facts, factsOf, type TypeName } from './facts.ts';
import type { SchemaTarget } from './generate-value.ts';
import { memberRules } from './member-rules.ts';
import type { Node } from './node.ts';
import type { Random } from './random.ts';
import { numbers, partsOf, strings, Ungeneratable } from './subschema.ts';

/** Breaks one claim, chosen by the random stream; `pointer` is its place. */
export type Drift = (claims: Json, random: Random) => { readonly claims: Json; readonly pointer: string };

/** @throws ERR_PROFILE_UNGENERATABLE from the result if the schema accepts every value */
export function createDrift(root: Node, { document, validators, schemaPointer }: SchemaTarget): Drift {
  const claims = changesOf(document, root.facts().parts);
  const validator = validators.get(schemaPointer);
  return (value, random) => {
    for (const { tokens, changes } of [...rotated(claims, random), whole]) {
      for (const change of rotated(changes, random)) {
        const broken = changed(value, tokens, change);
        if (broken === undefined || validator.isValid(broken)) continue;
        return { claims: broken, pointer: joinPointer('', ...tokens) };
      }
    }
    throw new KitError(
      'ERR_PROFILE_UNGENERATABLE',
      `Nothing can be broken in #${schemaPointer}: it accepts every value.`,
      {
        hint: 'Use another variant, or make the schema stricter.',
        data: { pointer: schemaPointer },
      },
    );
  };
}

function rotated<T>(items: readonly T[], random: Random): readonly T[] {
  const start = items.length === 0 ? 0 : random.below(items.length);
  return [...items.slice(start), ...items.slice(0, start)];
}

/** The value with one part changed; undefined if that is not possible. */
function changed(value: Json, [token, ...rest]: readonly string[], change: Change): Json | undefined {
  if (token === undefined) return change(value);
  if (!isObject(value)) return undefined;
  const present = Object.hasOwn(value, token);
  if (rest.length > 0) {
    const inner = present ? changed(value[token] as Json, rest, change) : undefined;
    return inner === undefined ? undefined : { ...value, [token]: inner };
  }
  const broken = change(present ? (value[token] as Json) : undefined);
  if (broken !== undefined) return { ...value, [token]: broken };
  const { [token]: _removed, ...others } = value;
  return present ? others : undefined;
}

/** Makes a value wrong; undefined removes it. */
type Change = (value: Json | undefined) => Json | undefined;

/** Changes of one claim. Some may leave it valid: the caller checks. */
interface ClaimChanges {
  /** Path of the claim. */
  readonly tokens: readonly string[];
  readonly changes: readonly Change[];
}

/** Changes of the whole profile. */
const whole: ClaimChanges = { tokens: [], changes: [() => [], () => null, () => 'profile', () => 0] };

const deepest = 3;

/** Changes of each declared claim of an object, and of the claims within it. */
function changesOf(
  document: ApiDocument,
  parts: readonly Part[],
  path: readonly string[] = [],
): readonly ClaimChanges[] {
  if (path.length >= deepest) return [];
  const { members, open } = memberRules(parts, 'documented', false, '');
  const added: ClaimChanges = { tokens: [...path, 'undocumented'], changes: [() => true] };
  const declared = members.flatMap(({ name, schemas, required }) => {
    const facts = possibleFacts(() => factsOf(partsOf(document, schemas), ''));
    if (facts === undefined) return [];
    const tokens = [...path, name];
    const changes = [...waysToBreak(facts), ...(required ? [gone] : [])];
    return [{ tokens, changes }, ...(facts.types.has('object') ? changesOf(document, facts.parts, tokens) : [])];
  });
  return open ? declared : [...declared, added];
}

const gone: Change = () => undefined;

function possibleFacts(read: () => Facts): Facts | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof Ungeneratable) return undefined;
    throw error;
  }
}

/** Typical drift of each type: a number in quotes, a flag as a word, an array instead of a value. */
const ofAnotherType: Readonly<Record<TypeName, Change>> = {
  null: () => null,
  string: value => (value === null || typeof value === 'object' ? 'none' : String(value)),
  number: value => (value === true ? 1 : typeof value === 'string' && value !== '' ? value.length : 0),
  boolean: () => true,
  array: value => (value === undefined ? [] : [value]),
  object: value => (value === undefined ? {} : { value }),
};

/** Ways of breaking a named claim. */
export const driftKinds = ['text', 'number', 'boolean', 'null', 'list', 'object', 'missing'] as const;

const named: Readonly<Record<(typeof driftKinds)[number], Change>> = {
  text: ofAnotherType.string,
  number: ofAnotherType.number,
  boolean: ofAnotherType.boolean,
  null: ofAnotherType.null,
  list: ofAnotherType.array,
  object: ofAnotherType.object,
  missing: gone,
};

/** A profile with one claim broken in a certain way. @param how a claim and a kind: `email_verified=text` */
export function breakClaim(claims: Json, how: string): Json {
  const [name = '', kind = ''] = how.split('=');
  const change = named[kind as keyof typeof named];
  return changed(claims, name.split('/'), change) ?? claims;
}

function waysToBreak(facts: Facts): readonly Change[] {
  const denied = (Object.keys(ofAnotherType) as readonly TypeName[]).filter(type => !facts.types.has(type));
  const retyped = denied.map(type => onlyIfPresent(ofAnotherType[type]));
  return [...retyped, ...wrongTexts(facts), ...wrongNumbers(facts)];
}

function onlyIfPresent(change: Change): Change {
  return value => (value === undefined ? undefined : change(value));
}

function wrongTexts({ parts, types, enumerated }: Facts): readonly Change[] {
  if (!types.has('string')) return [];
  const wrong = strings(parts, 'format').map(format => `not a valid ${format}`);
  if (enumerated !== undefined) wrong.push('UNDOCUMENTED');
  if (strings(parts, 'pattern').length > 0) wrong.push('?', '!\u00a0~');
  if (numbers(parts, 'minLength').some(length => length > 0)) wrong.push('');
  const tooLong = numbers(parts, 'maxLength').filter(length => length <= 10_000);
  return [...wrong, ...tooLong.map(length => 'x'.repeat(length + 1))].map(text => onlyIfPresent(() => text));
}

function wrongNumbers({ parts, types, integer }: Facts): readonly Change[] {
  if (!types.has('number')) return [];
  const below = numbers(parts, 'minimum').map(limit => limit - 1);
  const above = numbers(parts, 'maximum').map(limit => limit + 1);
  const wrong = [...below, ...above, ...(integer ? [0.5] : [])];
  return wrong.map(number => onlyIfPresent(() => number));
}
