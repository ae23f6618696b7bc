// The variant `drifted`: a documented profile with one claim broken in one way, as a service that changed without notice.

import { KitError } from '../base/errors.ts';
import { isObject } from '../base/json.ts';
import type { ApiDocument, Json } from '../contract/openapi/document.ts';
import { joinPointer } from '../contract/openapi/pointer.ts';
import type { Part } from '../contract/schema/keywords.ts';
import { type Facts, factsOf, type TypeName } from './facts.ts';
import { memberRules } from './member-rules.ts';
import type { Node } from './node.ts';
import type { Random } from './random.ts';
import { numbers, partsOf, strings, Ungeneratable } from './subschema.ts';
import type { SchemaTarget } from './ungeneratable.ts';

/** Breaks claims in the one way that the random stream chooses; `pointer` is the place. */
export type Drift = (claims: Json, random: Random) => { readonly claims: Json; readonly pointer: string };

/** Finds what can be broken. The result throws ERR_PROFILE_UNGENERATABLE where the schema accepts every value. */
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
        hint: 'Ask for another variant, or say more in the schema.',
        data: { pointer: schemaPointer },
      },
    );
  };
}

function rotated<T>(items: readonly T[], random: Random): readonly T[] {
  const start = items.length === 0 ? 0 : random.below(items.length);
  return [...items.slice(start), ...items.slice(0, start)];
}

/** The value with one part changed; undefined where that part is not there, or the change does not apply to it. */
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

/** Turns a value into a wrong one; undefined takes it away. */
type Change = (value: Json | undefined) => Json | undefined;

/** The ways to break one claim. Some may leave it valid after all: the caller checks. */
interface ClaimChanges {
  /** The way to the claim, member by member. */
  readonly tokens: readonly string[];
  readonly changes: readonly Change[];
}

/** The ways to break the profile as a whole. */
const whole: ClaimChanges = { tokens: [], changes: [() => [], () => null, () => 'profile', () => 0] };

const deepest = 3;

/** The ways to break each declared claim of an object with these schemas, and the claims within it. */
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

/** A value of each type, as drift looks: a number in quotes, a flag as a word, a list where there was one thing. */
const ofAnotherType: Readonly<Record<TypeName, Change>> = {
  null: () => null,
  string: value => (value === null || typeof value === 'object' ? 'none' : String(value)),
  number: value => (value === true ? 1 : typeof value === 'string' && value !== '' ? value.length : 0),
  boolean: () => true,
  array: value => (value === undefined ? [] : [value]),
  object: value => (value === undefined ? {} : { value }),
};

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
