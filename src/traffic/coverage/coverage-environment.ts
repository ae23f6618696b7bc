// Coverage of test runs: where APS_USERINFO_COVERAGE names a folder, every process leaves a file of its own there, so that
// workers never write the same one. `aps-userinfo coverage FOLDER` reads them as one.

import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { KitError } from '../../base/errors.ts';
import type { ApiDocument } from '../../contract/openapi/document.ts';
import { type CoverageCollector, createCoverageCollector } from './coverage.ts';
import { requireCoverageFolder, writeCoverage } from './coverage-file.ts';

/** The folder that coverage is written to. */
export const coverageVariable = 'APS_USERINFO_COVERAGE';
/** What it is said to come from; default `tests`. */
export const coverageSourceVariable = 'APS_USERINFO_COVERAGE_SOURCE';

const collectors = new Map<string, CoverageCollector>();

/**
 * The collector of this process, the same one each time for the same document; undefined where nobody asked for coverage.
 * It writes its file when the process ends, and from time to time before that, since runners end their workers by force.
 *
 * @throws ERR_COVERAGE_UNREADABLE when the folder cannot be written to
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

// Often enough to lose little, seldom enough to cost nothing.
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

/** Nobody is there to catch an error: the tests are over, or in the middle of something else. */
function writeOrWarn(file: string, collector: CoverageCollector): void {
  try {
    writeCoverage(file, collector.coverage());
  } catch (error) {
    process.emitWarning((error as KitError).message, { code: (error as KitError).code });
  }
}
