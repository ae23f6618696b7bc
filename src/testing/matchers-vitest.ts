// `import 'aps-userinfo/matchers/vitest'` in a test or a setup file adds the matchers to vitest's expect and to its types.
// @see https://vitest.dev/guide/extending-matchers

import { expect } from 'vitest';
import { matchers, type UserInfoMatchers } from './matchers.ts';

declare global {
  namespace Chai {
    // vitest 3, 4 and 5 take their assertions from here, while the type parameters of their own `Matchers` differ.
    interface Assertion extends UserInfoMatchers {}
  }
}

expect.extend(matchers);
