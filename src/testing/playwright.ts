// `aps-userinfo/playwright`: a mock for each worker, a person who is logged in for each test, and the verdicts at its end.
// @see https://playwright.dev/docs/test-fixtures

import {
  test as base,
  type PlaywrightTestArgs,
  type PlaywrightTestOptions,
  type PlaywrightWorkerArgs,
  type PlaywrightWorkerOptions,
  type TestType,
} from '@playwright/test';
import type { Thresholds } from '../server/verdicts/verdict.ts';
import { toBehaveWell } from './behave-well.ts';
import type { Mock, MockOptions, MockSession } from './mock.ts';
import { startMock } from './start-mock.ts';

/** Options and fixtures of each worker. */
export interface UserInfoWorker {
  /** Options of the worker's mock. Default: none. */
  readonly mockOptions: MockOptions;
  /** The mock of the worker, on a port of its own: start the app under test with `mock.url` as its base URL. */
  readonly mock: Mock;
}

/** Options and fixtures of each test. */
export interface UserInfoTest {
  /** Persona that is logged in; null for none. Default `alice`. */
  readonly persona: string | null;
  /** What the client may do at most, or false for no judgement. Default: the default thresholds. */
  readonly behaviour: Partial<Thresholds> | false;
  /** The mock as the test sees it, reset before each test. A broken rule fails the test at its end. */
  readonly userinfo: MockSession;
}

/** Playwright's `test` with these fixtures; `storageState` has the login of the persona at the mock. */
export const test: TestType<
  PlaywrightTestArgs & PlaywrightTestOptions & UserInfoTest,
  PlaywrightWorkerArgs & PlaywrightWorkerOptions & UserInfoWorker
> = base.extend<UserInfoTest, UserInfoWorker>({
  mockOptions: [{}, { option: true, scope: 'worker' }],
  mock: [
    async ({ mockOptions }, use) => {
      const mock = await startMock(mockOptions);
      await use(mock);
      await mock.close();
    },
    { scope: 'worker' },
  ],
  persona: ['alice', { option: true }],
  behaviour: [{}, { option: true }],
  userinfo: [
    async ({ mock, behaviour }, use, testInfo) => {
      mock.reset();
      await use(mock);
      await testInfo.attach('verdicts', {
        body: JSON.stringify(mock.verdicts(behaviour || {}), null, 2),
        contentType: 'application/json',
      });
      if (behaviour === false) return;
      const { pass, message } = toBehaveWell(mock, behaviour);
      if (!pass) throw new Error(message());
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
      userinfo.journal.clear();
      await use(await request.storageState());
    } finally {
      await request.dispose();
    }
  },
});

export { expect } from '@playwright/test';
