// `aps-userinfo judge`: runs a client through the catalogue, one scenario after another, each in a session of its own.

import { KitError } from '../base/errors.ts';
import { packageVersion } from '../base/package-files.ts';
import { suggest } from '../base/suggest.ts';
import type { Config } from '../config/config.ts';
import { parseReports, prepareReports, writeReports } from '../contract/findings/reports.ts';
import { mockToken } from '../server/mock/token.ts';
import { createServer, type MockServer } from '../server/server.ts';
import { hasStalled, type JournalEntry } from '../server/sessions/journal-entry.ts';
import type { Session } from '../server/sessions/session.ts';
import { defaultThresholds, type Thresholds, type Verdict } from '../server/verdicts/verdict.ts';
import { verdictsOf } from '../server/verdicts/verdicts.ts';
import { type Client, type RunOptions, runClient, stopClients } from './judge-client.ts';
import { type Judged, judgeReport, renderTable, type TableFormat, tableFormats } from './judge-table.ts';
import { createLog } from './log.ts';
import type { Surroundings } from './report-run.ts';

export interface JudgeFlags {
  /** Names of the catalogue; default all. */
  readonly only?: readonly string[] | undefined;
  readonly skip?: readonly string[] | undefined;
  readonly timeout?: number | undefined;
  readonly runTimeout?: number | undefined;
  readonly threshold?: Readonly<Record<string, string>> | undefined;
  readonly format?: string | undefined;
  readonly report?: readonly string[] | undefined;
  readonly showOutput?: boolean | undefined;
}

/** Longer than the threshold `stallSeconds`, so that a client without a time limit is seen. */
const timeoutMs = 35_000;
const runTimeoutMs = 1_800_000;

/** The normal answer comes first: a client that asks for nothing then is not connected to the mock. */
const control = 'documented';

/** @returns the exit code @throws ERR_CLI_USAGE, ERR_REPORT_UNWRITABLE, and as `createServer` and `runClient` */
export async function runJudge(
  config: Config,
  client: Client,
  flags: JudgeFlags,
  around: Surroundings,
): Promise<number> {
  const format = requireFormat(flags.format ?? 'text');
  const reports = flags.report === undefined ? [] : parseReports(flags.report);
  requireFiles(format, reports);
  const thresholds = readThresholds(flags.threshold ?? {});
  const log = createLog({
    level: 'error',
    forPeople: true,
    color: false,
    quiet: true,
    write: line => around.stderr.write(line),
    now: Date.now,
  });
  const server = await createServer({ ...config, admin: false }, log);
  const onSignal = (): never => {
    stopClients();
    process.exit(130);
  };
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  try {
    const names = namesOf(server, flags);
    prepareReports(reports);
    const judged = await judgeAll(server, client, { names, thresholds, flags, around });
    const exitCode = exitCodeOf(judged);
    around.stdout.write(renderTable(judged, format));
    const { title, version, file } = server.served.document;
    const report = judgeReport(judged, targetOf(client), { title, version, file }, exitCode);
    writeReports(report, reports, text => around.stdout.write(text), { version: packageVersion() });
    return exitCode;
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
    await server.close();
  }
}

interface Plan {
  readonly names: readonly string[];
  readonly thresholds: Partial<Thresholds>;
  readonly flags: JudgeFlags;
  readonly around: Surroundings;
}

async function judgeAll(server: MockServer, client: Client, plan: Plan): Promise<readonly Judged[]> {
  const { names, flags, around } = plan;
  const endsAt = performance.now() + (flags.runTimeout ?? runTimeoutMs);
  const judged: Judged[] = [];
  for (const [index, name] of names.entries()) {
    const leftMs = endsAt - performance.now();
    showProgress(around, `${index + 1}/${names.length} ${name}`);
    const result = await judgeOne(server, client, name, { ...plan, leftMs });
    judged.push(result);
    if (index === 0 && result.entries.length === 0) throw unconnected(server, client);
  }
  showProgress(around, '');
  return judged;
}

