// `import 'aps-userinfo/matchers/jest'` in a test or a setup file adds the matchers to jest's expect and to its types, those
// of `@jest/globals` and of `@types/jest`. @see https://jestjs.io/docs/expect#expectextendmatchers

import { expect } from '@jest/globals';
import { matchers, type UserInfoMatchers } from './matchers.ts';

declare module '@jest/expect' {
  interface Matchers<R extends void | Promise<void>, T = unknown> extends UserInfoMatchers {}
}

declare global {
  namespace jest {
    // biome-ignore lint/complexity/noBannedTypes: merged with an interface of @types/jest
    interface Matchers<R, T = {}> extends UserInfoMatchers {}
  }
}

expect.extend(matchers);
