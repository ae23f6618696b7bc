// Projects that use the matchers of the package: their types, and a run of jest.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Packed, root } from './packed.ts';

/** Strict, with libraries. */
export const compilerOptions: Readonly<Record<string, unknown>> = {
  module: 'nodenext',
  moduleResolution: 'nodenext',
  target: 'es2023',
  lib: ['es2023', 'esnext.disposable'],
  types: ['node'],
  strict: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: false,
  noEmit: true,
};

/** What the compiler says of the matchers of a runner. */
export function problemsOfTypes(
  { app, link, outputOf }: Packed,
  runner: 'jest' | 'vitest',
  resolution: 'nodenext' | 'node16' | 'bundler',
): Promise<string> {
  link('@types/node');
  writeFileSync(join(app, `${runner}.ts`), typedConsumer(runner));
  // The libraries of the runners are not ours to check.
  const module = resolution === 'bundler' ? 'esnext' : resolution;
  const options = { ...compilerOptions, module, moduleResolution: resolution, skipLibCheck: true };
  const project = `tsconfig.${runner}.json`;
  writeFileSync(join(app, project), JSON.stringify({ compilerOptions: options, files: [`${runner}.ts`] }));
  return outputOf(join(root, 'node_modules/.bin/tsc'), ['-p', project]);
}

/** A test as the compiler sees it, with the matchers of vitest or of jest. */
function typedConsumer(runner: 'jest' | 'vitest'): string {
  return `
import { expect } from '${runner === 'jest' ? '@jest/globals' : 'vitest'}';
import { type Mock, verifyResponse } from 'aps-userinfo';
import { matchers, type ReceivedFilter } from 'aps-userinfo/matchers';
import 'aps-userinfo/matchers/${runner}';

declare const mock: Mock;
declare const response: Response;
const filter: ReceivedFilter = { method: 'GET', status: 429 };
expect.extend(matchers);
expect(mock).toHaveReceived(filter, { times: 2 });
await expect(response).toSatisfyApiSpec({ strict: true });
await expect(Promise.resolve(response)).resolves.toSatisfyApiSpec();
export const promise: Promise<void> = expect({}).not.toBeUserInfo('minimal');
export const { ok, findings } = await verifyResponse(response, { method: 'POST' });
// @ts-expect-error there is no such variant
await expect({}).toBeUserInfo('minimum');
// @ts-expect-error there is no such option
await expect(response).toSatisfyApiSpec({ strct: true });
// @ts-expect-error there is no such member of a request
expect(mock).toHaveReceived({ staus: 429 });
`;
}

/** For jest, which runs ES modules with the flag of Node.js only. */
export const jestArguments: readonly string[] = ['--experimental-vm-modules', '--no-warnings'];

/** A test as an ES module. */
export const jestModule = `
import { expect, test } from '@jest/globals';
import { startMock } from 'aps-userinfo';
import 'aps-userinfo/matchers/jest';

test('passes', async () => {
  const mock = await startMock();
  const response = await fetch(mock.url + '/userinfo', { headers: { authorization: 'Bearer ' + mock.token() } });
  await expect(response).toSatisfyApiSpec();
  await expect(await response.json()).toBeUserInfo('documented');
  expect(mock).toHaveReceived({ status: 200 }, { times: 1 });
  await mock.close();
});

test('fails', async () => {
  await expect(new Response('{"sub":1}', { headers: { 'content-type': 'application/json' } })).toSatisfyApiSpec();
});
`;

/** A test as CommonJS, for jest without any flag. */
export const jestScript = `
const { KitError, startMock } = require('aps-userinfo');
require('aps-userinfo/matchers/jest');
const { freshPacts, placeholderToken } = require('aps-userinfo/pact');

test('passes in CommonJS', async () => {
  const mock = await startMock();
  const { accessToken } = await mock.login({ persona: 'alice' });
  const response = await fetch(mock.url + '/userinfo', { headers: { authorization: 'Bearer ' + accessToken } });
  await expect(response).toSatisfyApiSpec();
  await expect(await response.json()).toBeUserInfo();
  expect(mock).toHaveReceived({ status: 200 }, { times: 1 });
  expect(() => mock.token('alcie')).toThrow(KitError);
  expect([typeof freshPacts, typeof placeholderToken]).toEqual(['function', 'string']);
  await mock.close();
});
`;
