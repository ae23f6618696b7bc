// Metrics in the text format of Prometheus. Nothing is counted until they are first asked for: then the entries of the
// journals count, and from there on each answer as it ends.
// @see https://prometheus.io/docs/practices/naming/

import type { Counter, Histogram } from 'prom-client';
import { loadPackage } from '../../base/optional-package.ts';
import { packageVersion } from '../../base/package-files.ts';
import type { JournalEntry } from '../sessions/journal-entry.ts';
import type { Sessions } from '../sessions/sessions.ts';

/** What a monitoring system reads. */
export interface Metrics {
  readonly contentType: string;
  /** Counts an answered request. */
  note(entry: JournalEntry): void;
  /** Every metric, in the text format. */
  text(): Promise<string>;
}

type Library = typeof import('prom-client');

/** Names of scenarios come from files and from tests: further ones share the label `other`. */
const mostScenarios = 200;

/** In seconds: from a cached answer to a delay that a client gives up on. */
const buckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** @throws ERR_PACKAGE_NOT_INSTALLED */
export function startMetrics(sessions: Sessions): Metrics {
  const library = loadPackage<Library>('prom-client', { what: 'GET /__admin/metrics' });
  const register = new library.Registry();
  library.collectDefaultMetrics({ register });
  const note = createNote(
    new library.Counter({
      name: 'aps_userinfo_requests_total',
      help: 'Requests by status (none: no answer), scenario, and kind of person.',
      labelNames: ['status', 'scenario', 'person'],
      registers: [register],
    }),
    new library.Histogram({
      name: 'aps_userinfo_request_duration_seconds',
      help: 'From the arrival of a request until its answer is handed over, by the clock of its session.',
      buckets,
      registers: [register],
    }),
  );
  addGauges(library, register, sessions);
  for (const { journal } of sessions.list())
    for (const entry of journal.all()) if (entry.durationMs !== undefined) note(entry);
  return { contentType: register.contentType, note, text: () => register.metrics() };
}

/** Counters of each combination of labels are kept: looking one up by labels takes longer than the rest. */
function createNote(
  requests: Counter<'status' | 'scenario' | 'person'>,
  durations: Histogram,
): (entry: JournalEntry) => void {
  const counters = new Map<string, Counter.Internal>();
  const scenarios = new Set<string>();
  return entry => {
    const { status = 'none', durationMs = 0 } = entry;
    const scenario = bounded(entry.scenario?.replace(/^inline-.*/, 'inline') ?? 'none', scenarios);
    const person = personOf(entry);
    const key = `${status} ${person} ${scenario}`;
    const counter = counters.get(key) ?? requests.labels({ status: String(status), scenario, person });
    counters.set(key, counter);
    counter.inc();
    // A test can move the clock of a session back.
    durations.observe(Math.max(0, durationMs) / 1000);
  };
}

function bounded(name: string, known: Set<string>): string {
  if (known.has(name)) return name;
  if (known.size >= mostScenarios) return 'other';
  known.add(name);
  return name;
}

/** A token names a hand-written persona, or stands for a stranger. */
function personOf({ persona, tokenHash }: JournalEntry): 'persona' | 'stranger' | 'none' {
  if (persona !== undefined) return 'persona';
  return tokenHash === undefined ? 'none' : 'stranger';
}

function addGauges({ Gauge }: Library, register: InstanceType<Library['Registry']>, sessions: Sessions): void {
  const add = (name: string, help: string, value: () => number): void => {
    new Gauge({
      name: `aps_userinfo_${name}`,
      help,
      registers: [register],
      collect() {
        this.set(value());
      },
    });
  };
  const sum = (part: (journal: Sessions['default']['journal']) => number): number =>
    sessions.list().reduce((total, { journal }) => total + part(journal), 0);
  add('sessions', 'Sessions, with the default one.', () => sessions.list().length);
  add('journal_entries', 'Requests in the journals of all sessions.', () => sum(journal => journal.length));
  add('journal_bytes', 'Estimated memory of all journals.', () => sum(journal => journal.bytes));
  add('journal_dropped', 'Requests that left a full journal.', () => sum(journal => journal.dropped));
  new Gauge({
    name: 'aps_userinfo_build_info',
    help: 'Version of aps-userinfo; always 1.',
    labelNames: ['version'],
    registers: [register],
  }).set({ version: packageVersion() }, 1);
}
