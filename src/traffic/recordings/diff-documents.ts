// Compares two documents as a client sees them: fewer guarantees about answers are breaking, additions are not.

import { createFinding } from '../../contract/findings/catalog.ts';
import type { Finding } from '../../contract/findings/finding.ts';
import type { ApiDocument, MediaType, Operation, Parameter, ResponseSpec } from '../../contract/openapi/document.ts';
import { claimScopes } from '../../contract/openapi/extensions.ts';
import { pointerTokens } from '../../contract/openapi/pointer.ts';
import { pathInFile } from '../../contract/responses/response-context.ts';
import { outlineOf, type Place } from '../../contract/schema/outline.ts';
import { compare, pairs, type ReportDifference } from './compare.ts';
import { documentRules } from './diff-places.ts';

export interface OperationDiff {
  /** Such as `GET /userinfo`. */
  readonly operation: string;
  readonly findings: readonly Finding[];
  /** Whether all of its bodies were compared: schemas may be too large together. */
  readonly isComplete: boolean;
}

/**
 * The differences of each operation of either document, by method and path. An error breaks a client, a warning may.
 * Schema paths refer to the newer document; for removed parts, to their parent. Descriptions and examples are ignored.
 */
export function diffDocuments(before: ApiDocument, now: ApiDocument): readonly OperationDiff[] {
  const names = new Set([...before.operations, ...now.operations].map(nameOf));
  return [...names].map(name => {
    const [old, recent] = [before, now].map(({ operations }) =>
      operations.find(operation => nameOf(operation) === name),
    );
    const findings: Finding[] = [];
    const report: ReportDifference = (code, { schemaPath = '', ...details }) => {
      findings.push(createFinding(code, { ...details, where: name, schemaPath: pathInFile(now, schemaPath) }));
    };
    const comparison = { before, now, report, isComplete: true };
    if (old && recent) diffOperations(comparison, old, recent);
    else if (old) report('diff/operation-removed', { message: `${name} was removed.`, schemaPath: '/paths' });
    else if (recent) report('diff/operation-added', { message: `${name} is new.`, schemaPath: recent.pointer });
    return { operation: name, findings, isComplete: comparison.isComplete };
  });
}

/** Clients do not send the names of path parameters. */
function nameOf({ method, path }: Operation): string {
  return `${method} ${path.replace(/\{[^}]*\}/gu, '{}')}`;
}

function diffOperations(comparison: Comparison, old: Operation, recent: Operation): void {
  diffSecurity(comparison, old, recent);
  diffOperationScopes(comparison, old, recent);
  diffRateLimits(comparison, old, recent);
  diffParameters(comparison, old, recent);
  for (const [key, was, is] of pairs(old.responses, recent.responses))
    diffResponses(comparison, key, was, is, recent.pointer);
}

function diffSecurity({ report }: Comparison, old: Operation, recent: Operation): void {
  if (old.requiresToken === recent.requiresToken) return;
  const [message, severity] = recent.requiresToken
    ? (['A token is now required.', 'error'] as const)
    : (['A token is no longer required.', 'info'] as const);
  report('diff/security-changed', { message, severity, schemaPath: recent.pointer });
}

function diffRateLimits({ report }: Comparison, old: Operation, recent: Operation): void {
  const perMinute = ({ rateLimit }: Operation): number =>
    rateLimit ? (rateLimit.limit * 60) / rateLimit.windowSeconds : Number.POSITIVE_INFINITY;
  const [before, now] = [perMinute(old), perMinute(recent)];
  if (before === now) return;
  const message = `The rate limit is ${callsOf(now)}; it was ${callsOf(before)}.`;
  report('diff/rate-limit-changed', {
    message,
    severity: now < before ? 'warning' : 'info',
    schemaPath: recent.pointer,
  });
}

function callsOf(perMinute: number): string {
  return Number.isFinite(perMinute) ? `${perMinute} calls in 60 s` : 'not documented';
}

function diffParameters({ report }: Comparison, old: Operation, recent: Operation): void {
  for (const [key, was, is] of pairs(byKey(old), byKey(recent))) {
    const mustBeSent = is?.required === true && was?.required !== true;
    if (was && is && !mustBeSent) continue;
    const what = mustBeSent ? 'is now required' : is ? 'is new and optional' : 'was removed';
    const details = { message: `The ${key} ${what}.`, schemaPath: is?.schemaPointer ?? recent.pointer };
    report('diff/parameter-changed', { ...details, severity: mustBeSent ? 'error' : 'info' });
  }
}

function byKey({ parameters }: Operation): ReadonlyMap<string, Parameter> {
  return new Map(parameters.map(parameter => [`${parameter.in} parameter "${parameter.name}"`, parameter]));
}

