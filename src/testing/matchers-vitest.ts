// `import 'aps-userinfo/matchers/vitest'` in a test or a setup file: vitest's expect knows the matchers, and so do its
// types. @see https://vitest.dev/guide/extending-matchers

import { expect } from 'vitest';
import { matchers, type UserInfoMatchers } from './matchers.ts';

declare module 'vitest' {
  // The type parameter must be there and have this name and default, as in vitest itself.
  // biome-ignore lint: merged with an interface of vitest
  interface Matchers<T = any> extends UserInfoMatchers {}
}

expect.extend(matchers);
