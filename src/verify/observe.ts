// What a run leaves behind beside its report: recordings, drift against a baseline, coverage. Exchanges are reduced to
// shapes and counts as they are seen; none is kept.

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

/** What is to be left behind; by default nothing. */
export interface ObserveOptions {
  /** Folder for recordings of what was seen, as shapes without values. */
  readonly record?: string;
  /** Folder of recordings to compare with: what differs is drift, apart from what the document says. */
  readonly baseline?: string;
  /** The baseline is replaced by what was seen; drift is then only told. Default: false. */
  readonly updateBaseline?: boolean;
  /** File for what was exercised of the document. */
  readonly coverage?: string;
}

/** Watches a run. */
export interface Observer {
  see(exchange: SeenExchange, operation: Operation | undefined, kind?: string): void;
  /** What became of the comparison with the baseline, as checks; none without one. */
  drift(): readonly CheckResult[];
  /** Writes what was asked for. @throws ERR_RECORDING_UNREADABLE, ERR_COVERAGE_UNREADABLE when that is not possible */
  write(): void;
}

/**
 * An observer; a baseline is read now, and places are tried, so that nothing is asked in vain.
 *
 * @param source what coverage is said to come from
 * @throws ERR_RECORDING_UNREADABLE, ERR_COVERAGE_UNREADABLE, ERR_CONFIG_INVALID
 */
export function createObserver(document: ApiDocument, options: ObserveOptions, source: string): Observer {
  const { record, baseline, updateBaseline = false, coverage } = options;
  if (updateBaseline && baseline === undefined)
    throw new KitError('ERR_CONFIG_INVALID', 'A baseline is to be updated, but none is named.', {
      hint: 'Name its folder with --baseline.',
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
