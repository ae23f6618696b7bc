// The suite of two files that write one contract, in any runner.

import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { builtinDocument, loadDocument } from '../../src/contract/openapi/load.ts';
import type { Project } from './project.ts';

/** Runs the suite, which leaves a contract that is whole and fresh. */
export async function runSuite(
  project: Project,
  tool: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<void> {
  leaveBehind(project);
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
}

/** A contract of an earlier run, and a file that is none. */
function leaveBehind({ folder }: Project): void {
  const interactions = [{ type: 'Synchronous/HTTP', description: 'left behind', request: {}, response: {} }];
  const pact = { consumer: { name: 'suite' }, provider: { name: 'userinfo' }, interactions };
  const metadata = { pactSpecification: { version: '4.0' } };
  mkdirSync(join(folder, 'pacts'), { recursive: true });
  writeFileSync(join(folder, 'pacts/suite-userinfo.json'), JSON.stringify({ ...pact, metadata }));
  writeFileSync(join(folder, 'pacts/notes.json'), '{"consumer":"no pact"}');
}
