// Consumer tests in the runners that people use: real runs of vitest, in processes and in threads, and of jest.

import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { builtinDocument, loadDocument } from '../../src/contract/openapi/load.ts';
import { makeProject, type Project } from './project.ts';

let project: Project;

beforeAll(async () => {
  project = await makeProject();
});
afterAll(() => project.remove());
beforeEach(() => leaveBehind(project));

const runs = [
  { runner: 'vitest in processes', tool: 'vitest', args: ['run'], env: { POOL: 'forks' } },
  { runner: 'vitest in threads', tool: 'vitest', args: ['run'], env: { POOL: 'threads' } },
  { runner: 'jest', tool: 'jest', args: [], env: { NODE_OPTIONS: '--experimental-vm-modules' } },
];

describe('a suite of two files that write one contract', () => {
  it.each(runs)('is whole, fresh and untracked in $runner', async ({ tool, args, env }) => {
    const { exitCode, output } = await project.run(tool, args, env);
    expect(output).toContain('7 passed');
    expect(exitCode).toBe(0);
    const descriptions = project.pact('suite-userinfo').interactions.map(({ description }) => description);
    const { operations } = await loadDocument(builtinDocument());
    const read = operations.find(({ method }) => method === 'GET');
    const failures = [...(read?.responses ?? [])].filter(([status]) => /^[45]/.test(status));
    const examples = failures.flatMap(([status, response]) =>
      [...response.examples.keys()].map(name => `${status} ${name}`),
    );
    expect(descriptions.filter(description => /^[45]/.test(description)).sort()).toEqual(examples.sort());
    expect(descriptions.filter(description => !/^[45]/.test(description))).toHaveLength(5);
    expect(descriptions).not.toContain('left behind');
    expect(existsSync(join(project.folder, 'pacts/notes.json'))).toBe(true);
  });

  it('says what to do where tracking cannot be turned off', async () => {
    const { exitCode, output } = await project.run('vitest', ['run'], { POOL: 'threads', SETUP: 'none' });
    expect(exitCode).toBe(1);
    expect(output).toContain("Pact's telemetry cannot be disabled in a worker thread.");
  });
});

/** A contract of an earlier run, and a file that is none. */
function leaveBehind({ folder }: Project): void {
  const interactions = [{ type: 'Synchronous/HTTP', description: 'left behind', request: {}, response: {} }];
  const pact = { consumer: { name: 'suite' }, provider: { name: 'userinfo' }, interactions };
  const metadata = { pactSpecification: { version: '4.0' } };
  mkdirSync(join(folder, 'pacts'), { recursive: true });
  writeFileSync(join(folder, 'pacts/suite-userinfo.json'), JSON.stringify({ ...pact, metadata }));
  writeFileSync(join(folder, 'pacts/notes.json'), '{"consumer":"no pact"}');
}
