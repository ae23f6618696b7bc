// Finds undocumented members of a body, at every depth.

import { isObject } from '../../base/json.ts';
import { suggest } from '../../base/suggest.ts';
import { describeValue } from '../findings/describe-value.ts';
import type { UnplacedFinding } from '../findings/finding.ts';
import { documentedNames } from '../openapi/describe-schema.ts';
import { joinPointer } from '../openapi/pointer.ts';
import { isNamed, itemPointers, memberPointers, schemasFor } from '../schema/for-value.ts';
import type { Part } from '../schema/keywords.ts';
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
  const findings = new Map<string, UnplacedFinding>();
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
    const undocumented: Member[] = [];
    for (const [name, member] of Object.entries(node)) {
      if ((typeof member !== 'object' || member === null) && isNamed(places, name)) continue;
      const below = memberPointers(places, name);
      visit(below, member, joinPointer(at, name));
      if (below.length === 0) undocumented.push([name, member]);
    }
    if (!place || undocumented.length === 0) return;
    const shownAt = mask.pathOf(at);
    for (const finding of findingsOf({ context, mask, places, place, node, at: shownAt }, undocumented)) {
      const key = `${place.pointer} ${finding.instancePath?.slice(shownAt.length)}`;
      if (!findings.has(key)) findings.set(key, finding);
    }
  };
  visit([schemaPointer], value, '');
  return [...findings.values()];
}

/** A schema without any member, such as a bare `type: object`, documents none. */
function documentsMembers({ schema }: Part): boolean {
  return isObject(schema['properties']) || isObject(schema['patternProperties']);
}

type Member = readonly [name: string, value: unknown];

interface Holder {
  readonly context: ClaimContext;
  readonly mask: PathMask;
  readonly places: readonly Part[];
  readonly place: Part;
  readonly node: object;
  /** Masked pointer. */
  readonly at: string;
}

/** One finding for each member whose name is a name, and one for all whose names may be data. */
function findingsOf(
  { context, mask, places, place, node, at }: Holder,
  members: readonly Member[],
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
  const unnamed: unknown[] = [];
  const findings: UnplacedFinding[] = [];
  for (const [name, member] of members) {
    if (!mask.shows(places, node, name)) {
      unnamed.push(member);
      continue;
    }
    const instancePath = joinPointer(at, name);
    findings.push({
      ...common,
      message: `${instancePath} is not documented.`,
      hint: suggest(name, missing, documented),
      instancePath,
      actual: describeValue(member),
      actualValue: showValues ? member : undefined,
    });
  }
  return unnamed.length === 0 ? findings : [...findings, { ...common, ...unnamedWords(at, unnamed), instancePath: at }];
}

function unnamedWords(
  at: string,
  [first, ...more]: readonly unknown[],
): Pick<UnplacedFinding, 'message' | 'hint' | 'actual'> {
  const what = more.length === 0 ? 'a member that is' : `${more.length + 1} members that are`;
  return {
    message: `${at === '' ? 'The body' : at} has ${what} undocumented; names that may be data are not shown.`,
    hint: 'Use showValues, or --show-values for a local server, to show them.',
    actual: describeValue(first),
  };
}
