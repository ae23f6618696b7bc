// `aps-userinfo mock --verdicts`: a report on the client under test when the mock stops.

import { packageVersion } from '../base/package-files.ts';
import { wantsColor } from '../contract/findings/color.ts';
import type { Report } from '../contract/findings/report.ts';
import { parseReports, prepareReports, writeReports } from '../contract/findings/reports.ts';
import type { MockServer } from '../server/server.ts';
import { defaultSessionId } from '../server/sessions/sessions.ts';
import { verdictReport, verdictsOf } from '../server/verdicts/verdicts.ts';
import type { Surroundings } from './report-run.ts';

export interface VerdictFlags {
  /** Reports, each `NAME` or `NAME=FILE`; undefined writes none. */
  readonly verdicts?: readonly string[] | undefined;
  /** A broken rule decides the exit code. */
  readonly exitCode?: boolean | undefined;
}

/**
 * Checks that the reports can be written, and gives what writes them at the end.
 *
 * @returns a function that gives the exit code
 * @throws ERR_CLI_USAGE, ERR_REPORT_UNWRITABLE
 */
export function prepareVerdicts(flags: VerdictFlags, output: Surroundings['stdout']): (server: MockServer) => number {
  const { verdicts, exitCode } = flags;
  if (verdicts === undefined && exitCode !== true) return () => 0;
  const requests = parseReports(verdicts ?? []);
  prepareReports(requests);
  return server => {
    const report = reportOf(server);
    const color = wantsColor(output.isTTY === true, process.env);
    writeReports(report, requests, text => output.write(text), { color, version: packageVersion() });
    return exitCode === true ? report.exitCode : 0;
  };
}

/** The verdicts on every session that has seen a request; exit code 3 where there is none. */
function reportOf({ sessions, served, url }: MockServer): Report {
  const { title, version, file } = served.document;
  const document = { title, version, file };
  const reports = sessions
    .list()
    .filter(({ journal }) => journal.count() > 0)
    .map(({ id, journal }) => ({ id, report: verdictReport(verdictsOf(journal), url, document) }));
  const checks = reports.flatMap(({ id, report }) =>
    report.checks.map(check => (id === defaultSessionId ? check : { ...check, id: `${check.id} (session ${id})` })),
  );
  const exitCode = reports.length === 0 ? 3 : reports.some(({ report }) => report.exitCode === 1) ? 1 : 0;
  return { ...verdictReport([], url, document), checks, exitCode };
}
