// Pact's native code reports its use to an analytics service unless the environment of the process says not to.
// @see https://docs.pact.io/telemetry

import { isMainThread } from 'node:worker_threads';
import { KitError } from '../base/errors.ts';

export const trackingVariable = 'PACT_DO_NOT_TRACK';

/**
 * Turns Pact's telemetry off. In the main thread it is enough to say so; the environment of a worker thread is a copy
 * that native code does not see, so there it has to be off already.
 * @throws ERR_PACT_TRACKING in a worker thread whose process has not turned it off
 */
export function stopTracking(): void {
  if (isMainThread) process.env[trackingVariable] ??= 'true';
  else if (nativeVariable(trackingVariable) === undefined) throw tracked();
}

/** Newer than the declarations of Node.js. */
type ReportOfProcess = typeof process.report & { excludeNetwork?: boolean };

export function nativeVariable(name: string): string | undefined {
  // A report looks up the names of every address that is connected, unless told not to.
  const report: ReportOfProcess = process.report;
  report.excludeNetwork = true;
  const { environmentVariables } = report.getReport() as { environmentVariables?: Record<string, string> };
  return environmentVariables?.[name];
}

function tracked(): KitError {
  return new KitError('ERR_PACT_TRACKING', "Pact's telemetry cannot be turned off from within a worker thread.", {
    hint: `Add freshPacts() as globalSetup, or set ${trackingVariable}=true for the whole process.`,
  });
}
