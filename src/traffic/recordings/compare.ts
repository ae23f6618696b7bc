// The comparer of diff and drift: two sides of the same place of a body, and of all that is inside of it. One side is what
// a document says or what was seen; what a difference weighs is for the rules of either command to say.

import type { FindingCode, FindingDetails, Severity } from '../../contract/findings/finding.ts';
import { joinPointer } from '../../contract/openapi/pointer.ts';
import { maximumDepth } from '../../contract/responses/read-json.ts';

export type ReportDifference = (code: FindingCode, details: Omit<FindingDetails, 'where'>) => void;

export interface Difference extends Pick<FindingDetails, 'hint' | 'expected' | 'actual'> {
  readonly code: FindingCode;
  /** What follows the name of the place, such as `is new`. */
  readonly says: string;
  /** Default: that of the code. */
  readonly severity?: Severity | undefined;
  /** Default: where the newer side has it. */
  readonly schemaPath?: string;
}

/** What is inside of the values at a place, on one side. */
export interface Inside<Side> {
  /** undefined where no value is an object. */
  readonly members: ReadonlyMap<string, Side> | undefined;
  readonly items: Side | undefined;
  /** Members under other names. */
  readonly others: Side | undefined;
  /** JSON Pointer into the document; '' where it says nothing of the place. */
  readonly schemaPath: string;
}

/** What tells diff and drift apart. */
export interface Rules<Side> {
  readonly report: ReportDifference;
  /** The name of a place in messages; in the pointer, `*` stands for any item and for any further member. */
  subject(pointer: string): string;
  inside(side: Side): Inside<Side>;
  /** The differences of the values themselves. */
  changed(before: Side, now: Side): readonly Difference[];
  /** The difference of whether an object has a member. */
  member(name: string, before: Side, now: Side): readonly Difference[];
  /** A key of places that may stand inside of themselves; undefined where a side has an end. */
  keyOf?(before: Side, now: Side): string;
}

/** Beyond this number of places, two schemas are compared at their first place only: references multiply. */
const manyPlaces = 10_000;
/** The comparison ends here. */
const mostPlaces = 100_000;
const mostDifferences = 1000;

/** Reports every difference; what stands inside of itself is followed once. @returns whether all was compared */
export function compare<Side>(before: Side, now: Side, rules: Rules<Side>): boolean {
  const met = new Set<string>();
  let [places, reported] = [0, 0];
  const visit = (old: Side, recent: Side, path: readonly string[], within: ReadonlySet<string>): void => {
    const key = rules.keyOf?.(old, recent);
    if (key !== undefined && (within.has(key) || (places >= manyPlaces && met.has(key)))) return;
    // The judge of responses looks no deeper.
    if (path.length > maximumDepth || places >= mostPlaces) return;
    places++;
    if (key !== undefined) met.add(key);
    const inner = key === undefined ? within : new Set([...within, key]);
    const [was, is] = [rules.inside(old), rules.inside(recent)];
    const follow = (a: Side | undefined, b: Side | undefined, token: string): void => {
      if (a !== undefined && b !== undefined) visit(a, b, [...path, token], inner);
    };
    const report = (differences: readonly Difference[], at: readonly string[], side: Side | undefined): void => {
      for (const { code, says, ...details } of differences) {
        if (++reported > mostDifferences) places = mostPlaces;
        const instancePath = joinPointer('', ...at);
        const schemaPath = (side && rules.inside(side).schemaPath) || is.schemaPath;
        const message = `${rules.subject(instancePath)} ${says}.`;
        rules.report(code, { schemaPath, ...details, instancePath, message });
      }
    };
    report(rules.changed(old, recent), path, recent);
    for (const [name, a, b] of was.members && is.members ? pairs(was.members, is.members) : []) {
      if (++places > mostPlaces) return;
      report(rules.member(name, old, recent), [...path, name], b);
      follow(a, b, name);
    }
    follow(was.items, is.items, '*');
    follow(was.others, is.others, '*');
  };
  visit(before, now, [], new Set());
  return places < mostPlaces;
}

/** A difference of what a value is: `is a string; it was a boolean`. */
export function changed(
  code: FindingCode,
  expected: string,
  actual: string,
  severity?: Severity | undefined,
): Difference {
  return { code, says: `is ${actual}; it was ${expected}`, severity, expected, actual };
}

/** What two maps have under each name of either, those of the first one first. */
export function pairs<Key, Value>(
  before: ReadonlyMap<Key, Value>,
  now: ReadonlyMap<Key, Value>,
): readonly (readonly [Key, Value | undefined, Value | undefined])[] {
  return [...new Set([...before.keys(), ...now.keys()])].map(key => [key, before.get(key), now.get(key)]);
}
