// Judges the client under test by the request journal of a session.

import { KitError } from '../../base/errors.ts';
import { suggest } from '../../base/suggest.ts';
import { createFinding, findingCatalog } from '../../contract/findings/catalog.ts';
import type { CheckResult, Report } from '../../contract/findings/report.ts';
import type { Journal } from '../sessions/journal.ts';
import type { JournalEntry } from '../sessions/journal-entry.ts';
import { callsOf, isLogin, isProfile } from './calls.ts';
import { keepsProfile, pictureAddress, sameSubject } from './rules/profiles.ts';
import { backOff, giveUp, jitter, repeatedRefusal, retryAfter, stalledAnswer, storm } from './rules/retries.ts';
import {
  authorizeProtected,
  bearerScheme,
  codeOnce,
  refreshAfter403,
  refreshOnce,
  tokenInHeader,
} from './rules/tokens.ts';
import { defaultThresholds, type Rule, type Seen, type Thresholds, type Verdict } from './verdict.ts';

/** Every rule, in the order of a report. */
export const rules: readonly Rule[] = [
  retryAfter,
  repeatedRefusal,
  refreshOnce,
  refreshAfter403,
  backOff,
  jitter,
  giveUp,
  storm,
  stalledAnswer,
  keepsProfile,
  codeOnce,
  authorizeProtected,
  sameSubject,
  pictureAddress,
  tokenInHeader,
  bearerScheme,
];

/** Maximum number of requests shown for a breach. */
const mostRequests = 20;

/**
 * Judges every rule. A rule is `not-exercised` where nothing happened that it is about, and never `passed` then.
 *
 * @param thresholds what counts as too much, too fast or too late; the rest has its defaults
 * @throws ERR_CONFIG_INVALID for an unknown threshold, and for one that is not a non-negative number
 */
export function verdictsOf(journal: Pick<Journal, 'all'>, thresholds: Partial<Thresholds> = {}): readonly Verdict[] {
  requireThresholds(thresholds);
  const seen = seenIn(journal.all(), { ...defaultThresholds, ...thresholds });
  return rules.map(rule => verdictOf(rule, seen));
}

function requireThresholds(thresholds: Partial<Thresholds>): void {
  const known = Object.keys(defaultThresholds);
  for (const [name, value] of Object.entries(thresholds)) {
    if (!known.includes(name))
      throw new KitError('ERR_CONFIG_INVALID', `Unknown threshold "${name}".`, { hint: suggest(name, known) });
    if (typeof value !== 'number' || !(value >= 0))
      throw new KitError(
        'ERR_CONFIG_INVALID',
        `The threshold ${name} must be a non-negative number, not ${JSON.stringify(value)}.`,
        {
          hint: `Its default is ${defaultThresholds[name as keyof Thresholds]}.`,
        },
      );
  }
}

function seenIn(entries: readonly JournalEntry[], thresholds: Thresholds): Seen {
  const closed = entries.filter(({ durationMs }) => durationMs !== undefined);
  const profiles = closed.filter(isProfile);
  const pictures = closed.filter(({ outcome }) => outcome === 'picture');
  return { profiles, calls: callsOf(profiles), pictures, logins: closed.filter(isLogin), thresholds };
}

function verdictOf(rule: Rule, seen: Seen): Verdict {
  const { id, title, why, see, needs, code } = rule;
  const breaches = rule.judge(seen);
  const texts = { id, code, title, why, remedy: findingCatalog[code].remedy, see };
  if (breaches === undefined) return { ...texts, status: 'not-exercised', needs, breaches: [] };
  return {
    ...texts,
    status: breaches.length === 0 ? 'passed' : 'failed',
    breaches: breaches.map(({ message, requests }) => ({
      message,
      requests: requests.slice(0, mostRequests).map(entry => entry.id),
    })),
  };
}

/** The verdicts as a report, for all its formats. */
export function verdictReport(verdicts: readonly Verdict[], target: string, document: Report['document']): Report {
  const checks = verdicts.map(checkOf);
  const exitCode = checks.some(({ findings }) => findings.some(({ severity }) => severity === 'error')) ? 1 : 0;
  return { command: 'verdicts', target, document, checks, findings: [], notes: [], exitCode };
}

function checkOf({ id, code, title, status, needs, remedy, breaches }: Verdict): CheckResult {
  return {
    id,
    title,
    status: status === 'not-exercised' ? 'not-checked' : status,
    ...(needs !== undefined && { reason: `not exercised: it needs ${needs}` }),
    requests: breaches.reduce((sum, { requests }) => sum + requests.length, 0),
    findings: breaches.map(({ message, requests }) =>
      createFinding(code, { message, where: `requests ${requests.join(', ')}`, hint: remedy }),
    ),
  };
}
