// Changes of files are noticed, however an editor makes them.

import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { loadDocument } from '../../../src/contract/openapi/load.ts';
import { type Watcher, watchFiles } from '../../../src/server/mock/watch-document.ts';
import { patienceMs } from '../../patience.ts';
import { writeFiles } from '../../written-files.ts';

const open: Watcher[] = [];

afterEach(() => {
  for (const watcher of open.splice(0)) watcher.close();
});

/** Watches files and hands out how often they changed. */
function watch(files: readonly string[]): { changes: () => number; watcher: Watcher } {
  const onChange = vi.fn();
  const watcher = watchFiles(files, onChange);
  open.push(watcher);
  return { changes: () => onChange.mock.calls.length, watcher };
}

async function untilChanges(changes: () => number, wanted: number): Promise<void> {
  await vi.waitFor(() => expect(changes()).toBe(wanted), { timeout: patienceMs, interval: 5 });
}

describe('a watcher', () => {
  it('notices a change of content, once', async () => {
    const file = writeFiles({ 'api.yaml': 'a: 1\n' });
    const { changes } = watch([file]);
    writeFileSync(file, 'a: 2\n');
    await untilChanges(changes, 1);
    writeFileSync(file, 'a: 3\n');
    await untilChanges(changes, 2);
  });

  it('notices a file that takes the place of the old one, again and again', async () => {
    const file = writeFiles({ 'api.yaml': 'a: 1\n' });
    const { changes } = watch([file]);
    for (const round of [1, 2, 3]) {
      writeFileSync(`${file}.new`, `a: ${round}\n`);
      renameSync(`${file}.new`, file);
      await untilChanges(changes, round);
    }
  });

  it('notices that a file is deleted and created again, in a new folder', async () => {
    const file = writeFiles({ 'deep/api.yaml': 'a: 1\n' });
    const { changes } = watch([file]);
    rmSync(dirname(file), { recursive: true });
    await untilChanges(changes, 1);
    mkdirSync(dirname(file));
    writeFileSync(file, 'a: 1\n');
    await untilChanges(changes, 2);
  });

  it('notices a change of a file that the document refers to', async () => {
    const main = writeFiles({
      'api.yaml': [
        'openapi: 3.1.1\ninfo: { title: A, version: "1" }\npaths:\n  /me:\n    get:\n      responses:',
        "        '200': { description: Fine., content: { application/json: { schema: { $ref: name.yaml } } } }",
      ].join('\n'),
      'name.yaml': 'type: string\n',
    });
    const { files, hash } = await loadDocument(main);
    const { changes } = watch(files);
    writeFileSync(join(dirname(main), 'name.yaml'), 'type: integer\n');
    await untilChanges(changes, 1);
    expect((await loadDocument(main)).hash).not.toBe(hash);
  });

  it('watches other files after an update, and none after close', async () => {
    const [first, second] = [writeFiles({ 'a.yaml': 'a: 1\n' }), writeFiles({ 'b.yaml': 'b: 1\n' })];
    const { changes, watcher } = watch([first]);
    watcher.update([second]);
    writeFileSync(first, 'a: 2\n');
    writeFileSync(second, 'b: 2\n');
    await untilChanges(changes, 1);
    watcher.close();
    writeFileSync(second, 'b: 3\n');
    const other = watch([second]);
    writeFileSync(second, 'b: 4\n');
    await untilChanges(other.changes, 1);
    expect(changes()).toBe(1);
  });
});
