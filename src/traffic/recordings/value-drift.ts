// Drift within a JSON body: claims that appear, vanish or change.

import { isDeepStrictEqual } from 'node:util';
import type { Severity } from '../../contract/findings/finding.ts';
import { describeTypes } from '../../contract/openapi/describe-schema.ts';
import { joinPointer } from '../../contract/openapi/pointer.ts';
import type { JsonType } from '../../contract/schema/keywords.ts';
import { anything, type Outline, type Place } from '../../contract/schema/outline.ts';
import type { ReportDrift } from './drift.ts';
import { formatForms, type StringForm } from './forms.ts';
import type { ObjectShape, ValueShape } from './shape.ts';

/** What values at one place were like before and are now. */
export interface Change {
  readonly before: ValueShape;
  readonly now: ValueShape;
  readonly place: Place;
  /** JSON Pointer of the place in the body; `*` stands for any item, and for any member whose name was not kept. */
  readonly pointer: string;
}

/** What a comparison works with. */
export interface DriftContext {
  outlineOf(place: Place): Outline;
  readonly report: ReportDrift;
}

/** Reports every change of a value and of what is in it. */
export function valueDrift(change: Change, context: DriftContext): void {
  typeDrift(change, context);
  formDrift(change, context);
  listedDrift(change, context);
  memberDrift(change, context);
  itemDrift(change, context);
}

function typeDrift({ before, now, place, pointer }: Change, { outlineOf, report }: DriftContext): void {
  const { types, pointer: schemaPath } = outlineOf(place);
  const isAllowed = (type: JsonType): boolean => types?.has(type) === true;
  const [old, recent] = [typesIn(before), typesIn(now)];
  const expected = describeTypes(old.length === 0 ? 'null' : old);
  const at = { instancePath: pointer, schemaPath };
  const fresh = recent.filter(type => !old.includes(type));
  if (fresh.length > 0 && old.length > 0) {
    const severity: Severity = fresh.every(isAllowed) ? 'warning' : 'error';
    const actual = describeTypes(fresh);
    const message = `${nameOf(pointer)} is ${actual}; in the baseline it is ${expected}.`;
    report('drift/type-changed', { ...at, message, severity, expected, actual });
  }
  if (now.null && !before.null) {
    const severity: Severity = isAllowed('null') ? 'info' : 'error';
    report('drift/nullability-changed', {
      ...at,
      message: `${nameOf(pointer)} is null, which the baseline does not have.`,
      severity,
      expected,
      actual: 'null',
    });
  } else if (before.null && old.length === 0 && recent.length > 0) {
    const message = `${nameOf(pointer)} is no longer null.`;
    report('drift/nullability-changed', { ...at, message, severity: 'info', expected, actual: describeTypes(recent) });
  }
}

/** Without null, which is reported apart. */
function typesIn(shape: ValueShape): readonly JsonType[] {
  const types: readonly JsonType[] = ['boolean', 'integer', 'number', 'string', 'array', 'object'];
  return types.filter(type => shape[type as keyof ValueShape] !== undefined);
}

function formDrift({ before, now, place, pointer }: Change, { outlineOf, report }: DriftContext): void {
  const at = { instancePath: pointer, schemaPath: outlineOf(place).pointer };
  const change = formChange(before, now) ?? sizeChange(before, now);
  if (!change) return;
  const { expected, actual } = change;
  const message = `${nameOf(pointer)} is ${actual}; in the baseline it is ${expected}.`;
  report('drift/format-changed', { ...at, message, expected, actual });
}

/** Free text may happen to look like anything; what always had a format and now has another tells something. */
function formChange(before: ValueShape, now: ValueShape): { expected: string; actual: string } | undefined {
  const isFilled = (form: StringForm): boolean => form !== 'empty';
  const old = before.string?.forms.filter(isFilled) ?? [];
  const fresh = (now.string?.forms ?? []).filter(isFilled).filter(form => !old.includes(form));
  if (old.length === 0 || fresh.length === 0 || !old.every(form => formatForms.has(form))) return undefined;
  return { expected: `in the form ${old.join(' or ')}`, actual: `in the form ${fresh.join(' or ')}` };
}

