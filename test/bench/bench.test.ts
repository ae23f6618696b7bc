import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { patienceMs } from '../patience.ts';
import { readArguments } from './arguments.ts';
import { createRandom, shuffle } from './random.ts';
import { isPassed, renderReport, reportWidth, type Section, showSummary } from './report.ts';
import { median, ratios, slope, summarize } from './statistics.ts';
import { renderTable } from './table.ts';

describe('statistics', () => {
  it('takes the middle of an odd series and the mean of the two middle values of an even one', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([4, 1, 3, 2])).toBe(2.5);
  });

  it('finds the quartiles between neighbours', () => {
    expect(summarize([10, 50, 20, 40, 30])).toEqual({ median: 30, low: 20, high: 40, count: 5 });
    expect(summarize([1, 2, 3, 4])).toEqual({ median: 2.5, low: 1.75, high: 3.25, count: 4 });
  });

  it('leaves the series as it was', () => {
    const series = [3, 1, 2];
    median(series);
    expect(series).toEqual([3, 1, 2]);
  });

  it('refuses an empty series', () => {
    expect(() => summarize([])).toThrow('empty series');
  });

  it('divides within a cycle, so that a slow cycle does not count', () => {
    expect(ratios([30, 3, 30], [60, 6, 50])).toEqual([0.5, 0.5, 0.6]);
    expect(() => ratios([1, 2], [1])).toThrow('cannot be paired');
  });

  it('draws the line of least squares', () => {
    expect(
      slope([
        { x: 1, y: 10 },
        { x: 2, y: 12 },
        { x: 3, y: 14 },
      ]),
    ).toBeCloseTo(2);
    expect(
      slope([
        { x: 1, y: 10 },
        { x: 2, y: 10 },
      ]),
    ).toBe(0);
  });
});

describe('the order of slices', () => {
  it('is the same with the same seed, and another with another', () => {
    const items = Array.from({ length: 20 }, (_, index) => index);
    expect(shuffle(items, createRandom(1))).toEqual(shuffle(items, createRandom(1)));
    expect(shuffle(items, createRandom(1))).not.toEqual(shuffle(items, createRandom(2)));
    expect([...shuffle(items, createRandom(3))].sort((a, b) => a - b)).toEqual(items);
  });
});

describe('the table', () => {
  it('aligns text to the left and numbers to the right', () => {
    const lines = renderTable(
      [{ title: 'server' }, { title: 'ms', right: true }],
      [
        ['bare', '7.5'],
        ['mock', '12.0'],
      ],
    );
    expect(lines).toEqual(['server    ms', '------  ----', 'bare     7.5', 'mock    12.0']);
  });

  it('refuses a row with a cell too many', () => {
    expect(() => renderTable([{ title: 'server' }], [['bare', '7.5']])).toThrow('2 cells for 1 columns');
  });
});

describe('the report', () => {
  const section: Section = {
    title: 'Start',
    notes: ['measured '.repeat(30).trim()],
    columns: [{ title: 'server' }],
    rows: [['bare']],
    verdicts: [{ target: 'start: at most 1.50', measured: '1.20', outcome: 'met' }],
    data: {},
  };

  it('shows median and quartiles together', () => {
    expect(showSummary({ median: 0.656, low: 0.63, high: 0.694, count: 9 }, 2)).toBe('0.66 (0.63-0.69)');
  });

  it('breaks long notes and ends with the number of targets met', () => {
    const lines = renderReport([section], ['Node.js']).trimEnd().split('\n');
    expect(Math.max(...lines.map(line => line.length))).toBeLessThanOrEqual(reportWidth);
    expect(lines.at(-1)).toBe('1 of 1 targets met.');
  });

  it('does not pass what is missed or was not measured', () => {
    const withOutcome = (outcome: 'met' | 'missed' | 'not measured'): Section => ({
      ...section,
      verdicts: [...section.verdicts, { target: 'memory', measured: '-', outcome }],
    });
    expect(
      [withOutcome('met'), withOutcome('missed'), withOutcome('not measured')].map(one => isPassed([one])),
    ).toEqual([true, false, false]);
  });
});

describe('the command line', () => {
  it('runs every part from the built package by default', () => {
    expect(readArguments([])).toMatchObject({
      only: ['throughput', 'start', 'memory', 'process', 'commands'],
      quick: false,
      from: 'dist',
      seed: 1,
    });
    expect(readArguments(['--only', 'start,memory', '--quick', '--seed', '7'])).toMatchObject({
      only: ['start', 'memory'],
      quick: true,
      seed: 7,
    });
  });

  it('says which argument is wrong', () => {
    expect(() => readArguments(['--only', 'speed'])).toThrow(
      '--only takes throughput, start, memory, process, documents, login, commands, not "speed".',
    );
    expect(() => readArguments(['--fast'])).toThrow('--fast');
  });
});

describe('a quick run', () => {
  it('measures cycles of startMock() and ends with the table of targets', async () => {
    const bench = fileURLToPath(new URL('bench.ts', import.meta.url));
    const { stdout, exitCode } = await run([bench, '--quick', '--only', 'process', '--from', 'src']);
    expect(stdout).toContain('startMock(), one fetch, close()');
    expect(stdout).toMatch(
      /in process: at most 1\.60 times bare Fastify at the median\s+[\d.]+ \([\d.]+-[\d.]+\)\s+(met|missed)/,
    );
    expect(stdout).toMatch(/[01] of 1 targets met\.\n$/);
    // Whether a busy machine meets it is not for this test to say.
    expect(exitCode).toBe(stdout.includes('1 of 1') ? 0 : 1);
    expect(Math.max(...stdout.split('\n').map(line => line.length))).toBeLessThanOrEqual(reportWidth);
  });
});

function run(args: readonly string[]): Promise<{ stdout: string; exitCode: number }> {
  return new Promise(resolve => {
    execFile(process.execPath, [...args], { timeout: patienceMs }, (error, stdout) => {
      resolve({ stdout, exitCode: error === null ? 0 : Number(error.code) });
    });
  });
}
