// Common frame of commands with reports: checks the report files before the run, and writes them after it.

import { packageVersion } from '../base/package-files.ts';
import { wantsColor } from '../contract/findings/color.ts';
import type { RenderOptions } from '../contract/findings/render.ts';
import type { Report } from '../contract/findings/report.ts';
import { prepareReports, type ReportRequest, writeReports } from '../contract/findings/reports.ts';
import { type Terminal, withProgress } from './terminal.ts';

/** Parts of the process that a test can replace. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: { write(text: string): unknown; readonly isTTY?: boolean };
  readonly stderr: { write(text: string): unknown } & Terminal;
}

export interface Outcome extends Required<Pick<RenderOptions, 'locate'>> {
  readonly report: Report;
}

/** @returns the exit code of the run @throws ERR_REPORT_UNWRITABLE, and whatever the run throws */
export async function reportRun(
  requests: readonly ReportRequest[],
  { env, stdout, stderr }: Surroundings,
  run: () => Promise<Outcome>,
): Promise<number> {
  prepareReports(requests);
  const { report, locate } = await withProgress(stderr, run);
  const color = wantsColor(stdout.isTTY === true, env);
  const options = { color, locate, version: packageVersion(), root: env['GITHUB_WORKSPACE'] };
  writeReports(report, requests, text => stdout.write(text), options);
  return report.exitCode;
}
