import { expect, it } from 'vitest';
import { chooseTests } from './quick.ts';

it('are the tests beside a changed file, and beside a folder', () => {
  const { tests } = chooseTests(['src/pact/matchers.ts']);
  expect(tests).toContain('test/pact/userinfo-interactions.test.ts');
  expect(chooseTests(['src/pact']).tests).toEqual(tests);
  expect(chooseTests(['docs/pact.md']).tests).toContain('test/docs/links.test.ts');
  expect(chooseTests(['fixtures/scenarios/slow.yaml']).tests).toContain('test/server/scenarios/catalog.test.ts');
});

it('are those of the nearest folder that has tests', () => {
  expect(chooseTests(['src/verify/checks/cors.ts']).tests).toContain('test/verify/verify.test.ts');
});

it('leave those out that start programs, unless they changed or bear the name of a changed file', () => {
  const slow = 'test/pact/verify-pitfalls.test.ts';
  const { tests, left } = chooseTests(['src/pact/matchers.ts']);
  expect([tests.includes(slow), left.includes(slow)]).toEqual([false, true]);
  expect(chooseTests([slow]).tests).toContain(slow);
  expect(chooseTests(['src/cli/diff.ts']).tests).toContain('test/cli/diff.test.ts');
});

it('are none where nothing changed, or only what has no tests', () => {
  for (const changed of [[], ['LICENSE']]) expect(chooseTests(changed)).toEqual({ tests: [], left: [] });
});
