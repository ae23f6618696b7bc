import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { prepareReadyFile } from '../../src/cli/ready-file.ts';

const ready = { url: 'http://127.0.0.1:1', port: 1, pid: 2 };
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ready-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the ready file', () => {
  it('appears when published, whole and alone, and goes when removed', () => {
    const file = join(folder, 'ready.json');
    const readyFile = prepareReadyFile(file);
    expect(readdirSync(folder)).toEqual([]);
    readyFile.publish(ready);
    expect(readdirSync(folder)).toEqual(['ready.json']);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(ready);
    readyFile.remove();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('of an earlier run is deleted before the start', () => {
    const file = join(folder, 'ready.json');
    writeFileSync(file, 'stale');
    prepareReadyFile(file);
    expect(existsSync(file)).toBe(false);
  });

  it('is left alone at exit when another server has written it since', () => {
    const file = join(folder, 'ready.json');
    const first = prepareReadyFile(file);
    first.publish(ready);
    prepareReadyFile(file).publish({ ...ready, pid: 3 });
    first.remove();
    expect(existsSync(file)).toBe(true);
  });

  it.each([
    ['missing/ready.json', 'there is no such folder'],
    ['.', 'it is a folder'],
  ])('cannot be %s: %s', (name, reason) => {
    const file = join(folder, name);
    expect(() => prepareReadyFile(file)).toThrow(
      expect.objectContaining({
        code: 'ERR_READY_FILE_UNWRITABLE',
        message: `The ready file "${file}" cannot be written: ${reason}.`,
      }),
    );
  });
});
