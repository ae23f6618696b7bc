// `aps-userinfo/playwright`: a mock or a session for each worker, a person who is logged in for each test, and the verdicts at its end.
// @see https://playwright.dev/docs/test-fixtures

import { randomUUID } from 'node:crypto';
import {
  test as base,
  type PlaywrightTestArgs,
  type PlaywrightTestOptions,
  type PlaywrightWorkerArgs,
  type PlaywrightWorkerOptions,
  type TestType,
} from '@playwright/test';
import type { Thresholds } from '../server/verdicts/verdict.ts';
import { controlOf, type UserInfoControl } from './control.ts';
import { messageOf } from './journal-matchers.ts';
import type { MockOptions } from './mock.ts';
import { startMock } from './start-mock.ts';

/** A mock that runs, and the token of its admin API if it has one. */
export interface SharedMock {
  readonly url: string;
  readonly adminToken?: string;
}

/** Options and fixtures of each worker. */
export interface UserInfoWorker {
  /** Options of the worker's mock; without effect on a shared one. Default: none. */
  readonly mockOptions: Omit<MockOptions, 'admin'>;
  /** A mock that all workers share, each with a session of its own. Default: null, a mock for each worker. */
  readonly sharedMock: SharedMock | null;
  /** The mock or session of the worker: start the app under test with `mock.url` as its base URL. */
  readonly mock: UserInfoControl;
}

/** Options and fixtures of each test. */
export interface UserInfoTest {
  /** Persona that is logged in; null for none. Default `alice`. */
  readonly persona: string | null;
  /** What the client may do at most, or false for no judgement. Default: the default thresholds. */
  readonly behaviour: Partial<Thresholds> | false;
  /** The mock as the test sees it, reset before each test. A broken rule fails the test at its end. */
  readonly userinfo: UserInfoControl;
}

/** Playwright's `test` with these fixtures; `storageState` has the login of the persona at the mock. */
export const test: TestType<
  PlaywrightTestArgs & PlaywrightTestOptions & UserInfoTest,
  PlaywrightWorkerArgs & PlaywrightWorkerOptions & UserInfoWorker
> = base.extend<UserInfoTest, UserInfoWorker>({
  mockOptions: [{}, { option: true, scope: 'worker' }],
  sharedMock: [null, { option: true, scope: 'worker' }],
  mock: [
    async ({ mockOptions, sharedMock }, use) => {
      if (sharedMock !== null) {
        const url = sharedMock.url.replace(/\/$/u, '');
        await use(controlOf(`${url}/sessions/playwright-${randomUUID()}`, sharedMock.adminToken));
        return;
      }
      const mock = await startMock({ ...mockOptions, admin: true });
      await use(controlOf(mock.url, mockOptions.adminToken));
      await mock.close();
    },
    { scope: 'worker' },
  ],
  persona: ['alice', { option: true }],
  behaviour: [{}, { option: true }],
  userinfo: [
    async ({ mock, behaviour }, use, testInfo) => {
      await mock.reset();
      await use(mock);
      const verdicts = await mock.verdicts(behaviour || {});
      await testInfo.attach('verdicts', {
        body: JSON.stringify(verdicts, null, 2),
        contentType: 'application/json',
      });
      const failed = behaviour === false ? [] : verdicts.filter(({ status }) => status === 'failed');
      if (failed.length > 0) throw new Error(messageOf(failed));
    },
    { auto: true },
  ],
  storageState: async ({ userinfo, persona, playwright }, use) => {
    if (persona === null) return use({ cookies: [], origins: [] });
    const request = await playwright.request.newContext();
    try {
      // An address of the mock itself, so that the login ends without an app.
      const query = {
        client_id: 'aps-userinfo',
        response_type: 'code',
        scope: 'openid',
        login_hint: persona,
        redirect_uri: `${userinfo.url}/authentication/v2/keys`,
      };
      const response = await request.get(`${userinfo.url}/authentication/v2/authorize`, { params: query });
      if (!response.ok())
        throw new Error(`The login of ${persona} failed with ${response.status()}: ${await response.text()}`);
      await userinfo.clear();
      await use(await request.storageState());
    } finally {
      await request.dispose();
    }
  },
});

export { expect } from '@playwright/test';