async function judgeOne(
  server: MockServer,
  client: Client,
  name: string,
  { thresholds, flags, leftMs }: Plan & { readonly leftMs: number },
): Promise<Judged> {
  const scenario = server.served.catalog.findAny(name);
  const session =
    'url' in client ? server.sessions.default : server.sessions.open(`judge-${name.replace(/[^\w.~-]/gu, '-')}`);
  session.reset();
  session.use(scenario);
  const verdicts = (): readonly Verdict[] => verdictsOf(session.journal, thresholds);
  const { title = name, goodClient } = scenario ?? {};
  const texts = { name, title, goodClient };
  if (leftMs <= 0) return { ...texts, run: undefined, entries: [], verdicts: verdicts() };
  // The end of a client that is stopped says nothing about the client.
  let beforeStop: Pick<Judged, 'entries' | 'verdicts'> | undefined;
  const options: RunOptions = {
    env: environmentOf(server, session, name),
    timeoutMs: Math.min(flags.timeout ?? timeoutMs, leftMs),
    showOutput: flags.showOutput === true,
    onTimeout: () => {
      const entries = session.journal.all().map(entry => asOf(entry, session.clock.now()));
      beforeStop = { entries, verdicts: verdictsOf({ all: () => entries }, thresholds) };
    },
  };
  const run = await runClient(client, options);
  return { ...texts, run, ...(beforeStop ?? { entries: session.journal.all(), verdicts: verdicts() }) };
}

/** A copy of an entry; an answer that stalls has lasted until now. */
function asOf(entry: JournalEntry, now: number): JournalEntry {
  const isOpen = hasStalled(entry) && !entry.aborted;
  return isOpen ? { ...entry, durationMs: now - entry.at } : { ...entry };
}

/** How a command learns where the mock is. */
function environmentOf({ url }: MockServer, { id }: Session, scenario: string): Readonly<Record<string, string>> {
  return {
    JUDGE_BASE_URL: `${url}/sessions/${id}`,
    JUDGE_TOKEN: mockToken('alice', undefined, undefined),
    JUDGE_SCENARIO: scenario,
  };
}

function namesOf({ served }: MockServer, { only, skip = [] }: JudgeFlags): readonly string[] {
  const all = served.catalog.entries().map(({ name }) => name);
  for (const name of [...(only ?? []), ...skip]) {
    if (served.catalog.findAny(name) !== undefined) continue;
    throw new KitError('ERR_CLI_USAGE', `Unknown scenario "${name}".`, { hint: suggest(name, all) });
  }
  const rest = (only ?? all).filter(name => name !== control && !skip.includes(name));
  return [control, ...new Set(rest)];
}

function readThresholds(texts: Readonly<Record<string, string>>): Partial<Thresholds> {
  const thresholds = Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, Number(text)]));
  try {
    verdictsOf({ all: () => [] }, thresholds);
  } catch (error) {
    if (!(error instanceof KitError)) throw error;
    const hint = error.hint ?? `Known: ${Object.keys(defaultThresholds).join(', ')}.`;
    throw new KitError('ERR_CLI_USAGE', error.message, { hint, cause: error });
  }
  return thresholds;
}

function requireFormat(format: string): TableFormat {
  const known = tableFormats.find(each => each === format);
  if (known !== undefined) return known;
  throw new KitError('ERR_CLI_USAGE', `Unknown format "${format}".`, { hint: suggest(format, tableFormats) });
}

/** The table is on standard output, where programs read it. */
function requireFiles(
  format: TableFormat,
  reports: readonly { readonly name: string; readonly file?: string }[],
): void {
  const printed = reports.find(({ file }) => file === undefined);
  if (printed === undefined || format === 'text') return;
  throw new KitError('ERR_CLI_USAGE', `Standard output cannot take ${printed.name} beside the table.`, {
    hint: `Write the report to a file: --report ${printed.name}=FILE.`,
  });
}

function exitCodeOf(judged: readonly Judged[]): 0 | 1 | 3 {
  if (judged.some(({ verdicts }) => verdicts.some(({ status }) => status === 'failed'))) return 1;
  return judged.some(({ run }) => run === undefined) ? 3 : 0;
}

function unconnected({ url }: MockServer, client: Client): KitError {
  return new KitError('ERR_NOTHING_JUDGED', `The client sent no request to the mock at ${url}.`, {
    hint:
      'url' in client
        ? `Set the base URL of the app to ${url}, and name a URL of the app that reads the profile.`
        : 'Let the command read its base URL from JUDGE_BASE_URL and its token from JUDGE_TOKEN.',
  });
}

function targetOf(client: Client): string {
  return 'url' in client ? client.url : client.command.join(' ');
}

/** One line on a terminal, replaced by the next one. */
function showProgress({ stderr }: Surroundings, text: string): void {
  if (stderr.isTTY === true) stderr.write(`\r\u001b[K${text}`);
}
