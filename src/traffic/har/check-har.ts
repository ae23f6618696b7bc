// Checks the traffic of a HAR file against the document, with the checks of `verify`, without network.

import type { Finding } from '../../contract/findings/finding.ts';
import type { CheckResult } from '../../contract/findings/report.ts';
import { createRedact, redactFinding } from '../../contract/findings/safe-text.ts';
import type { Operation } from '../../contract/openapi/document.ts';
import { withoutVerdict } from '../../contract/openapi/validators.ts';
import { checkResponse } from '../../contract/responses/check-response.ts';
import type { SeenExchange } from '../../contract/responses/exchange.ts';
import { findOperation, type ResponseRules } from '../../contract/responses/response-context.ts';
import { readHarEntries } from './har.ts';
import { bearerTokenOf, type HarExchange, type HarRequest, readHarExchange, readHarRequest } from './har-entry.ts';

export interface HarRules extends Omit<ResponseRules, 'operation'> {
  /** Only entries of this origin, such as `https://developer.api.autodesk.com`. Default: of any. */
  readonly origin?: string | undefined;
  /** Sees every entry that belongs to an operation, for recordings and coverage. */
  readonly onExchange?: ((exchange: SeenExchange, operation: Operation) => void) | undefined;
}

export interface HarCheck {
  /** One for each operation and status; empty if no entry belongs to the document (exit code 3). */
  readonly checks: readonly CheckResult[];
  /** The counts in one line, for a report. */
  readonly notes: readonly string[];
  readonly counts: HarCounts;
}

/** What is counted of the entries beside all of them and those checked, as the notes say it. */
const kinds = {
  others: 'not of this API',
  aborted: 'of this API, but not answered or given up by the client (not checked)',
  local: 'of this API, but answered by a cache, a service worker or the test (not checked, no coverage)',
  withoutBody: 'recorded without their bodies (only status and headers checked)',
  unreadable: 'with a body in a coding that cannot be undone (only status and headers checked)',
  revalidated: 'answered with 304 (the body is from the cache)',
  redirected: 'redirections',
} as const;

export type HarCounts = Record<'entries' | 'checked' | keyof typeof kinds, number>;

/** Checks every entry that belongs to an operation. @throws ERR_HAR_UNREADABLE, with line, column and byte */
export async function checkHar(file: string, rules: HarRules): Promise<HarCheck> {
  const zeros = ['entries', 'checked', ...Object.keys(kinds)].map(kind => [kind, 0]);
  const counts = Object.fromEntries(zeros) as HarCounts;
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
      if (typeof outcome === 'string') counts[outcome]++;
      else checkEntry(entry, outcome, operation, rules, checks, counts);
    }
  }
  return { checks: [...checks.values()].map(toResult), notes: notesOf(counts), counts };
}

function operationOf({ origin, method, path }: HarRequest, rules: HarRules): Operation | undefined {
  if (rules.origin !== undefined && origin !== rules.origin) return undefined;
  return findOperation(rules.document, { method, path, headers: [] });
}

function checkEntry(
  entry: unknown,
  { exchange, body, isRevalidated }: HarExchange,
  operation: Operation,
  rules: HarRules,
  checks: Map<string, Collected>,
  counts: HarCounts,
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
  const findings = findingsOf(exchange, { ...rules, operation }, collected);
  const redact = createRedact(findings.length === 0 ? [] : [bearerTokenOf(entry) ?? '']);
  for (const finding of findings) {
    // A 304 need not repeat the headers of the answer that it confirms (RFC 9110 section 15.4.5).
    if (isRevalidated && finding.code === 'response/header-missing') continue;
    collect(collected.findings, redactFinding(finding, redact));
  }
  rules.onExchange?.(exchange, operation);
}

function findingsOf(
  exchange: SeenExchange,
  rules: Parameters<typeof checkResponse>[1],
  collected: Collected,
): readonly Finding[] {
  try {
    return checkResponse(exchange, rules);
  } catch (error) {
    collected.reason ??= withoutVerdict(error);
    if (collected.reason === undefined) throw error;
    return [];
  }
}

/** The findings of a check, without duplicates: a long recording must not make a long report. */
interface Collected {
  readonly id: string;
  readonly title: string;
  entries: number;
  /** Why an entry was not judged. */
  reason?: string | undefined;
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

function toResult({ id, title, entries, reason, findings }: Collected): CheckResult {
  const all = [...findings.values()].map(({ first, count }) =>
    count === 1 ? first : { ...first, message: `${first.message} Seen ${count} times in ${entries} entries.` },
  );
  const failed = all.some(({ severity }) => severity === 'error');
  const status = failed ? 'failed' : reason === undefined ? 'passed' : 'not-checked';
  return { id, title, status, ...(reason !== undefined && { reason }), requests: 0, findings: all };
}

function notesOf({ entries, checked, ...counts }: HarCounts): readonly string[] {
  const details = Object.entries(kinds).map(([kind, what]) => [counts[kind as keyof typeof kinds], what] as const);
  const seen = details.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  return [`HAR entries: ${[`${entries} in all`, `${checked} checked`, ...seen].join('; ')}.`];
}