/** Seconds since 1970 have 10 digits and milliseconds 13: the one change of size that is no accident. */
function sizeChange(before: ValueShape, now: ValueShape): { expected: string; actual: string } | undefined {
  const [old, recent] = [before.integer?.digits ?? [], now.integer?.digits ?? []];
  const moments = ['10-12', '13-15'];
  const isOneOf = (digits: readonly string[]): boolean => digits.length === 1 && moments.includes(digits[0] ?? '');
  if (!isOneOf(old) || !isOneOf(recent) || old[0] === recent[0]) return undefined;
  return { expected: `of ${old[0]} digits`, actual: `of ${recent[0]} digits` };
}

function listedDrift({ before, now, place, pointer }: Change, { outlineOf, report }: DriftContext): void {
  const at = { instancePath: pointer, schemaPath: outlineOf(place).pointer };
  const old = before.values ?? [];
  const fresh = (now.values ?? []).filter(value => !old.some(known => isDeepStrictEqual(known, value)));
  if (old.length > 0 && fresh.length > 0) {
    const shown = fresh.map(value => JSON.stringify(value)).join(', ');
    report('drift/value-appeared', {
      ...at,
      message: `${nameOf(pointer)} is ${shown}, which the baseline does not have.`,
    });
  }
}

function memberDrift({ before, now, place, pointer }: Change, context: DriftContext): void {
  if (!before.object || !now.object) return;
  const outline = context.outlineOf(place);
  const [old, recent] = [before.object, now.object];
  for (const name of new Set([...Object.keys(old.members), ...Object.keys(recent.members)])) {
    const [was, is] = [memberOf(old, name), memberOf(recent, name)];
    const instancePath = joinPointer(pointer, name);
    const inside = outline.members.get(name) ?? outline.others ?? anything;
    if (was && is) valueDrift({ before: was, now: is, place: inside, pointer: instancePath }, context);
    else if (is) appeared(instancePath, outline, name, context);
    else vanished(instancePath, outline, name, old, context);
  }
  if (recent.unnamed && old.unnamed) {
    const pair = { before: old.unnamed, now: recent.unnamed };
    valueDrift({ ...pair, place: outline.others ?? anything, pointer: joinPointer(pointer, '*') }, context);
  } else if (recent.unnamed) {
    const message = `${nameOf(pointer)} has claims that the baseline does not have, under names that may be data and are not kept.`;
    context.report('drift/claim-appeared', { message, instancePath: pointer, schemaPath: outline.pointer });
  }
}

function memberOf({ members }: ObjectShape, name: string): ValueShape | undefined {
  return Object.hasOwn(members, name) ? members[name] : undefined;
}

function appeared(instancePath: string, outline: Outline, name: string, { outlineOf, report }: DriftContext): void {
  const documented = outline.members.get(name);
  report('drift/claim-appeared', {
    message: `${instancePath} is there, which the baseline does not have.`,
    severity: documented ? 'info' : 'warning',
    hint: documented ? undefined : 'The document does not have it either.',
    instancePath,
    schemaPath: documented ? outlineOf(documented).pointer : outline.pointer,
  });
}

function vanished(
  instancePath: string,
  outline: Outline,
  name: string,
  old: ObjectShape,
  { outlineOf, report }: DriftContext,
): void {
  const place = outline.members.get(name);
  const now: Severity = old.sometimes?.includes(name) === true ? 'info' : 'warning';
  report('drift/claim-vanished', {
    message: `${instancePath} is missing, which the baseline ${now === 'info' ? 'has now and then' : 'has'}.`,
    severity: outline.required.has(name) ? 'error' : now,
    instancePath,
    schemaPath: place ? outlineOf(place).pointer : outline.pointer,
  });
}

function itemDrift({ before, now, place, pointer }: Change, context: DriftContext): void {
  if (!before.array?.items || !now.array?.items) return;
  const items = context.outlineOf(place).items ?? anything;
  valueDrift(
    { before: before.array.items, now: now.array.items, place: items, pointer: joinPointer(pointer, '*') },
    context,
  );
}

function nameOf(pointer: string): string {
  return pointer === '' ? 'The value' : pointer;
}
