// Drift: changes between two sets of shapes, independent of the document's own rules. Profiles differ, so changes of what
// the document leaves open weigh less than broken guarantees.

import { createFinding } from '../../contract/findings/catalog.ts';
import type { Finding, Severity } from '../../contract/findings/finding.ts';
import type { CheckResult } from '../../contract/findings/report.ts';
import { describeTypes } from '../../contract/openapi/describe-schema.ts';
import type { ApiDocument, ResponseSpec } from '../../contract/openapi/document.ts';
import type { JsonType } from '../../contract/openapi/quick-checks.ts';
import { pathInFile, responseFor } from '../../contract/responses/response-context.ts';
import { anything, jsonPlace, type Outline, outlineOf, type Place } from '../../contract/schema/outline.ts';
import { changed, compare, type Difference, type Inside, pairs, type ReportDifference, type Rules } from './compare.ts';
import { formatForms, type StringForm } from './forms.ts';
import { type AnswerShape, isSometimesMissing, operationOf, type Shape, type ValueShape } from './shape.ts';

/**
 * Compares the current shapes with a baseline, each with one shape for a kind: one result for every kind. A kind that only
 * one of them has is not checked.
 */
export function driftResults(
  baseline: readonly Shape[],
  seen: readonly Shape[],
  document: ApiDocument,
): readonly CheckResult[] {
  const kinds = new Set([...baseline, ...seen].map(({ kind }) => kind));
  return [...kinds].map(kind => {
    const [before, now] = [baseline, seen].map(shapes => shapes.find(shape => shape.kind === kind));
    const about = { id: `drift-${kind}`, title: `${kind} has the same answer as in the baseline`, requests: 0 };
    if (!now) return { ...about, ...notChecked('only the baseline has it') };
    if (!before) return { ...about, ...notChecked('the baseline does not have it') };
    return { ...about, ...driftOf(before, now, document) };
  });
}

function notChecked(reason: string): Pick<CheckResult, 'status' | 'reason' | 'findings'> {
  return { status: 'not-checked', reason, findings: [] };
}

function driftOf(
  before: Shape,
  now: Shape,
  document: ApiDocument,
): Pick<CheckResult, 'status' | 'reason' | 'findings'> {
  const findings: Finding[] = [];
  const reportAt =
    (where: string): ReportDifference =>
    (code, { schemaPath = '', ...details }) => {
      findings.push(createFinding(code, { ...details, where, schemaPath: pathInFile(document, schemaPath) }));
    };
  let isComplete = true;
  const operation = operationOf(now, document);
  statusDrift(before, now, reportAt(now.kind));
  for (const [status, answer] of Object.entries(now.answers)) {
    const earlier = before.answers[status];
    if (earlier === undefined) continue;
    const response = operation && responseFor(operation, Number(status));
    const report = reportAt(`${now.kind}: ${status}`);
    headerDrift(earlier, answer, response, report);
    bodyDrift(earlier, answer, report);
    const place = jsonPlace(response);
    if (earlier.value && answer.value) {
      const [old, recent] = [earlier.value, answer.value].map(shape => ({ shape, place })) as [Side, Side];
      isComplete = compare(old, recent, driftRules(document, report)) && isComplete;
    }
  }
  if (findings.some(({ severity }) => severity === 'error')) return { status: 'failed', findings };
  if (isComplete) return { status: 'passed', findings };
  return { status: 'not-checked', reason: 'they are too large to be compared to the end', findings };
}

function statusDrift(before: Shape, now: Shape, report: ReportDifference): void {
  const [old, recent] = [Object.keys(before.answers), Object.keys(now.answers)];
  const fresh = recent.filter(status => !old.includes(status));
  if (fresh.length === 0) return;
  const isOther = fresh.length === recent.length;
  const [expected, actual] = [old.join(', '), fresh.join(', ')];
  const message = `The status is ${actual}; the baseline has ${expected}.`;
  report(isOther ? 'drift/status-changed' : 'drift/status-appeared', { message, expected, actual });
}

