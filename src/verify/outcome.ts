// The outcome of a run: its exit code by the policy, and what it writes beside its report.

import { KitError } from '../base/errors.ts';
import { applyPolicy, type Policy, parseIgnores } from '../contract/findings/policy.ts';
import type { CheckResult, Report } from '../contract/findings/report.ts';
import type { ApiDocument, Operation } from '../contract/openapi/document.ts';
import type { SeenExchange } from '../contract/responses/exchange.ts';
import { createCoverageCollector } from '../traffic/coverage/coverage.ts';
import { requireCoverageFile, writeCoverage } from '../traffic/coverage/coverage-file.ts';
import { driftResults } from '../traffic/recordings/drift.ts';
import { readRecordings, requireRecordingsFolder, writeRecordings } from '../traffic/recordings/recording.ts';
import { mergeShapes, type Shape } from '../traffic/recordings/shape.ts';
import { shapeOf } from '../traffic/recordings/take-shape.ts';

/** Conditions of a successful run. */
export interface Demands {
  /** Minimum number of checks that must run. Default: 1. */
  readonly requireChecks?: number;
  /** Count warnings as errors. Default: false. */
  readonly strict?: boolean;
  /** Findings to ignore, each `CODE` or `CODE:POINTER`. */
  readonly ignore?: readonly string[];
}

/** @throws ERR_CLI_USAGE for an invalid entry of `ignore` */
export function readPolicy({ strict = false, ignore = [] }: Demands): Policy {
  return { strict, ignores: parseIgnores(ignore) };
}

/**
 * Weighs the findings and settles the exit code: 1 where an error is left, 3 where nothing or less than asked for was
 * checked, else 0. Errors take precedence.
 *
 * @param wanted ids of checks that must run
 */
export function conclude(
  report: Omit<Report, 'exitCode'>,
  policy: Policy,
  { requireChecks = 1 }: Demands,
  wanted: readonly string[] = [],
): Report {
  const weighed = applyPolicy({ ...report, exitCode: 0 }, policy);
  const missing = shortcomings(weighed, requireChecks, wanted);
  const exitCode = weighed.exitCode === 1 ? 1 : missing.length > 0 ? 3 : 0;
  return { ...weighed, notes: [...weighed.notes, ...missing], exitCode };
}

/** Reasons why the run is incomplete. */
function shortcomings({ checks }: Report, required: number, wanted: readonly string[]): readonly string[] {
  const made = checks.filter(({ status }) => status === 'passed' || status === 'failed').length;
  const unmade = checks.filter(({ id, status }) => status === 'not-checked' && wanted.includes(id)).map(({ id }) => id);
  return [
    ...(made < required ? [`incomplete: ${made} of at least ${required} checks ran`] : []),
    ...(unmade.length > 0 ? [`incomplete: ${unmade.join(', ')} could not run`] : []),
  ];
}

// Output of a run beside its report: recordings, drift against a baseline, coverage. Exchanges are reduced to shapes and
// counts at once; none is stored.

export interface ObserveOptions {
  /** Folder for recordings of the exchanges, as shapes without values. */
  readonly record?: string;
  /** Folder of recordings to compare with; differences are reported as drift. */
  readonly baseline?: string;
  /** Replace the baseline; drift is then information only. Default: false. */
  readonly updateBaseline?: boolean;
  /** File for the coverage of the document. */
  readonly coverage?: string;
}

export interface Observer {
  see(exchange: SeenExchange, operation: Operation | undefined, kind?: string): void;
  /** Results of the comparison with the baseline, as checks; none without one. */
  drift(): readonly CheckResult[];
  /** Writes the files. @throws ERR_RECORDING_UNWRITABLE, ERR_COVERAGE_UNWRITABLE */
  write(): void;
}

/**
 * Reads the baseline and checks the folders before the first request.
 *
 * @param source what coverage is said to come from
 * @throws ERR_RECORDING_UNREADABLE, ERR_*_UNWRITABLE, ERR_CONFIG_INVALID
 */
export function createObserver(document: ApiDocument, options: ObserveOptions, source: string): Observer {
  const { record, baseline, updateBaseline = false, coverage } = options;
  if (updateBaseline && baseline === undefined)
    throw new KitError('ERR_CONFIG_INVALID', 'updateBaseline requires a baseline.', {
      hint: 'Set its folder with --baseline.',
    });
  const before = baseline === undefined || updateBaseline ? undefined : readRecordings(baseline);
  const recorded = [record, updateBaseline ? baseline : undefined].filter(folder => folder !== undefined);
  for (const folder of recorded) requireRecordingsFolder(folder);
  if (coverage !== undefined) requireCoverageFile(coverage);
  const collector = coverage === undefined ? undefined : createCoverageCollector(document, source);
  const shapes = new Map<string, Shape>();
  return {
    see(exchange, operation, kind) {
      collector?.add(exchange, operation);
      if (record === undefined && baseline === undefined) return;
      const shape = shapeOf(exchange, { document, operation, kind });
      const known = shapes.get(shape.kind);
      shapes.set(shape.kind, known ? mergeShapes(known, shape) : shape);
    },
    drift: () => (before === undefined ? [] : driftResults(before, [...shapes.values()], document)),
    write() {
      for (const folder of recorded) writeRecordings(folder, [...shapes.values()]);
      if (coverage !== undefined && collector !== undefined) writeCoverage(coverage, collector.coverage());
    },
  };
}
