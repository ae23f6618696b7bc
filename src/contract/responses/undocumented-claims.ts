// Finds undocumented members of a body, at every depth.

import { isObject, type JsonObject } from '../../base/json.ts';
import { suggest } from '../../base/suggest.ts';
import type { UnplacedFinding } from '../findings/finding.ts';
import { describeValue } from '../findings/safe-text.ts';
import { documentedNames } from '../openapi/describe-schema.ts';
import { joinPointer } from '../openapi/pointer.ts';
import { isNamed, itemPointers, memberPointers, schemasFor } from '../schema/for-value.ts';
import { otherMembers, type Part } from '../schema/keywords.ts';
import { FindingList } from './finding-list.ts';
import { createPathMask, type PathMask } from './path-mask.ts';
import type { ResponseContext } from './response-context.ts';

export type ClaimContext = Pick<ResponseContext, 'document' | 'pathInFile' | 'showValues'>;

/**
 * One warning for each undocumented member; of an array's items, for the first one with it.
 *
 * @param mask how pointers into the value are shown, where that is settled already
 */
export function findUndocumentedClaims(
  context: ClaimContext,
  schemaPointer: string,
  value: unknown,
  mask: PathMask = createPathMask(context, schemaPointer, value),
): readonly UnplacedFinding[] {
  const { root } = context.document;
  const list = new FindingList();
  const told = new Set<string>();
  const seen = new Map<string, Set<string>>();
  let looked = 0;
  const visit = (pointers: readonly string[], node: unknown, at: string): void => {
    if (pointers.length === 0 || typeof node !== 'object' || node === null) return;
    const places = schemasFor(root, pointers, node);
    if (Array.isArray(node)) {
      node.forEach((item, index) => {
        visit(itemPointers(places, index), item, joinPointer(at, index));
      });
      return;
    }
    const place = places.find(documentsMembers);
    const known = seen.get(place?.pointer ?? '') ?? new Set<string>();
    if (place) seen.set(place.pointer, known);
    const undocumented: string[] = [];
    for (const [name, member] of Object.entries(node)) {
      const isDeep = typeof member === 'object' && member !== null;
      const isKnown = isNamed(places, name);
      if (isKnown && !isDeep) continue;
      const below = isKnown || places.some(part => otherMembers(part).length > 0) ? memberPointers(places, name) : [];
      if (isDeep) visit(below, member, joinPointer(at, name));
      if (below.length === 0 && place && !known.has(name)) undocumented.push(name);
    }
    if (!place || undocumented.length === 0) return;
    for (const name of undocumented) known.add(name);
    looked += undocumented.length;
    if (looked - undocumented.length >= mostLookedAt) {
      list.skip(undocumented.length);
      return;
    }
    const shownAt = mask.pathOf(at);
    for (const finding of findingsOf(
      { context, mask, places, place, node: node as JsonObject, at: shownAt },
      undocumented,
    )) {
      const key = `${place.pointer} ${finding.instancePath?.slice(shownAt.length)}`;
      if (!told.has(key)) list.add(() => finding);
      told.add(key);
    }
  };
  visit([schemaPointer], value, '');
  return list.all();
}

/** Undocumented members that are looked at in an answer; the rest is counted, since a hostile one may have 100,000. */
const mostLookedAt = 500;

/** A schema that names no member at all, such as a bare `type: object`, leaves nothing to compare with. */
function documentsMembers({ schema }: Part): boolean {
  return isObject(schema['properties']) || isObject(schema['patternProperties']);
}

/** An object that has undocumented members. */
interface Holder {
  readonly context: ClaimContext;
  readonly mask: PathMask;
  readonly places: readonly Part[];
  readonly place: Part;
  readonly node: JsonObject;
  /** As it may be shown. */
  readonly at: string;
}

/** One finding for each member whose name is a name, and one for all whose names may be data. */
function findingsOf(
  { context, mask, places, place, node, at }: Holder,
  names: readonly string[],
): readonly UnplacedFinding[] {
  const { document, pathInFile, showValues } = context;
  const documented = [...new Set(places.flatMap(({ schema }) => [...documentedNames(document.root, schema)]))];
  // A present name is no misspelling of itself.
  const missing = documented.filter(known => !Object.hasOwn(node, known));
  const common = {
    code: 'response/undocumented-claim' as const,
    schemaPath: pathInFile(joinPointer(place.pointer, 'properties')),
    expected: 'a documented member',
  };
  const shown = names.slice(0, mostLookedAt).filter(name => mask.shows(places, node, name));
  const findings = shown.map(name => {
    const [instancePath, member] = [joinPointer(at, name), node[name]];
    return {
      ...common,
      message: `${instancePath} is not documented.`,
      hint: suggest(name, missing, documented),
      instancePath,
      actual: describeValue(member),
      actualValue: showValues ? member : undefined,
    };
  });
  const unnamed = names.length - shown.length;
  const first = node[names.find(name => !shown.includes(name)) ?? ''];
  return unnamed === 0 ? findings : [...findings, { ...common, ...unnamedWords(at, unnamed, first), instancePath: at }];
}

function unnamedWords(at: string, count: number, first: unknown): Pick<UnplacedFinding, 'message' | 'hint' | 'actual'> {
  const what = count === 1 ? 'a member that is' : `${count} members that are`;
  return {
    message: `${at === '' ? 'The body' : at} has ${what} undocumented; names that may be data are not shown.`,
    hint: 'Use showValues, or --show-values for a local server, to show them.',
    actual: describeValue(first),
  };
}
