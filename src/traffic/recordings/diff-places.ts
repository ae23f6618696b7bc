// What two documents say of the values at a place, as a program sees it that reads them: what it may rely on less is
// breaking, what it may rely on as well is not.

import { isDeepStrictEqual } from 'node:util';
import type { Severity } from '../../contract/findings/finding.ts';
import { describeTypes, describeValues, orList } from '../../contract/openapi/describe-schema.ts';
import type { ApiDocument, Json } from '../../contract/openapi/document.ts';
import type { JsonType } from '../../contract/openapi/quick-checks.ts';
import { followSchema } from '../../contract/openapi/resolve.ts';
import { type Outline, outlineOf, type Place } from '../../contract/schema/outline.ts';
import { changed, type Difference, type Inside, pairs, type ReportDifference, type Rules } from './compare.ts';

export interface Side {
  readonly document: ApiDocument;
  readonly place: Place;
}

/** The rules for the body of a response. @param status its key */
export function documentRules(status: string, report: ReportDifference): Rules<Side> {
  return {
    report,
    subject: pointer => `${pointer === '' ? 'The body' : pointer} of status ${status}`,
    inside: insideOf,
    keyOf: (before, now) => `${schemaOf(before)} ${schemaOf(now)}`,
    changed: (before, now) => differences(read(before), read(now)),
    member: (name, before, now) => memberDifference(name, read(before), read(now)),
  };
}

function read({ document, place }: Side): Outline {
  return outlineOf(document, place);
}

/** One key for a schema, whichever reference leads to it. */
function schemaOf(side: Side): string {
  const { pointer } = read(side);
  return followSchema(side.document.root, pointer)?.pointer ?? pointer;
}

function insideOf(side: Side): Inside<Side> {
  const { members, items, others, pointer } = read(side);
  const at = (place: Place | undefined): Side | undefined => place && { ...side, place };
  return {
    members: new Map([...members].map(([name, place]) => [name, { ...side, place }])),
    items: at(items),
    others: at(others),
    schemaPath: pointer,
  };
}

function differences(old: Outline, recent: Outline): readonly Difference[] {
  return [
    ...typeDifference(old, recent),
    ...nullDifference(old, recent),
    ...formatDifference(old, recent),
    ...listDifference(old, recent),
    ...limitDifferences(old, recent),
    ...openDifference(old, recent),
  ];
}

function typeDifference(old: Outline, recent: Outline): Difference[] {
  const [before, now] = [withoutNull(old), withoutNull(recent)];
  const [expected, actual] = [typeWords(before), typeWords(now)];
  if (expected === actual) return [];
  const isWider = !now || (before !== undefined && [...now].some(type => !before.has(type)));
  return [changed('diff/type-changed', expected, actual, isWider ? 'error' : 'info')];
}

function withoutNull({ types }: Outline): ReadonlySet<JsonType> | undefined {
  return types && new Set([...types].filter(type => type !== 'null'));
}

/** `number` includes `integer`. */
function typeWords(types: ReadonlySet<JsonType> | undefined): string {
  if (!types) return 'of any type';
  const names = [...types].filter(type => type !== 'integer' || !types.has('number')).sort();
  return describeTypes(names.length === 0 ? 'null' : names);
}

function nullDifference({ types: was }: Outline, { types: is }: Outline): Difference[] {
  if (!was || !is || was.has('null') === is.has('null')) return [];
  const code = 'diff/nullability-changed';
  if (is.has('null')) return [{ code, says: 'may now be null', severity: 'error' }];
  return [{ code, says: 'may no longer be null', severity: 'info' }];
}

function formatDifference(old: Outline, recent: Outline): Difference[] {
  const [was = '', is = ''] = [old, recent].map(({ formats }) => orList([...formats].sort()));
  if (was === is) return [];
  const severity: Severity = was === '' ? 'info' : is === '' ? 'warning' : 'error';
  return [changed('diff/format-changed', formatWords(was), formatWords(is), severity)];
}

function formatWords(format: string): string {
  return format === '' ? 'in no particular format' : `in the format "${format}"`;
}

function listDifference({ values: was }: Outline, { values: is }: Outline): Difference[] {
  const isNarrower = is !== undefined && (was === undefined || isPart(is, was));
  if (was === is || (isNarrower && was !== undefined && isPart(was, is))) return [];
  return [changed('diff/values-changed', listWords(was), listWords(is), isNarrower ? 'info' : 'warning')];
}

function listWords(values: readonly Json[] | undefined): string {
  return values ? describeValues(values) : 'not limited to listed values';
}

function isPart(part: readonly Json[], whole: readonly Json[]): boolean {
  return part.every(value => whole.some(other => isDeepStrictEqual(other, value)));
}

function limitDifferences(old: Outline, recent: Outline): readonly Difference[] {
  return pairs(old.limits, recent.limits).flatMap(([keyword, was, is]): Difference[] => {
    const [expected = '', actual = ''] = [was, is].map(limit => (limit === undefined ? 'none' : JSON.stringify(limit)));
    if (expected === actual) return [];
    const severity = was === undefined ? 'info' : 'warning';
    return [{ code: 'diff/limit-changed', says: `has ${keyword} ${actual}; it was ${expected}`, severity }];
  });
}

function openDifference({ closed: was }: Outline, { closed: is }: Outline): Difference[] {
  if (was === is) return [];
  const says = `may ${is ? 'no longer' : 'now'} have members that are not documented`;
  return [{ code: 'diff/members-opened', says, severity: is ? 'info' : 'warning' }];
}

function memberDifference(name: string, old: Outline, recent: Outline): Difference[] {
  if (!old.members.has(name)) return [{ code: 'diff/claim-added', says: 'is new' }];
  if (!recent.members.has(name)) return [{ code: 'diff/claim-removed', says: 'is no longer documented' }];
  const [was, is] = [old.required.has(name), recent.required.has(name)];
  if (was === is) return [];
  return [
    is
      ? { code: 'diff/claim-required', says: 'is now always there' }
      : { code: 'diff/claim-optional', says: 'may now be missing' },
  ];
}