function diffResponses(
  comparison: Comparison,
  key: string,
  old: ResponseSpec | undefined,
  recent: ResponseSpec | undefined,
  operation: string,
): void {
  const { report } = comparison;
  const isSuccess = /^(?:2..|default)$/iu.test(key);
  if (!recent) {
    const severity = isSuccess ? 'error' : 'info';
    report('diff/status-removed', { message: `The status ${key} was removed.`, severity, schemaPath: operation });
  } else if (!old) {
    report('diff/status-added', { message: `The status ${key} is new.`, schemaPath: recent.pointer });
  } else {
    diffHeaders(comparison, key, old, recent);
    diffBodies(comparison, key, old, recent);
  }
}

function diffHeaders({ report }: Comparison, key: string, old: ResponseSpec, recent: ResponseSpec): void {
  for (const [, was, is] of pairs(old.headers, recent.headers)) {
    const schemaPath = is?.schemaPointer ?? recent.pointer;
    const subject = `The header ${(is ?? was)?.name} of status ${key}`;
    if (!was) report('diff/header-added', { message: `${subject} is new.`, schemaPath });
    else if (!is) {
      const severity = was.required ? 'error' : undefined;
      report('diff/header-removed', { message: `${subject} is no longer documented.`, severity, schemaPath });
    } else if (was.required && !is.required) {
      report('diff/header-optional', { message: `${subject} may now be missing.`, schemaPath });
    }
  }
}

function diffBodies(comparison: Comparison, key: string, old: ResponseSpec, recent: ResponseSpec): void {
  const { report } = comparison;
  for (const [type, was, is] of pairs(old.content, recent.content)) {
    const schemaPath = is?.schemaPointer ?? recent.pointer;
    if (!was) report('diff/media-type-added', { message: `Status ${key} may now be ${type}.`, schemaPath });
    else if (!is) report('diff/media-type-removed', { message: `Status ${key} is no longer ${type}.`, schemaPath });
    else diffValues(comparison, key, was, is);
  }
}

function diffValues(comparison: Comparison, key: string, was: MediaType, is: MediaType): void {
  const before = { document: comparison.before, place: { at: was.schemaPointer } };
  const now = { document: comparison.now, place: { at: is.schemaPointer } };
  if (!compare(before, now, documentRules(key, comparison.report))) comparison.isComplete = false;
  diffClaimScopes(comparison, was, is);
}

// Compares the scopes of two documents: an operation requires all of them, a claim any of them.

/** Two documents, and the receiver of their differences. */
export interface Comparison {
  readonly before: ApiDocument;
  readonly now: ApiDocument;
  readonly report: ReportDifference;
  isComplete: boolean;
}

/** Reports scopes that a token needs now, or no longer. */
function diffOperationScopes({ report }: Comparison, old: Operation, recent: Operation): void {
  const schemaPath = recent.pointer;
  for (const scope of recent.scopes.filter(name => !old.scopes.includes(name)))
    report('diff/scopes-changed', { message: `A token now needs the scope ${scope}.`, schemaPath });
  for (const scope of old.scopes.filter(name => !recent.scopes.includes(name))) {
    const message = `A token no longer needs the scope ${scope}.`;
    report('diff/scopes-changed', { message, schemaPath, severity: 'info' });
  }
}

/** Reports claims with changed scopes, those with the same scopes in one finding. */
function diffClaimScopes(comparison: Comparison, was: MediaType, is: MediaType): void {
  const [before, now] = [
    claimScopes(comparison.before, was.schemaPointer),
    claimScopes(comparison.now, is.schemaPointer),
  ];
  const claims = [...new Set([...before.keys(), ...now.keys()])];
  const changed = claims
    .filter(claim => isDocumented(comparison.before, was, claim) && isDocumented(comparison.now, is, claim))
    .filter(claim => String(before.get(claim)) !== String(now.get(claim)));
  const wordsOf = (claim: string): string => {
    const scopes = now.get(claim);
    return scopes ? `now needs the scope ${scopes.join(' or ')}` : 'no longer needs a scope';
  };
  for (const words of new Set(changed.map(wordsOf))) {
    const names = changed.filter(claim => wordsOf(claim) === words);
    const severity = names.every(claim => isWider(before.get(claim), now.get(claim))) ? 'info' : 'error';
    const message = `A token ${words} for ${names.join(', ')}.`;
    comparison.report('diff/scopes-changed', { message, severity, schemaPath: is.schemaPointer });
  }
}

function isWider(was: readonly string[] | undefined, is: readonly string[] | undefined): boolean {
  return is === undefined || (was?.every(scope => is.includes(scope)) ?? false);
}

/** Claims of only one document have their own findings. */
function isDocumented(document: ApiDocument, { schemaPointer }: MediaType, claim: string): boolean {
  let at: Place | undefined = { at: schemaPointer };
  for (const name of pointerTokens(claim)) at = at && outlineOf(document, at).members.get(name);
  return at !== undefined;
}
