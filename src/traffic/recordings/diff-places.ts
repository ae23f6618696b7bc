// What changed in what two documents say about the values at one place, and inside of them.

import type { FindingCode, FindingDetails, Severity } from '../../contract/findings/finding.ts';
import { describeTypes, describeValues, orList } from '../../contract/openapi/describe-schema.ts';
import type { ApiDocument, Json } from '../../contract/openapi/document.ts';
import { joinPointer } from '../../contract/openapi/pointer.ts';
import type { JsonType } from '../../contract/schema/keywords.ts';
import type { Outline, Place } from '../../contract/schema/outline.ts';

/** Reports one difference. */
export type ReportDifference = (code: FindingCode, details: Omit<FindingDetails, 'where'>) => void;

/** Two documents, and where their differences go. */
export interface Comparison {
  readonly before: ApiDocument;
  readonly now: ApiDocument;
  readonly report: ReportDifference;
}

/** A place in one of the documents. */
export interface Side {
  readonly place: Place;
  outlineOf(place: Place): Outline;
}

/** The same place in both. */
export interface PlacePair {
  readonly before: Side;
  readonly now: Side;
  /** Key of the response. */
  readonly status: string;
  /** JSON Pointer of the place in the body; `*` stands for any item or any further member. */
  readonly pointer: string;
}

/** Reports every difference; a schema that holds itself is followed once. */
export function diffPlaces(pair: PlacePair, report: ReportDifference, seen: ReadonlySet<string> = new Set()): void {
  const [old, recent] = [pair.before.outlineOf(pair.before.place), pair.now.outlineOf(pair.now.place)];
  const key = `${old.pointer} ${recent.pointer}`;
  if (seen.has(key)) return;
  const inside = new Set([...seen, key]);
  const context: Context = { pair, old, recent, report };
  diffTypes(context);
  diffFormats(context);
  diffLists(context);
  diffLimits(context);
  diffMembers(context, inside);
  diffInner(context, old.items, recent.items, inside);
  diffInner(context, old.others, recent.others, inside);
}

interface Context {
  readonly pair: PlacePair;
  readonly old: Outline;
  readonly recent: Outline;
  readonly report: ReportDifference;
}

/** What a difference of this place has in common with others. */
function at({ pair, recent }: Context): { instancePath: string; schemaPath: string } {
  return { instancePath: pair.pointer, schemaPath: recent.pointer };
}

function subject({ pair: { pointer, status } }: Context): string {
  return pointer === '' ? `The body of status ${status}` : `${pointer} of status ${status}`;
}

function diffTypes(context: Context): void {
  const { old, recent, report } = context;
  const [before, now] = [withoutNull(old), withoutNull(recent)];
  const [expected, actual] = [wordsOf(before), wordsOf(now)];
  if (expected !== actual) {
    const isWider = !now || (before !== undefined && [...now].some(type => !before.has(type)));
    const message = `${subject(context)} may be ${actual}; it was ${expected}.`;
    report('diff/type-changed', { ...at(context), message, severity: isWider ? 'error' : 'info', expected, actual });
  }
  const [wasNull, isNull] = [old.types?.has('null') ?? false, recent.types?.has('null') ?? false];
  if (old.types && recent.types && wasNull !== isNull) {
    const message = `${subject(context)} may ${isNull ? 'now' : 'no longer'} be null.`;
    report('diff/nullability-changed', { ...at(context), message, severity: isNull ? 'error' : 'info' });
  }
}

function withoutNull({ types }: Outline): ReadonlySet<JsonType> | undefined {
  return types && new Set([...types].filter(type => type !== 'null'));
}

/** `number` stands for itself and `integer`. */
function wordsOf(types: ReadonlySet<JsonType> | undefined): string {
  if (!types) return 'of any type';
  const names = [...types].filter(type => type !== 'integer' || !types.has('number')).sort();
  return describeTypes(names.length === 0 ? 'null' : names);
}

function diffFormats(context: Context): void {
  const [expected, actual] = [context.old, context.recent].map(({ formats }) => orList([...formats].sort()));
  if (expected === actual) return;
  const severity: Severity = expected === '' ? 'info' : actual === '' ? 'warning' : 'error';
  const message = `${subject(context)} is in ${quoted(actual)}; it was in ${quoted(expected)}.`;
  context.report('diff/format-changed', { ...at(context), message, severity });
}

