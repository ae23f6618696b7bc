// Output of a run beside its report: recordings, drift against a baseline, coverage. Exchanges are reduced to shapes and
// counts at once; none is stored.

import { KitError } from '../base/errors.ts';
import type { CheckResult } from '../contract/findings/report.ts';
import type { ApiDocument, Operation } from '../contract/openapi/document.ts';
import type { SeenExchange } from '../contract/responses/exchange.ts';
import { createCoverageCollector } from '../traffic/coverage/coverage.ts';
import { requireCoverageFile, writeCoverage } from '../traffic/coverage/coverage-file.ts';
import { driftResults } from '../traffic/recordings/drift.ts';
import { readRecordings, requireRecordingsFolder, writeRecordings } from '../traffic/recordings/recording.ts';
import { mergeShapes, type Shape } from '../traffic/recordings/shape.ts';
import { shapeOf } from '../traffic/recordings/take-shape.ts';

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
