// What the commands that check have in common: where their reports go is settled before the run, and they are written after it.

import { wantsColor } from '../findings/color.ts';
import type { RenderOptions } from '../findings/render-options.ts';
import type { Report } from '../findings/report.ts';
import { prepareReports, type ReportRequest, writeReports } from '../findings/reports.ts';
import type { Surroundings } from './surroundings.ts';
import { readVersion } from './version.ts';

/** What came of a run. */
export interface Outcome extends Required<Pick<RenderOptions, 'locate'>> {
  readonly report: Report;
}

/** @returns the exit code of the run @throws ERR_REPORT_UNWRITABLE, and whatever the run throws */
export async function reportRun(
  requests: readonly ReportRequest[],
  { env, stdout }: Pick<Surroundings, 'env' | 'stdout'>,
  run: () => Promise<Outcome>,
): Promise<number> {
  prepareReports(requests);
  const { report, locate } = await run();
  const color = wantsColor(stdout.isTTY === true, env);
  writeReports(report, requests, text => stdout.write(text), { color, locate, version: readVersion() });
  return report.exitCode;
}
