// Drift: what changed between two sets of shapes, apart from what the document says of either. People differ in what they
// fill in, so what the document leaves open weighs less than what it promises.

import { createFinding } from '../../contract/findings/catalog.ts';
import type { Finding, FindingCode, FindingDetails } from '../../contract/findings/finding.ts';
import type { CheckResult } from '../../contract/findings/report.ts';
import type { ApiDocument, Operation, ResponseSpec } from '../../contract/openapi/document.ts';
import { responseFor } from '../../contract/responses/find-operation.ts';
import { pathInFile } from '../../contract/responses/response-context.ts';
import { jsonPlace, outlineOf, type Place } from '../../contract/schema/outline.ts';
import { type AnswerShape, operationOf, type Shape } from './shape.ts';
import { valueDrift } from './value-drift.ts';

/**
 * Compares what was seen now with a baseline, each with one shape for a kind: a result for every kind of either. What only
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
    const about = { id: `drift-${kind}`, title: `${kind} is answered as in the baseline`, requests: 0 };
    if (!now) return { ...about, ...notChecked('only the baseline has it: it was not seen') };
    if (!before) return { ...about, ...notChecked('it was seen, but the baseline does not have it') };
    const findings = driftOf(before, now, document);
    const failed = findings.some(({ severity }) => severity === 'error');
    return { ...about, status: failed ? 'failed' : 'passed', findings };
  });
}

function notChecked(reason: string): Pick<CheckResult, 'status' | 'reason' | 'findings'> {
  return { status: 'not-checked', reason, findings: [] };
}

/** Reports one change. */
export type ReportDrift = (code: FindingCode, details: Omit<FindingDetails, 'where'>) => void;

function driftOf(before: Shape, now: Shape, document: ApiDocument): readonly Finding[] {
  const findings: Finding[] = [];
  const reportAt =
    (where: string): ReportDrift =>
    (code, { schemaPath = '', ...details }) => {
      findings.push(createFinding(code, { ...details, where, schemaPath: pathInFile(document, schemaPath) }));
    };
  const operation = operationOf(now, document);
  statusDrift(before, now, reportAt(now.kind));
  for (const [status, answer] of Object.entries(now.answers)) {
    const earlier = before.answers[status];
    if (earlier)
      answerDrift(earlier, answer, describe(document, operation, Number(status)), reportAt(`${now.kind}: ${status}`));
  }
  return findings;
}

function statusDrift(before: Shape, now: Shape, report: ReportDrift): void {
  const [old, recent] = [Object.keys(before.answers), Object.keys(now.answers)];
  const fresh = recent.filter(status => !old.includes(status));
  if (fresh.length === 0) return;
  const isOther = fresh.length === recent.length;
  report(isOther ? 'drift/status-changed' : 'drift/status-appeared', {
    message: `The status is ${fresh.join(', ')}; the baseline has ${old.join(', ')}.`,
    expected: old.join(', '),
    actual: fresh.join(', '),
  });
}

interface Described {
  readonly document: ApiDocument;
  readonly response: ResponseSpec | undefined;
  /** What the document says of the JSON body. */
  readonly place: Place;
}

function describe(document: ApiDocument, operation: Operation | undefined, status: number): Described {
  const response = operation && responseFor(operation, status);
  return { document, response, place: jsonPlace(response) };
}

function answerDrift(
  before: AnswerShape,
  now: AnswerShape,
  { document, response, place }: Described,
  report: ReportDrift,
): void {
  headerDrift(before, now, response, report);
  const fresh = now.bodies.filter(kind => !before.bodies.includes(kind) && kind !== 'unread');
  if (fresh.length > 0) {
    const [expected, actual] = [before.bodies.join(', '), now.bodies.join(', ')];
    report('drift/body-changed', {
      message: `The body is ${actual}; in the baseline it is ${expected}.`,
      expected,
      actual,
    });
  }
  if (before.value && now.value) {
    valueDrift(
      { before: before.value, now: now.value, place, pointer: '' },
      { outlineOf: at => outlineOf(document, at), report },
    );
  }
}

function headerDrift(
  before: AnswerShape,
  now: AnswerShape,
  response: ResponseSpec | undefined,
  report: ReportDrift,
): void {
  for (const name of new Set([...Object.keys(before.headers), ...Object.keys(now.headers)])) {
    const [old, recent] = [before.headers[name], now.headers[name]];
    const schemaPath = response?.headers.get(name)?.schemaPointer ?? '';
    if (!old) report('drift/header-appeared', { message: `The header ${name} is new.`, schemaPath });
    else if (!recent) {
      const severity = headerLoss(name, before, response);
      report('drift/header-vanished', { message: `The header ${name} is missing.`, severity, schemaPath });
    } else if (recent.some(form => !old.includes(form))) {
      const [expected, actual] = [old.join(' or '), recent.join(' or ')];
      const message = `The header ${name} is "${actual}"; in the baseline it is "${expected}".`;
      report('drift/header-changed', { message, expected, actual, schemaPath });
    }
  }
}

function headerLoss(name: string, before: AnswerShape, response: ResponseSpec | undefined): Finding['severity'] {
  if (response?.headers.get(name)?.required === true) return 'error';
  return before.sometimes?.includes(name) === true ? 'info' : 'warning';
}
