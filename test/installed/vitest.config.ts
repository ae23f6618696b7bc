// `npm run test:installed`: beside `npm test`, since it installs packages that `npm ci` does not.

import type { ViteUserConfig } from 'vitest/config';
import base from '../../vitest.config.ts';

const config: ViteUserConfig = { ...base, test: { ...base.test, include: ['test/installed/*.installed.ts'] } };

export default config;
