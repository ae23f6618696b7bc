// Projects whose test runner takes something from the mock: fake timers in place of real ones, or globals of a browser.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jestArguments } from './matcher-consumers.ts';
import type { Packed, Runtime } from './packed.ts';

/** Shared by all: a start, then whatever of the mock waits for a timer, and a stop with a request under way. */
const exercise = `
import assert from 'node:assert/strict';
import { request } from 'node:http';
import { startMock } from 'aps-userinfo';

export function ask(url, token) {
  return new Promise(resolve => {
    const sent = request(url, token === undefined ? {} : { headers: { authorization: 'Bearer ' + token } }, response => {
      let text = '';
      response.setEncoding('utf8').on('data', part => { text += part; });
      response.on('end', () => resolve({ status: response.statusCode, text }));
      response.on('error', error => resolve({ status: response.statusCode, text: error.code }));
    });
    sent.on('error', error => resolve({ status: undefined, text: error.code })).end();
  });
}

export async function exercise(fakeBefore, fakeAfter) {
  fakeBefore();
  const mock = await startMock({ spec: process.env.SPEC });
  try {
    fakeAfter();
    await serve(mock);
  } finally {
    await mock.close();
  }
}

async function serve(mock) {
  const api = mock.url + '/userinfo';
  const { status, text } = await ask(api, mock.token());
  assert.equal(status, 200);
  mock.once({ delayMs: 20 });
  assert.equal((await ask(api, mock.token())).status, 200);
  mock.once({ fault: 'SLOW_DRIP', body: 'twelve bytes' });
  assert.equal((await ask(api, mock.token())).text, 'twelve bytes');
  const { accessToken, idToken } = await mock.login();
  assert.equal((await ask(api, accessToken)).status, 200);
  assert.equal(idToken.split('.').length, 3);
  assert.equal((await ask(JSON.parse(text).picture)).status, 200);
  mock.session('late').clock.advance(0);
  assert.ok(Math.abs(mock.session('late').clock.now() - mock.clock.now()) < 60_000);
  mock.use({ delayMs: 600_000 });
  const slow = ask(api, mock.token());
  while (mock.journal.count() < 5) await ask(mock.url + '/nowhere');
  await mock.close();
  assert.equal((await slow).text, 'ECONNRESET');
}
`;

/** What every runner prints of the mistakes. */
export const shownMistakes: readonly string[] = [
  '2 options are invalid (ERR_CONFIG_INVALID):',
  '  rateLimit ',
  '  Unknown option "foo".',
  'Unknown persona "alcie" (ERR_PERSONA_UNKNOWN). Did you mean "alice"?',
  '(ERR_TARGET_NOT_ALLOWED). ',
  '(ERR_DOCUMENT_UNREADABLE)',
];

const mistakes = `
import { loadDocument, startMock, verify } from 'aps-userinfo';
test('options', () => startMock({ rateLimit: -1, foo: 1 }));
test('token', async () => {
  const mock = await startMock();
  try {
    mock.token('alcie');
  } finally {
    await mock.close();
  }
});
test('verify', () => verify({ baseUrl: 'https://example.com' }));
test('document', () => loadDocument('nowhere.yaml'));
`;

const whens = `[['before', fake => [fake, () => {}]], ['after', fake => [() => {}, fake]]]`;

/** One run: its files, the arguments of Node.js, and what its output holds when all passed. */
export interface RunnerProject {
  readonly files: Readonly<Record<string, string>>;
  readonly args: readonly string[];
  readonly passed: string;
}

const bin = (path: string): string => join('node_modules', path);

const jest = (file: string, ...more: readonly string[]): readonly string[] => {
  const options = ['--rootDir', '.', '--no-cache', '--ci', '--testMatch', `**/${file}`, '--transform', '{}'];
  return [...jestArguments, bin('jest/bin/jest.js'), ...options, ...more];
};