function headerDrift(
  before: AnswerShape,
  now: AnswerShape,
  response: ResponseSpec | undefined,
  report: ReportDifference,
): void {
  for (const [name, was, is] of pairs(formsOf(before), formsOf(now))) {
    const schemaPath = response?.headers.get(name)?.schemaPointer ?? '';
    if (!was) report('drift/header-appeared', { message: `The header ${name} is new.`, schemaPath });
    else if (!is) {
      const severity = headerLoss(name, before, response);
      report('drift/header-vanished', { message: `The header ${name} is missing.`, severity, schemaPath });
    } else if (is.some(form => !was.includes(form))) {
      const [expected, actual] = [was.join(' or '), is.join(' or ')];
      const message = `The header ${name} is "${actual}"; it was "${expected}".`;
      report('drift/header-changed', { message, expected, actual, schemaPath });
    }
  }
}

function formsOf({ headers }: AnswerShape): ReadonlyMap<string, readonly string[]> {
  return new Map(Object.entries(headers));
}

function headerLoss(name: string, before: AnswerShape, response: ResponseSpec | undefined): Severity {
  if (response?.headers.get(name)?.required === true) return 'error';
  return isSometimesMissing(before, name) ? 'info' : 'warning';
}

function bodyDrift(before: AnswerShape, now: AnswerShape, report: ReportDifference): void {
  if (now.bodies.every(kind => before.bodies.includes(kind) || kind === 'unread')) return;
  const [expected, actual] = [before.bodies.join(', '), now.bodies.join(', ')];
  report('drift/body-changed', { message: `The body is ${actual}; it was ${expected}.`, expected, actual });
}

/** The values that were seen at a place of the document. */
interface Side {
  readonly shape: ValueShape;
  readonly place: Place;
}

function driftRules(document: ApiDocument, report: ReportDifference): Rules<Side> {
  const outlineAt = (place: Place): Outline => outlineOf(document, place);
  return {
    report,
    subject: pointer => (pointer === '' ? 'The value' : pointer),
    inside: ({ shape, place }) => insideOf(shape, outlineAt(place)),
    changed({ shape: before }, { shape: now, place }) {
      const { types } = outlineAt(place);
      const isAllowed = (type: JsonType): boolean => types?.has(type) === true;
      return [
        ...typeDrift(before, now, isAllowed),
        ...nullDrift(before, now, isAllowed),
        ...formDrift(before, now),
        ...listDrift(before, now),
        ...unnamedDrift(before, now),
      ];
    },
    member(name, { shape: before }, { shape: now, place }) {
      const outline = outlineAt(place);
      if (!hasMember(before, name)) return [appeared(outline.members.has(name))];
      if (hasMember(now, name)) return [];
      const at = outline.members.get(name);
      return [vanished(before, name, outline.required.has(name), (at && outlineAt(at).pointer) ?? outline.pointer)];
    },
  };
}

function insideOf({ object, array }: ValueShape, { members, items, others, pointer }: Outline): Inside<Side> {
  const at = (shape: ValueShape | undefined, place: Place = anything): Side | undefined => shape && { shape, place };
  const sides = Object.entries(object?.members ?? {}).map(
    ([name, shape]) => [name, { shape, place: members.get(name) ?? others ?? anything }] as const,
  );
  return {
    members: object && new Map(sides),
    items: at(array?.items, items),
    others: at(object?.unnamed, others),
    schemaPath: pointer,
  };
}

type IsAllowed = (type: JsonType) => boolean;

function typeDrift(before: ValueShape, now: ValueShape, isAllowed: IsAllowed): Difference[] {
  const old = typesIn(before);
  const fresh = typesIn(now).filter(type => !old.includes(type));
  if (fresh.length === 0 || old.length === 0) return [];
  const severity: Severity = fresh.every(isAllowed) ? 'warning' : 'error';
  return [changed('drift/type-changed', describeTypes(old), describeTypes(fresh), severity)];
}

