// What the commands that check have in common: where their reports go is settled before the run, and they are written after it.

import { packageVersion } from '../base/package-files.ts';
import { wantsColor } from '../contract/findings/color.ts';
import type { RenderOptions } from '../contract/findings/render.ts';
import type { Report } from '../contract/findings/report.ts';
import { prepareReports, type ReportRequest, writeReports } from '../contract/findings/reports.ts';

/** The parts of the process that a command uses, so that a test can replace them. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: { write(text: string): unknown; readonly isTTY?: boolean };
  readonly stderr: { write(text: string): unknown };
}

/** Result of a run. */
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
  writeReports(report, requests, text => stdout.write(text), { color, locate, version: packageVersion() });
  return report.exitCode;
}