/** Each fakes timers in its usual way, before the start of a mock and after it. */
export const fakingProjects: Readonly<Record<'vitest' | 'jest' | 'sinon' | 'node:test', RunnerProject>> = {
  vitest: {
    files: {
      'exercise.mjs': exercise,
      'fakes.vitest.test.mjs': `
import { expect, test, vi } from 'vitest';
import { exercise } from './exercise.mjs';
for (const [when, order] of ${whens}) test(when, { timeout: 200_000 }, async () => {
  await exercise(...order(() => vi.useFakeTimers()));
  vi.useRealTimers();
});
test('a clock of another year after the start', { timeout: 200_000 }, () => exercise(() => {}, () => vi.useFakeTimers({ now: 0 })));
`,
      'mistakes.vitest.test.mjs': `import { expect, test } from 'vitest';
import 'aps-userinfo/matchers/vitest';
${mistakes}
test('matcher', () => expect(Promise.resolve(1)).toSatisfyApiSpec());`,
    },
    args: [bin('vitest/vitest.mjs'), 'run', '--no-color', 'fakes.vitest.test.mjs', 'mistakes.vitest.test.mjs'],
    passed: 'Tests  5 failed | 3 passed (8)',
  },
  jest: {
    files: {
      'exercise.mjs': exercise,
      'fakes.jest.test.mjs': `
import { expect, jest, test } from '@jest/globals';
import { exercise } from './exercise.mjs';
for (const [when, order] of ${whens}) test(when, async () => {
  const { nextTick } = process;
  await exercise(...order(() => jest.useFakeTimers()));
  expect(process.nextTick).not.toBe(nextTick);
  jest.useRealTimers();
  expect(process.nextTick).toBe(nextTick);
}, 200_000);
`,
      'mistakes.jest.test.mjs': `import { expect, test } from '@jest/globals';
import 'aps-userinfo/matchers/jest';
${mistakes}
test('matcher', () => expect(Promise.resolve(1)).toSatisfyApiSpec());`,
    },
    args: jest('{fakes,mistakes}.jest.test.mjs'),
    passed: 'Tests:       5 failed, 2 passed, 7 total',
  },
  sinon: {
    files: {
      'exercise.mjs': exercise,
      // Node.js itself serves nothing without nextTick and queueMicrotask.
      'fakes.sinon.mjs': `
import sinon from 'sinon';
import { exercise } from './exercise.mjs';
const toFake = ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'setImmediate', 'clearImmediate', 'Date', 'performance'];
for (const [when, order] of ${whens}) {
  let clock;
  await exercise(...order(() => { clock = sinon.useFakeTimers({ toFake }); }));
  clock.restore();
  console.log(when + ' passed');
}
`,
    },
    args: ['fakes.sinon.mjs'],
    passed: 'before passed\nafter passed\n',
  },
  'node:test': {
    files: {
      'exercise.mjs': exercise,
      'fakes.node.mjs': `
import { mock, test } from 'node:test';
import { exercise } from './exercise.mjs';
for (const [when, order] of ${whens}) test(when, async () => {
  await exercise(...order(() => mock.timers.enable()));
  mock.timers.reset();
});
`,
      'mistakes.node.mjs': `import { test } from 'node:test';
${mistakes}`,
    },
    args: ['--test', '--test-reporter=spec', 'fakes.node.mjs', 'mistakes.node.mjs'],
    passed: 'pass 2\n',
  },
};

/** Each has the globals of jsdom. */
export const browserProjects: Readonly<Record<string, RunnerProject>> = {
  'jest-environment-jsdom': {
    files: {
      'exercise.mjs': exercise,
      'jsdom.jest.test.mjs': `
import { expect, test } from '@jest/globals';
import { KitError, startMock } from 'aps-userinfo';
import 'aps-userinfo/matchers/jest';
import { ask, exercise } from './exercise.mjs';
test('serves', () => exercise(() => {}, () => {}), 200_000);
test('serves a document of its own', async () => {
  process.env.SPEC = process.cwd() + '/own.yaml';
  await exercise(() => {}, () => {});
}, 200_000);
test('has its matchers and errors', async () => {
  const mock = await startMock();
  const { status, text } = await ask(mock.url + '/userinfo', mock.token());
  await expect({ status, headers: { 'content-type': 'application/json' }, body: text }).toSatisfyApiSpec();
  await expect(JSON.parse(text)).toBeUserInfo();
  expect(mock).toHaveReceived({ status: 200 }, { times: 1 });
  expect(() => mock.token('alcie')).toThrow(KitError);
  await mock.close();
}, 200_000);
`,
    },
    args: jest('jsdom.jest.test.mjs', '--env', 'jsdom'),
    passed: 'Tests:       3 passed, 3 total',
  },
  'vitest 4 with vmThreads and jsdom': vmThreads('vitest-4'),
  'vitest 5 with vmThreads and jsdom': vmThreads('vitest'),
};

function vmThreads(name: string): RunnerProject {
  return {
    files: {
      'exercise.mjs': exercise,
      // The import of another major would be that of the folder's vitest.
      'jsdom.vitest.test.mjs': `
import { exercise } from './exercise.mjs';
test('serves', { timeout: 200_000 }, () => exercise(() => {}, () => {}));
`,
    },
    args: [
      bin(`${name}/vitest.mjs`),
      ...['run', '--no-color', '--globals', '--pool', 'vmThreads', '--environment', 'jsdom', 'jsdom.vitest.test.mjs'],
    ],
    passed: 'Tests  1 passed (1)',
  };
}

/** Runs a project in the folder of the package. */
export function runProject(
  { app, installed, outputOf }: Packed,
  { file }: Runtime,
  project: RunnerProject,
): Promise<string> {
  for (const [name, text] of Object.entries(project.files)) writeFileSync(join(app, name), text);
  const document = readFileSync(join(installed, 'spec/userinfo.yaml'), 'utf8');
  writeFileSync(join(app, 'own.yaml'), `${document}# not precompiled\n`);
  return outputOf(file, project.args);
}
