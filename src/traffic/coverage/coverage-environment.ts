// Coverage of test runs: every process writes its own file into the folder APS_USERINFO_COVERAGE, so that workers never
// share one. `aps-userinfo coverage FOLDER` merges them.

import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { KitError } from '../../base/errors.ts';
import type { ApiDocument } from '../../contract/openapi/document.ts';
import { type CoverageCollector, createCoverageCollector } from './coverage.ts';
import { requireCoverageFolder, writeCoverage } from './coverage-file.ts';

export const coverageVariable = 'APS_USERINFO_COVERAGE';
/** Source name of the coverage; default `tests`. */
export const coverageSourceVariable = 'APS_USERINFO_COVERAGE_SOURCE';

const collectors = new Map<string, CoverageCollector>();

/**
 * The collector of this process, one for each document; undefined without APS_USERINFO_COVERAGE. It writes its file when the
 * process ends, and regularly before, since runners kill their workers.
 *
 * @throws ERR_COVERAGE_UNWRITABLE when the folder cannot be written to
 */
export function collectorFromEnvironment(
  document: ApiDocument,
  env: Readonly<Record<string, string | undefined>> = process.env,
): CoverageCollector | undefined {
  const folder = env[coverageVariable];
  if (folder === undefined || folder === '') return undefined;
  const key = `${folder}\n${document.hash}`;
  const collector = collectors.get(key) ?? writingCollector(document, folder, env[coverageSourceVariable] || 'tests');
  collectors.set(key, collector);
  return collector;
}

// A compromise between loss and cost.
const writeAfterMs = 100;

function writingCollector(document: ApiDocument, folder: string, source: string): CoverageCollector {
  requireCoverageFolder(folder);
  const collector = createCoverageCollector(document, source);
  const file = join(folder, `coverage-${randomUUID()}.json`);
  let timer: NodeJS.Timeout | undefined;
  const write = (): void => {
    if (timer === undefined) return;
    clearTimeout(timer);
    timer = undefined;
    writeOrWarn(file, collector);
  };
  process.on('exit', write);
  return {
    add(exchange, operation) {
      collector.add(exchange, operation);
      timer ??= setTimeout(write, writeAfterMs).unref();
    },
    coverage: () => collector.coverage(),
  };
}

/** An exception would have no handler: the tests are over, or in the middle of something else. */
function writeOrWarn(file: string, collector: CoverageCollector): void {
  try {
    writeCoverage(file, collector.coverage());
  } catch (error) {
    process.emitWarning((error as KitError).message, { code: (error as KitError).code });
  }
}
