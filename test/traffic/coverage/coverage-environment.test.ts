import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { collectorFromEnvironment } from '../../../src/traffic/coverage/coverage.ts';
import { readCoverage } from '../../../src/traffic/coverage/coverage-file.ts';
import { patienceMs } from '../../patience.ts';
import { writeFiles } from '../../written-files.ts';
import { document } from '../recordings/exchanges.ts';
import { thrownBy } from '../recordings/thrown-by.ts';

const node = process.features.typescript ? process.execPath : createRequire(import.meta.url).resolve('node/bin/node');
const source = (name: string): string => JSON.stringify(new URL(`../../../src/${name}`, import.meta.url).href);

/** A process that sees two refusals and ends in this way. */
const program = (end: string): string => `
  import { builtinDocument, loadDocument } from ${source('contract/openapi/load.ts')};
  import { collectorFromEnvironment } from ${source('traffic/coverage/coverage.ts')};
  const document = await loadDocument(builtinDocument());
  const exchange = {
    request: { method: 'GET', path: '/userinfo', headers: [] },
    response: { status: 401, headers: [], body: undefined },
    where: 'a test',
  };
  collectorFromEnvironment(document)?.add(exchange);
  collectorFromEnvironment(document)?.add(exchange);
  ${end}`;

function run(end: string, env: Readonly<Record<string, string>>): void {
  const { status, stderr } = spawnSync(node, ['--input-type=module-typescript', '-e', program(end)], {
    env,
    encoding: 'utf8',
    timeout: patienceMs,
  });
  if (status === 1) throw new Error(stderr);
}

const fresh = (): string => join(dirname(writeFiles({ 'unused.txt': '' })), 'coverage');

describe('coverage enabled by the environment', () => {
  it('is collected only where a folder is named', () => {
    expect(collectorFromEnvironment(document, {})).toBeUndefined();
    expect(collectorFromEnvironment(document, { APS_USERINFO_COVERAGE: '' })).toBeUndefined();
  });

  it('is collected by one collector for a document', () => {
    const env = { APS_USERINFO_COVERAGE: fresh() };
    expect(collectorFromEnvironment(document, env)).toBe(collectorFromEnvironment(document, env));
  });

  it.each([
    ['ends by itself', ''],
    ['is told to exit', 'process.exit(0);'],
    ['is ended by force a moment later', "setTimeout(() => process.kill(process.pid, 'SIGKILL'), 1000);"],
  ])('is written when the process %s, each to its own file', (_, end) => {
    const folder = fresh();
    const env = { APS_USERINFO_COVERAGE: folder, APS_USERINFO_COVERAGE_SOURCE: 'worker' };
    run(end, env);
    run(end, env);
    expect(readdirSync(folder).filter(name => /^coverage-[\w-]+\.json$/.test(name))).toHaveLength(2);
    const refused = readCoverage([folder]).items.find(({ status, kind }) => status === '401' && kind === 'status');
    expect(refused?.seen).toEqual({ worker: 4 });
  });

  it('leaves no file where nothing was seen', () => {
    const folder = fresh();
    collectorFromEnvironment(document, { APS_USERINFO_COVERAGE: folder })?.coverage();
    expect(existsSync(folder)).toBe(false);
  });

  it('is refused at once where it cannot be written', () => {
    const file = writeFiles({ 'in-the-way': '' });
    const error = thrownBy(() => collectorFromEnvironment(document, { APS_USERINFO_COVERAGE: file }));
    expect(error.code).toBe('ERR_COVERAGE_UNWRITABLE');
    expect(error.message).toContain('a part of the path is a file');
  });
});
