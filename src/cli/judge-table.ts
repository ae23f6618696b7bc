// The table of `aps-userinfo judge`: scenario by outcome, as text, Markdown, JSON, and as the report that all formats take.

import { createFinding } from '../contract/findings/catalog.ts';
import type { Report } from '../contract/findings/report.ts';
import { printable } from '../contract/findings/safe-text.ts';
import { readableFaults } from '../server/scenarios/scenario.ts';
import { endOf, type JournalEntry } from '../server/sessions/journal-entry.ts';
import { isProfile, runtimeRepeats } from '../server/verdicts/calls.ts';
import type { Verdict } from '../server/verdicts/verdict.ts';
import type { ClientRun } from './judge-client.ts';
import { aligned, markdownTable } from './terminal.ts';

/** What the client made of one scenario. */
export interface Judged {
  readonly name: string;
  readonly title: string;
  readonly goodClient: string | undefined;
  /** Undefined where the time of the whole run was over before. */
  readonly run: ClientRun | undefined;
  readonly entries: readonly JournalEntry[];
  readonly verdicts: readonly Verdict[];
}

export const tableFormats = ['text', 'md', 'json'] as const;
export type TableFormat = (typeof tableFormats)[number];

/** Requests that a cell shows. */
const mostShown = 6;

const head = ['Scenario', 'Requests', 'Waited', 'Outcome', 'Broken rules'];

/** The table, with a line about the rules that nothing exercised. */
export function renderTable(judged: readonly Judged[], format: TableFormat): string {
  if (format === 'json') return `${JSON.stringify({ scenarios: judged.map(asData) }, null, 2)}\n`;
  const rows = [head, ...judged.map(rowOf)];
  const note = `Rules that no scenario exercised: ${unexercised(judged).join(', ') || 'none'}.`;
  const lines = format === 'md' ? markdownTable(rows) : aligned(rows);
  return `${[...lines, '', note].join('\n')}\n`;
}

function rowOf(judged: Judged): readonly string[] {
  const { name, entries } = judged;
  return [
    name,
    requestsOf(entries),
    waitsOf(entries),
    outcomeOf(judged),
    failedOf(judged)
      .map(({ id }) => id)
      .join(', '),
  ];
}

/** Such as `3: 429 429 200`; a plus sign stands before what the runtime of the client repeated by itself. */
function requestsOf(entries: readonly JournalEntry[]): string {
  if (entries.length === 0) return '0';
  const repeats = runtimeRepeats(entries);
  const shown = entries.slice(0, mostShown).map(entry => `${repeats.has(entry) ? '+' : ''}${answerOf(entry)}`);
  return `${entries.length}: ${shown.join(' ')}${entries.length > mostShown ? ' ...' : ''}`;
}

function answerOf({ status, fault, aborted }: JournalEntry): string {
  if (status !== undefined) return String(status);
  return fault === undefined ? (aborted ? 'abandoned' : 'open') : fault.toLowerCase().replaceAll('_', '-');
}

/** The pauses between the end of each answer and the next request. */
function waitsOf(entries: readonly JournalEntry[]): string {
  return pausesOf(entries)
    .slice(0, mostShown)
    .map(ms => (ms < 1000 ? `${ms} ms` : `${(ms / 1000).toFixed(1)} s`))
    .join(', ');
}

function pausesOf(entries: readonly JournalEntry[]): readonly number[] {
  return entries.slice(1).map(({ at }, index) => Math.max(0, Math.round(at - endOf(entries[index] as JournalEntry))));
}

function outcomeOf({ run, entries }: Judged): string {
  if (run === undefined) return 'not run';
  const { exitCode, status, durationMs } = run;
  if (exitCode === undefined) return `stopped after ${(durationMs / 1000).toFixed(1)} s`;
  const what = status === undefined ? `exit ${exitCode}` : `status ${status}`;
  return exitCode === 0 && entries.length > 0 && !entries.some(isSound) ? `${what} without a profile` : what;
}

/** Whether the body of the answer was a valid profile, as far as the mock knows. */
function isSound(entry: JournalEntry): boolean {
  const { status, fault, outcome, aborted } = entry;
  const isWhole = !aborted && (fault === undefined || readableFaults.has(fault));
  return isProfile(entry) && status === 200 && isWhole && !/; (?:breaks=body|drifted=)|^raw body/u.test(outcome);
}

function failedOf({ verdicts }: Judged): readonly Verdict[] {
  return verdicts.filter(({ status }) => status === 'failed');
}

/** Rules that every scenario left without anything to judge. */
function unexercised(judged: readonly Judged[]): readonly string[] {
  const exercised = new Set(
    judged.flatMap(({ verdicts }) => verdicts.filter(({ status }) => status !== 'not-exercised').map(({ id }) => id)),
  );
  return (judged[0]?.verdicts ?? []).map(({ id }) => id).filter(id => !exercised.has(id));
}

function asData(judged: Judged): object {
  const { name, title, goodClient, run, entries, verdicts } = judged;
  const repeats = runtimeRepeats(entries);
  const requests = entries.map(entry => {
    const { method, url, at, status, fault, aborted, durationMs } = entry;
    return { method, url, at, status, fault, aborted, durationMs, byRuntime: repeats.has(entry) };
  });
  return {
    ...{ scenario: name, title, goodClient, outcome: outcomeOf(judged) },
    ...(run !== undefined && { exitCode: run.exitCode ?? null, status: run.status, durationMs: run.durationMs }),
    requests,
    pausesMs: pausesOf(entries),
    verdicts: verdicts.map(({ id, status, breaches }) => ({
      id,
      status,
      messages: breaches.map(each => each.message),
    })),
  };
}

/** The same as a report: one check for each scenario. */
export function judgeReport(
  judged: readonly Judged[],
  target: string,
  document: Report['document'],
  exitCode: Report['exitCode'],
): Report {
  const checks = judged.map(each => {
    const failed = failedOf(each);
    const wasSeen = each.run !== undefined && each.entries.length > 0;
    const findings = failed.flatMap(({ code, remedy, breaches }) =>
      breaches.map(({ message, requests }) =>
        createFinding(code, { message, where: `scenario ${each.name}, requests ${requests.join(', ')}`, hint: remedy }),
      ),
    );
    return {
      ...{ id: each.name, title: printable(each.title), findings, requests: each.entries.length },
      status: wasSeen ? (failed.length > 0 ? ('failed' as const) : ('passed' as const)) : ('not-checked' as const),
      ...(!wasSeen && {
        reason: each.run === undefined ? 'the time of the run was over' : 'the client sent no request',
      }),
      ...(each.run !== undefined && { durationMs: each.run.durationMs }),
    };
  });
  const notes = judged.map(each => `${each.name}: ${requestsOf(each.entries)}; ${outcomeOf(each)}`);
  return { command: 'judge', target, document, checks, findings: [], notes, exitCode };
}
