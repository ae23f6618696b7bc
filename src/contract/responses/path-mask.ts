// Decides which member names may be stored. Documented names are not secret; others may be data, as in a map from email
// addresses to people.

import { nearest } from '../../base/suggest.ts';
import { documentedNames } from '../openapi/describe-schema.ts';
import type { JsonObject } from '../openapi/document.ts';
import { joinPointer } from '../openapi/pointer.ts';
import { isNamed, stepsTo } from '../schema/for-value.ts';
import type { Part } from '../schema/keywords.ts';
import type { ResponseContext } from './response-context.ts';

export interface NameKeeper {
  /** @param siblings all undocumented names of its object */
  keeps(name: string, siblings: readonly string[]): boolean;
}

// More undocumented names in one object are the keys of a map.
const mostNames = 20;

/**
 * Keeps an undocumented name if it looks like an identifier, and neither it nor a word of it occurs in a value of the same
 * body: a map from user names to people has such names.
 */
export function createNameKeeper(body: unknown): NameKeeper {
  let words: ReadonlySet<string> | undefined;
  return {
    keeps(name, siblings) {
      if (siblings.length > mostNames || !isIdentifier(name)) return false;
      words ??= new Set(wordsIn(body));
      const known = words;
      return [name, ...partsOf(name)].every(part => !known.has(part.toLowerCase()));
    },
  };
}

/** Starts with a small letter, without long or many numbers, unlike ids, tokens and codes. */
function isIdentifier(name: string): boolean {
  return /^[a-z][A-Za-z0-9_-]{0,39}$/u.test(name) && !/\d{4}|[A-Z]{4}|(?:\d\D+){2}\d/u.test(name);
}

/** `shoeSize` and `shoe_size` are both `shoe` and `size`; short words occur in any text. */
function partsOf(name: string): readonly string[] {
  return name.split(/[_-]|(?<=[a-z0-9])(?=[A-Z])/u).filter(part => part.length > 3);
}

function* wordsIn(value: unknown): Generator<string> {
  if (typeof value === 'string') {
    yield value.toLowerCase();
    yield* value.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  } else if (typeof value === 'object' && value !== null) {
    for (const member of Object.values(value)) yield* wordsIn(member);
  }
}

// Masks JSON Pointers into a body: `*` replaces each member name that may be data, as in a map from email addresses to
// people.

/** For one body. Lazy. */
export interface PathMask {
  pathOf(instancePath: string): string;
  /** Whether to show a member name; `places` are the schemas of its object. */
  shows(places: readonly Part[], holder: unknown, name: string): boolean;
}

/** @param schemaPointer schema of the body; undefined if it is undocumented */
export function createPathMask(
  { document: { root }, showValues }: Pick<ResponseContext, 'document' | 'showValues'>,
  schemaPointer: string | undefined,
  body: unknown,
): PathMask {
  const keeper = createNameKeeper(body);
  const known = new WeakMap<object, HolderNames>();
  const namesIn = (places: readonly Part[], holder: object): HolderNames => {
    const names = known.get(holder) ?? readNames(root, places, holder);
    known.set(holder, names);
    return names;
  };
  const shows: PathMask['shows'] = (places, holder, name) => {
    if (showValues || isNamed(places, name)) return true;
    if (typeof holder !== 'object' || holder === null) return false;
    const { documented, missing, others } = namesIn(places, holder);
    return documented.has(name) || nearest(name, missing) !== undefined || keeper.keeps(name, others);
  };
  const pathOf = (instancePath: string): string => {
    if (showValues) return instancePath;
    const tokens = stepsTo(root, schemaPointer, body, instancePath).map(({ token, holder, holderPlaces }) =>
      Array.isArray(holder) || shows(holderPlaces, holder, token) ? token : '*',
    );
    return joinPointer('', ...tokens);
  };
  return { pathOf, shows };
}

interface HolderNames {
  /** Names of documented members. */
  readonly documented: ReadonlySet<string>;
  /** Those that the object lacks: a present name is no misspelling of itself. */
  readonly missing: readonly string[];
  /** Undocumented names of the object. */
  readonly others: readonly string[];
}

function readNames(root: JsonObject, places: readonly Part[], holder: object): HolderNames {
  const documented = new Set(places.flatMap(({ schema }) => [...documentedNames(root, schema)]));
  return {
    documented,
    missing: [...documented].filter(name => !Object.hasOwn(holder, name)),
    others: Object.keys(holder).filter(name => !documented.has(name)),
  };
}
