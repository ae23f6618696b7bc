// Masks JSON Pointers into a body: `*` replaces each member name that may be data, as in a map from email addresses to
// people.

import { nearest } from '../../base/suggest.ts';
import { documentedNames } from '../openapi/describe-schema.ts';
import type { JsonObject } from '../openapi/document.ts';
import { joinPointer } from '../openapi/pointer.ts';
import { isNamed, stepsTo } from '../schema/for-value.ts';
import type { Part } from '../schema/keywords.ts';
import { createNameKeeper } from './claim-names.ts';
import type { ResponseContext } from './response-context.ts';

/** For one body. Lazy. */
export interface PathMask {
  /** The masked pointer. */
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