function quoted(format: string | undefined): string {
  return format === '' ? 'no particular format' : `the format "${format}"`;
}

function diffLists(context: Context): void {
  const [before, now] = [context.old.values, context.recent.values];
  if (!before || (now && isPart(now, before) && isPart(before, now))) {
    if (!before && now) reportList(context, 'info');
    return;
  }
  reportList(context, now && isPart(now, before) ? 'info' : 'warning');
}

function reportList(context: Context, severity: Severity): void {
  const [expected, actual] = [context.old.values, context.recent.values].map(listWords);
  const message = `${subject(context)} is ${actual}; it was ${expected}.`;
  context.report('diff/values-changed', { ...at(context), message, severity });
}

function listWords(values: readonly Json[] | undefined): string {
  return values ? describeValues(values) : 'not bound to a list of values';
}

function isPart(part: readonly Json[], whole: readonly Json[]): boolean {
  const texts = new Set(whole.map(value => JSON.stringify(value)));
  return part.every(value => texts.has(JSON.stringify(value)));
}

function diffLimits(context: Context): void {
  const { old, recent, report } = context;
  for (const keyword of new Set([...old.limits.keys(), ...recent.limits.keys()])) {
    const [was, is] = [old.limits.get(keyword), recent.limits.get(keyword)].map(limitWords);
    if (was === is) continue;
    const message = `${subject(context)} has ${keyword} ${is}; it was ${was}.`;
    report('diff/limit-changed', { ...at(context), message, severity: was === 'none' ? 'info' : 'warning' });
  }
}

function limitWords(limit: Json | undefined): string {
  return limit === undefined ? 'none' : JSON.stringify(limit);
}

function diffMembers(context: Context, seen: ReadonlySet<string>): void {
  const { pair, old, recent, report } = context;
  if (old.closed !== recent.closed) {
    const message = `${subject(context)} may ${recent.closed ? 'no longer' : 'now'} have members that are not documented.`;
    report('diff/members-opened', { ...at(context), message, severity: recent.closed ? 'info' : 'warning' });
  }
  for (const name of new Set([...old.members.keys(), ...recent.members.keys()])) {
    const [was, is] = [old.members.get(name), recent.members.get(name)];
    const instancePath = joinPointer(pair.pointer, name);
    if (was && is) {
      diffRequired(context, name, instancePath, is);
      diffPlaces(inner(context, was, is, instancePath), report, seen);
    } else reportMember(context, instancePath, is);
  }
}

function reportMember(context: Context, instancePath: string, is: Place | undefined): void {
  const { pair, recent, report } = context;
  const member = `${instancePath} of status ${pair.status}`;
  if (is) {
    const schemaPath = pair.now.outlineOf(is).pointer;
    report('diff/claim-added', { message: `${member} is new.`, instancePath, schemaPath });
  } else {
    const message = `${member} is no longer documented.`;
    report('diff/claim-removed', { message, instancePath, schemaPath: recent.pointer });
  }
}

function diffRequired({ pair, old, recent, report }: Context, name: string, instancePath: string, place: Place): void {
  const [was, is] = [old.required.has(name), recent.required.has(name)];
  if (was === is) return;
  const schemaPath = pair.now.outlineOf(place).pointer;
  const subjectOfMember = `${instancePath} of status ${pair.status}`;
  if (is)
    report('diff/claim-required', { message: `${subjectOfMember} is now always there.`, instancePath, schemaPath });
  else report('diff/claim-optional', { message: `${subjectOfMember} may now be missing.`, instancePath, schemaPath });
}

function diffInner(context: Context, was: Place | undefined, is: Place | undefined, seen: ReadonlySet<string>): void {
  if (was && is) diffPlaces(inner(context, was, is, joinPointer(context.pair.pointer, '*')), context.report, seen);
}

function inner({ pair }: Context, was: Place, is: Place, pointer: string): PlacePair {
  return { ...pair, before: { ...pair.before, place: was }, now: { ...pair.now, place: is }, pointer };
}
