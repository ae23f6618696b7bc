import { defineConfig, type ViteUserConfig } from 'vitest/config';
import { patienceMs } from './test/patience.ts';

const config: ViteUserConfig = defineConfig({
  test: {
    globalSetup: ['test/temporary-folder.ts'],
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    // Nothing is mocked or left behind between files, so they share their imports: a third of the time.
    isolate: false,
    maxWorkers: 2,
    // A limit for what never ends. A busy machine slows tests down tenfold, and no test may fail for that.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: patienceMs } },
    allowOnly: false,
    passWithNoTests: false,
  },
});

export default config;
