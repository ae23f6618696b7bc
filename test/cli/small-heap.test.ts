import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeEach, expect, test, vi } from 'vitest';

const { v8, timers } = vi.hoisted(() => ({
  v8: { getHeapSpaceStatistics: vi.fn(), setFlagsFromString: vi.fn() },
  timers: { setInterval: vi.fn(() => ({ unref: () => {} })) },
}));
vi.mock('node:v8', () => v8);
vi.mock('node:timers', () => timers);
const { keepHeapSmall } = await import('../../src/cli/small-heap.ts');

const mebibyte = 1024 * 1024;

beforeEach(() => vi.clearAllMocks());

/** The flags that are set when the space for new objects is checked at these sizes. */
function flagsAt(...mebibytes: readonly number[]): readonly unknown[] {
  vi.clearAllMocks();
  keepHeapSmall();
  expect(v8.setFlagsFromString).not.toHaveBeenCalled();
  const [[check] = []] = timers.setInterval.mock.calls as unknown as readonly [() => void][];
  v8.getHeapSpaceStatistics.mockReturnValue([]);
  check?.();
  expect(v8.setFlagsFromString.mock.calls.flat()).toEqual(['--heap-growing-percent=30']);
  v8.setFlagsFromString.mockClear();
  for (const size of mebibytes) {
    v8.getHeapSpaceStatistics.mockReturnValue([{ space_name: 'new_space', space_size: size * mebibyte }]);
    check?.();
  }
  return v8.setFlagsFromString.mock.calls.flat();
}

test('the space for new objects grows to 8 MiB, and again after V8 has shrunk it', () => {
  expect(flagsAt(2, 4)).toEqual([]);
  expect(flagsAt(4, 8, 16, 4, 2, 8)).toEqual([1, 2, 1].map(factor => `--semi-space-growth-factor=${factor}`));
});

test('limits that the user sets stay', () => {
  vi.stubEnv('NODE_OPTIONS', '--max-semi-space-size=32');
  keepHeapSmall();
  vi.unstubAllEnvs();
  expect(v8.setFlagsFromString).not.toHaveBeenCalled();
  expect(timers.setInterval).not.toHaveBeenCalled();
});

test('this Node.js knows the flags, and ends while the space is watched', () => {
  const module = fileURLToPath(new URL('../../src/cli/small-heap.ts', import.meta.url));
  const script = `(await import(${JSON.stringify(module)})).keepHeapSmall();
    const flags = ['--heap-growing-percent=30', '--semi-space-growth-factor=1'];
    for (const flag of flags) (await import('node:v8')).setFlagsFromString(flag);`;
  const args = ['--disable-warning=ExperimentalWarning', '--input-type=module', '--eval', script];
  const { status, stderr, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 20_000 });
  expect({ status, stderr, stdout }).toEqual({ status: 0, stderr: '', stdout: '' });
});
