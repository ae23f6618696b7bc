// `npm run recipes`: not part of the tests, since it installs packages.

import type { ViteUserConfig } from 'vitest/config';
import base from '../../vitest.config.ts';

const config: ViteUserConfig = { ...base, test: { ...base.test, include: ['test/recipes/*.recipe.ts'] } };

export default config;
