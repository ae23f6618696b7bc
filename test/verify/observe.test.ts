// What a run is to leave behind: whether it can is found out before anything is asked.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createObserver, type ObserveOptions } from '../../src/verify/outcome.ts';
import { verify } from '../../src/verify/verify.ts';
import { document } from '../traffic/recordings/exchanges.ts';
import { thrownBy, thrownByAsync } from '../traffic/recordings/thrown-by.ts';
import { folderWith, writeFiles } from '../written-files.ts';

const observer = (options: ObserveOptions) => createObserver(document, options, 'tests');

describe('before a run', () => {
  it('tries the places of all files, and leaves no folder', () => {
    const folder = folderWith({});
    const at = (...names: readonly string[]): string => join(folder, ...names);
    observer({
      record: at('a', 'record'),
      baseline: at('b', 'baseline'),
      updateBaseline: true,
      coverage: at('c', 'd', 'coverage.json'),
    });
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each<[string, (file: string) => ObserveOptions, string]>([
    ['record', file => ({ record: file }), 'ERR_RECORDING_UNWRITABLE'],
    ['a baseline', file => ({ baseline: join(file, 'x'), updateBaseline: true }), 'ERR_RECORDING_UNWRITABLE'],
    ['coverage', file => ({ coverage: join(file, 'x', 'coverage.json') }), 'ERR_COVERAGE_UNWRITABLE'],
  ])('names the file or folder that a file in the way of %s keeps from being written', (_, options, code) => {
    const file = writeFiles({ 'in-the-way': '' });
    const error = thrownBy(() => observer(options(file)));
    expect(error).toMatchObject({ code, exitCode: 2 });
    expect(error.message).toMatch(/in-the-way.* cannot be written as .*: a part of the path is a file/u);
  });

  it('sends nothing where a file cannot be written', async () => {
    const coverage = writeFiles({ 'package.json': '{"name":"mine"}' });
    // Nothing listens there: a request would be told as ERR_TARGET_UNREACHABLE.
    const error = await thrownByAsync(() => verify({ baseUrl: 'http://127.0.0.1:1', mockTokens: true, coverage }));
    expect(error.code).toBe('ERR_COVERAGE_UNWRITABLE');
  });
});

describe('a file for coverage', () => {
  it.each([
    ['of JSON', '{"name":"mine"}'],
    ['of text', 'root:x:0:0'],
  ])('an existing %s is not replaced', (_, text) => {
    const file = writeFiles({ 'notes.txt': text });
    const error = thrownBy(() => observer({ coverage: file }));
    expect(error).toMatchObject({
      code: 'ERR_COVERAGE_UNWRITABLE',
      hint: 'Use another path; files of another kind are not replaced.',
    });
    expect(error.message).toBe(`"${file}" exists, and is not a coverage file.`);
    expect(readFileSync(file, 'utf8')).toBe(text);
    expect(readdirSync(dirname(file))).toEqual(['notes.txt']);
  });

  it('may not be a folder', () => {
    expect(thrownBy(() => observer({ coverage: folderWith({}) })).code).toBe('ERR_COVERAGE_UNWRITABLE');
  });

  it('may be empty, or of an earlier run', () => {
    const coverage = writeFiles({ 'coverage.json': '' });
    observer({ coverage }).write();
    expect(existsSync(coverage)).toBe(true);
    observer({ coverage }).write();
    expect(JSON.parse(readFileSync(coverage, 'utf8'))).toMatchObject({ version: 1 });
  });
});
