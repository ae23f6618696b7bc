// Common frame of commands with reports: checks the report files before the run, and writes them after it.

import { packageVersion } from '../base/package-files.ts';
import { wantsColor } from '../contract/findings/color.ts';
import type { RenderOptions } from '../contract/findings/render.ts';
import type { Report } from '../contract/findings/report.ts';
import { prepareReports, type ReportRequest, writeReports } from '../contract/findings/reports.ts';

/** Parts of the process that a test can replace. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: { write(text: string): unknown; readonly isTTY?: boolean };
  readonly stderr: { write(text: string): unknown; readonly isTTY?: boolean };
}

export interface Outcome extends Required<Pick<RenderOptions, 'locate'>> {
  readonly report: Report;
}

/** A line on a terminal that counts the seconds of long work, removed at its end. @returns what ends it */
function showProgress(stderr: Surroundings['stderr'], everyMs: number): () => void {
  if (stderr.isTTY !== true) return () => undefined;
  const startedAt = performance.now();
  let isShown = false;
  const timer = setInterval(() => {
    isShown = true;
    stderr.write(`\r${Math.round((performance.now() - startedAt) / 1000)} s ...`);
  }, everyMs);
  return () => {
    clearInterval(timer);
    if (isShown) stderr.write('\r\u001b[K');
  };
}

/** @returns the exit code of the run @throws ERR_REPORT_UNWRITABLE, and whatever the run throws */
export async function reportRun(
  requests: readonly ReportRequest[],
  { env, stdout, stderr }: Surroundings,
  run: () => Promise<Outcome>,
  progressMs = 1000,
): Promise<number> {
  prepareReports(requests);
  const stopProgress = showProgress(stderr, progressMs);
  const { report, locate } = await run().finally(stopProgress);
  const color = wantsColor(stdout.isTTY === true, env);
  const options = { color, locate, version: packageVersion(), root: env['GITHUB_WORKSPACE'] };
  writeReports(report, requests, text => stdout.write(text), options);
  return report.exitCode;
}
