// Consumer tests in a runner that people use: real runs of vitest, in processes and in threads.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeProject, type Project } from './project.ts';
import { runSuite } from './suite.ts';

let project: Project;

beforeAll(async () => {
  project = await makeProject();
});
afterAll(() => project.remove());

const runs = [
  { runner: 'vitest in processes', env: { POOL: 'forks' } },
  { runner: 'vitest in threads', env: { POOL: 'threads' } },
];

describe('a suite of two files that write one contract', () => {
  it.each(runs)('is whole, fresh and untracked in $runner', ({ env }) => runSuite(project, 'vitest', ['run'], env));

  it('says what to do where tracking cannot be turned off', async () => {
    const { exitCode, output } = await project.run('vitest', ['run'], { POOL: 'threads', SETUP: 'none' });
    expect(exitCode).toBe(1);
    expect(output).toContain("Pact's telemetry cannot be disabled in a worker thread.");
  });
});
