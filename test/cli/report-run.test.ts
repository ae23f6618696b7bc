import { describe, expect, it } from 'vitest';
import { type Outcome, reportRun, type Surroundings } from '../../src/cli/report-run.ts';
import { greenReport } from '../contract/findings/sample-report.ts';

const outcome: Outcome = { report: greenReport, locate: () => undefined };

/** Runs until something is written to stderr, or at once. */
async function written(
  isTTY: boolean,
  waits: boolean,
): Promise<{ readonly stderr: string; readonly exitCode: number }> {
  let stderr = '';
  let resolve = (): void => undefined;
  const first = new Promise<void>(resolved => {
    resolve = resolved;
  });
  const around: Surroundings = {
    env: {},
    stdout: { write: () => true },
    stderr: {
      isTTY,
      write: text => {
        stderr += text;
        resolve();
      },
    },
  };
  const run = async (): Promise<Outcome> => {
    if (waits) await first;
    return outcome;
  };
  const exitCode = await reportRun([{ name: 'text' }], around, run, 1);
  return { stderr, exitCode };
}

describe('a command that takes long', () => {
  it('counts the seconds on a terminal, and removes the line', async () => {
    const { stderr, exitCode } = await written(true, true);
    expect(stderr.replace('\u001b', 'ESC')).toMatch(/^(\r\d+ s \.\.\.)+\rESC\[K$/);
    expect(exitCode).toBe(0);
  });

  it.each([
    [true, false],
    [false, false],
  ])('writes nothing where it is quick, or no terminal reads it: %s', async (isTTY, waits) => {
    expect((await written(isTTY, waits)).stderr).toBe('');
  });
});
