// Checks the traffic of a HAR file against the document, with the checks of `verify`, without network.

import type { Finding } from '../../contract/findings/finding.ts';
import type { CheckResult } from '../../contract/findings/report.ts';
import { createRedact, type Redact, redactFinding } from '../../contract/findings/without-secrets.ts';
import type { Operation } from '../../contract/openapi/document.ts';
import { checkResponse } from '../../contract/responses/check-response.ts';
import type { SeenExchange } from '../../contract/responses/exchange.ts';
import { findOperation } from '../../contract/responses/find-operation.ts';
import type { ResponseRules } from '../../contract/responses/response-context.ts';
import { readHarEntries } from './har.ts';
import { bearerTokenOf, type HarExchange, type HarRequest, readHarExchange, readHarRequest } from './har-entry.ts';

/** What the traffic is checked against. */
export interface HarRules extends Omit<ResponseRules, 'operation'> {
  /** Only entries of this origin, such as `https://developer.api.autodesk.com`. Default: of any. */
  readonly origin?: string | undefined;
  /** Sees every entry that belongs to an operation, for recordings and coverage. */
  readonly onExchange?: ((exchange: SeenExchange, operation: Operation) => void) | undefined;
}

/** The outcome of the entries. */
export interface HarCheck {
  /** One for each operation and status; empty if no entry belongs to the document (exit code 3). */
  readonly checks: readonly CheckResult[];
  /** The counts in one line, for a report. */
  readonly notes: readonly string[];
  readonly counts: HarCounts;
}

export interface HarCounts {
  entries: number;
  /** Answers of an operation of the document. */
  checked: number;
  /** Of those, without a body, so only status and headers were checked. */
  withoutBody: number;
  /** Of those, with a body in a coding that cannot be undone. */
  unreadable: number;
  /** Of those, answered with 304: the body is from the cache. */
  revalidated: number;
  /** Of those, redirections. */
  redirected: number;
  /** Of an operation, but not answered, or given up by the client. */
  aborted: number;
  /** Of an operation, but answered by a cache, a service worker or the test instead of the server. */
  local: number;
  /** Not of this API. */
  others: number;
}

/** Checks every entry that belongs to an operation. @throws ERR_HAR_UNREADABLE, with line, column and byte */
export async function checkHar(file: string, rules: HarRules): Promise<HarCheck> {
  const counts: HarCounts = { ...noEntries };
  const checks = new Map<string, Collected>();
  for await (const entry of readHarEntries(file)) {
    counts.entries++;
    const request = readHarRequest(entry);
    const operation = request && operationOf(request, rules);
    if (!operation) counts.others++;
    else {
      // The path of the document: the path of the request may name a person, and its query may have a token.
      const where = `entry ${counts.entries}: ${operation.method} ${operation.path}`;
      const outcome = readHarExchange(entry, request, where);
      const redact = createRedact([bearerTokenOf(entry) ?? '']);
      if (typeof outcome === 'string') counts[outcome]++;
      else checkEntry(outcome, operation, rules, checks, counts, redact);
    }
  }
  return { checks: [...checks.values()].map(toResult), notes: notesOf(counts), counts };
}

const noEntries: HarCounts = {
  entries: 0,
  checked: 0,
  withoutBody: 0,
  unreadable: 0,
  revalidated: 0,
  redirected: 0,
  aborted: 0,
  local: 0,
  others: 0,
};

function operationOf({ origin, method, path }: HarRequest, rules: HarRules): Operation | undefined {
  if (rules.origin !== undefined && origin !== rules.origin) return undefined;
  return findOperation(rules.document, { method, path, headers: [] });
}

function checkEntry(
  { exchange, body, isRevalidated }: HarExchange,
  operation: Operation,
  rules: HarRules,
  checks: Map<string, Collected>,
  counts: HarCounts,
  redact: Redact,
): void {
  const { status } = exchange.response;
  counts.checked++;
  if (body === 'left-out' && exchange.response.failure === undefined) counts.withoutBody++;
  if (body === 'unreadable') counts.unreadable++;
  if (isRevalidated) counts.revalidated++;
  if (status >= 300 && status < 400) counts.redirected++;
  const id = `${operation.operationId}-${status}`;
  const title = `Every answer of ${operation.method} ${operation.path} with status ${status} is as documented.`;
  const collected = checks.get(id) ?? { id, title, entries: 0, findings: new Map() };
  checks.set(id, collected);
  collected.entries++;
  for (const finding of checkResponse(exchange, { ...rules, operation })) {
    // A 304 need not repeat the headers of the answer that it confirms (RFC 9110 section 15.4.5).
    if (isRevalidated && finding.code === 'response/header-missing') continue;
    collect(collected.findings, redactFinding(finding, redact));
  }
  rules.onExchange?.(exchange, operation);
}

/** The findings of a check, without duplicates: a long recording must not make a long report. */
interface Collected {
  readonly id: string;
  readonly title: string;
  entries: number;
  readonly findings: Map<string, { readonly first: Finding; count: number }>;
}

function collect(findings: Collected['findings'], finding: Finding): void {
  // The same member in another item of an array is a duplicate.
  const place = finding.instancePath.replace(/\/\d+(?=\/|$)/gu, '/*');
  const key = [finding.code, place, finding.schemaPath, finding.severity].join('\n');
  const known = findings.get(key);
  if (known) known.count++;
  else findings.set(key, { first: finding, count: 1 });
}

function toResult({ id, title, entries, findings }: Collected): CheckResult {
  const all = [...findings.values()].map(({ first, count }) =>
    count === 1 ? first : { ...first, message: `${first.message} Seen ${count} times in ${entries} entries.` },
  );
  const failed = all.some(({ severity }) => severity === 'error');
  return { id, title, status: failed ? 'failed' : 'passed', requests: 0, findings: all };
}

function notesOf({ entries, checked, ...counts }: HarCounts): readonly string[] {
  const kinds: readonly (readonly [number, string])[] = [
    [counts.others, 'not of this API'],
    [counts.aborted, 'of this API, but not answered or given up by the client (not checked)'],
    [counts.local, 'of this API, but answered by a cache, a service worker or the test (not checked, no coverage)'],
    [counts.withoutBody, 'recorded without their bodies (only status and headers checked)'],
    [counts.unreadable, 'with a body in a coding that cannot be undone (only status and headers checked)'],
    [counts.revalidated, 'answered with 304 (the body is from the cache)'],
    [counts.redirected, 'redirections'],
  ];
  const details = kinds.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  return [`HAR entries: ${[`${entries} in all`, `${checked} checked`, ...details].join('; ')}.`];
}
