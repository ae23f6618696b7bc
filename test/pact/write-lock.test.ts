// Turns among those who write one contract.

import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acquireWriteLock } from '../../src/pact/write-lock.ts';
import { writeText } from '../written-files.ts';
import { makeProject, type Project } from './project.ts';

describe('acquireWriteLock', () => {
  it('gives one turn at a time', async () => {
    const file = lock();
    let atOnce = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      const end = await acquireWriteLock(file);
      most = Math.max(most, ++atOnce);
      await setImmediate();
      atOnce--;
      end();
    };
    await Promise.all(Array.from({ length: 20 }, work));
    expect(most).toBe(1);
    expect(existsSync(file)).toBe(false);
  });

  it('does not wait for a process that died in its turn', async () => {
    const file = lock();
    // No process has a number as high.
    writeFileSync(file, '99999999 0 0');
    const end = await acquireWriteLock(file);
    end();
    expect(existsSync(file)).toBe(false);
  });

  it('says when there can be no turns', async () => {
    await expect(acquireWriteLock(join(lock(), 'nowhere', 'lock'))).rejects.toThrow('ENOENT');
  });
});

describe('several processes', () => {
  let project: Project;
  beforeAll(async () => {
    project = await makeProject();
  });
  afterAll(() => project.remove());

  it('lose no interaction of the contract that they write together', async () => {
    const writers = ['a', 'b', 'c'].map(name => project.node('writer.mjs', name));
    expect((await Promise.all(writers)).map(({ exitCode, output }) => [exitCode, output])).toEqual([
      [0, ''],
      [0, ''],
      [0, ''],
    ]);
    expect(project.pact('together-userinfo').interactions).toHaveLength(60);
  });
});

function lock(): string {
  return join(dirname(writeText('file', '')), 'lock');
}
