// Pact's native code reports its use to an analytics service unless the environment of the process disables that.
// @see https://docs.pact.io/telemetry

import { isMainThread } from 'node:worker_threads';
import { KitError } from '../base/errors.ts';

export const trackingVariable = 'PACT_DO_NOT_TRACK';

/**
 * Disables Pact's telemetry. In the main thread an environment variable suffices; the environment of a worker thread is a
 * copy that native code does not see, so it must be disabled already.
 * @throws ERR_PACT_TRACKING in a worker thread of a process with telemetry
 */
export function stopTracking(): void {
  if (isMainThread) process.env[trackingVariable] ??= 'true';
  else if (nativeVariable(trackingVariable) === undefined) throw tracked();
}

/** Newer than the declarations of Node.js. */
type ReportOfProcess = typeof process.report & { excludeNetwork?: boolean };

function nativeVariable(name: string): string | undefined {
  // A report resolves the names of every connected address by default.
  const report: ReportOfProcess = process.report;
  report.excludeNetwork = true;
  const { environmentVariables } = report.getReport() as { environmentVariables?: Record<string, string> };
  return environmentVariables?.[name];
}

function tracked(): KitError {
  return new KitError('ERR_PACT_TRACKING', "Pact's telemetry cannot be disabled in a worker thread.", {
    hint: `Add freshPacts() as globalSetup, or set ${trackingVariable}=true for the whole process.`,
  });
}