/** Null has its own finding. */
function typesIn(shape: ValueShape): readonly JsonType[] {
  const types: readonly JsonType[] = ['boolean', 'integer', 'number', 'string', 'array', 'object'];
  return types.filter(type => shape[type as keyof ValueShape] !== undefined);
}

function nullDrift(before: ValueShape, now: ValueShape, isAllowed: IsAllowed): Difference[] {
  const code = 'drift/nullability-changed';
  const [old, recent] = [before, now].map(shape => describeTypes(typesIn(shape)));
  if (now.null && !before.null)
    return [{ ...changed(code, old ?? '', 'null'), severity: isAllowed('null') ? 'info' : 'error' }];
  if (!before.null || old !== '' || recent === '') return [];
  return [{ code, says: 'is no longer null', severity: 'info', expected: 'null', actual: recent }];
}

function formDrift(before: ValueShape, now: ValueShape): Difference[] {
  return [...formatDrift(before, now), ...sizeDrift(before, now)].slice(0, 1);
}

/** Free text may match any format by chance; a change from one format to another is significant. */
function formatDrift(before: ValueShape, now: ValueShape): Difference[] {
  const isFilled = (form: StringForm): boolean => form !== 'empty';
  const old = before.string?.forms.filter(isFilled) ?? [];
  const fresh = (now.string?.forms ?? []).filter(isFilled).filter(form => !old.includes(form));
  if (old.length === 0 || fresh.length === 0 || !old.every(form => formatForms.has(form))) return [];
  return [changed('drift/format-changed', `in the form ${old.join(' or ')}`, `in the form ${fresh.join(' or ')}`)];
}

/** Seconds since 1970 have 10 digits and milliseconds 13: the only significant change of size. */
function sizeDrift(before: ValueShape, now: ValueShape): Difference[] {
  const [old, recent] = [before.integer?.digits ?? [], now.integer?.digits ?? []];
  const moments = ['10-12', '13-15'];
  const isOneOf = (digits: readonly string[]): boolean => digits.length === 1 && moments.includes(digits[0] ?? '');
  if (!isOneOf(old) || !isOneOf(recent) || old[0] === recent[0]) return [];
  return [changed('drift/format-changed', `of ${old[0]} digits`, `of ${recent[0]} digits`)];
}

function listDrift({ values: old = [] }: ValueShape, { values: recent = [] }: ValueShape): Difference[] {
  const known = new Set(old.map(value => JSON.stringify(value)));
  const fresh = recent.map(value => JSON.stringify(value)).filter(value => !known.has(value));
  if (old.length === 0 || fresh.length === 0) return [];
  const shown = fresh.join(', ');
  return [{ code: 'drift/value-appeared', says: `is ${shown}, which the baseline does not have` }];
}

function unnamedDrift(before: ValueShape, now: ValueShape): Difference[] {
  if (!now.object?.unnamed || !before.object || before.object.unnamed) return [];
  const says = 'has claims that the baseline does not have, under names that may be data and are not kept';
  return [{ code: 'drift/claim-appeared', says }];
}

function hasMember({ object }: ValueShape, name: string): boolean {
  return object !== undefined && Object.hasOwn(object.members, name);
}

function appeared(isDocumented: boolean): Difference {
  return {
    code: 'drift/claim-appeared',
    says: 'is there, which the baseline does not have',
    severity: isDocumented ? 'info' : 'warning',
    hint: isDocumented ? undefined : 'The document does not have it either.',
  };
}

function vanished({ object }: ValueShape, name: string, isRequired: boolean, schemaPath: string): Difference {
  const isRare = object !== undefined && isSometimesMissing(object, name);
  return {
    code: 'drift/claim-vanished',
    says: `is missing, which the baseline ${isRare ? 'has now and then' : 'has'}`,
    severity: isRequired ? 'error' : isRare ? 'info' : 'warning',
    schemaPath,
  };
}
