// The matcher `toBehaveWell`.

import { explaining, KitError } from '../base/errors.ts';
import { suggest } from '../base/suggest.ts';
import type { Thresholds, Verdict } from '../server/verdicts/verdict.ts';
import { rules, verdictsOf } from '../server/verdicts/verdicts.ts';
import type { MatcherResult } from './failure-text.ts';
import { journalOf } from './have-received.ts';

/** Thresholds, and what must have been put to the test. */
export interface BehaveOptions extends Partial<Thresholds> {
  /** Rules that fail where nothing exercised them. Default: none. */
  readonly exercised?: readonly string[];
}

/** @throws ERR_CONFIG_INVALID for what has no journal, for an unknown rule or threshold */
export function toBehaveWell(received: unknown, { exercised = [], ...thresholds }: BehaveOptions = {}): MatcherResult {
  const verdicts = explaining(() => {
    exercised.forEach(requireRule);
    return verdictsOf(journalOf('toBehaveWell', received), thresholds);
  });
  const bad = verdicts.filter(
    ({ id, status }) => status === 'failed' || (status === 'not-exercised' && exercised.includes(id)),
  );
  return { pass: bad.length === 0, message: () => messageOf(bad) + pageOf(received, bad) };
}

/** What a failed test says. */
export function messageOf(bad: readonly Verdict[]): string {
  if (bad.length === 0) return 'expected the client to break a rule, but it behaves well';
  return `expected the client to behave well\n\n${bad.map(describe).join('\n')}`;
}

/** Where a browser shows the run: a mock that goes on, such as that of a debugger, answers there. */
function pageOf(received: unknown, bad: readonly Verdict[]): string {
  const pageUrl = (received as { readonly pageUrl?: unknown } | null | undefined)?.pageUrl;
  return bad.length === 0 || typeof pageUrl !== 'string' ? '' : `\n\n  ${pageUrl}#/verdicts`;
}

function describe({ id, title, status, needs, breaches, remedy }: Verdict): string {
  if (status === 'not-exercised') return `  ${id}: not exercised. It needs ${needs}`;
  return [`  ${id}: ${title}`, ...breaches.map(({ message }) => `    ${message}`), `    ${remedy}`].join('\n');
}

function requireRule(id: string): void {
  const known = rules.map(rule => rule.id);
  if (known.includes(id)) return;
  throw new KitError('ERR_CONFIG_INVALID', `Unknown rule "${id}".`, { hint: suggest(id, known) });
}
