import { closeSync, openSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { withProgress } from '../../src/cli/terminal.ts';
import { patienceMs } from '../patience.ts';
import { writeText } from '../written-files.ts';

/** What is written to a terminal, a file here, during work that keeps the thread busy. */
async function written(isTTY: boolean, isOver: (text: string) => boolean): Promise<string> {
  const file = writeText('terminal.txt', '');
  const fd = openSync(file, 'a');
  const end = performance.now() + patienceMs;
  const work = (): Promise<string> => {
    while (!isOver(readFileSync(file, 'utf8')) && performance.now() < end);
    return Promise.resolve('done');
  };
  try {
    expect(await withProgress({ isTTY, fd }, work, 1)).toBe('done');
    return readFileSync(file, 'utf8').replaceAll('\u001b', 'ESC');
  } finally {
    closeSync(fd);
  }
}

describe('a command that takes long', () => {
  it('counts the seconds on a terminal while it works, and removes the line', async () => {
    expect(await written(true, text => text.includes('1 s'))).toMatch(
      /^0 s \.\.\.\r1 s \.\.\.\r(\d s \.\.\.\r)*ESC\[K$/,
    );
  });

  it('writes nothing where no terminal reads it', async () => {
    expect(await written(false, () => true)).toBe('');
  });

  it('writes nothing where it is quick', async () => {
    const quick = withProgress({ isTTY: true, fd: -1 }, () => Promise.resolve('done'), patienceMs);
    expect(await quick).toBe('done');
  });
});
