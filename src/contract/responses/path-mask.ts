// How a JSON Pointer into a body is shown: with `*` for each name of a member that may be data, as in a map from e-mail
// addresses to people.

import { nearest } from '../../base/suggest.ts';
import { documentedNames } from '../openapi/describe-schema.ts';
import type { JsonObject } from '../openapi/document.ts';
import { joinPointer } from '../openapi/pointer.ts';
import { isNamed, stepsTo } from '../schema/for-value.ts';
import type { Part } from '../schema/keywords.ts';
import { createNameKeeper } from './claim-names.ts';
import type { ResponseContext } from './response-context.ts';

/** Decides for one body. Nothing is looked up before the first question. */
export interface PathMask {
  /** The pointer as it may be shown. */
  pathOf(instancePath: string): string;
  /** Whether the name of a member may be shown; `places` are the schemas of the object that has it. */
  shows(places: readonly Part[], holder: unknown, name: string): boolean;
}

/** @param schemaPointer schema of the body; undefined where the document has none */
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
  /** Names that the document has for some member of the object. */
  readonly documented: ReadonlySet<string>;
  /** Those that the object lacks: a name that is there already was hardly meant a second time. */
  readonly missing: readonly string[];
  /** Names in the object that the document does not have. */
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
