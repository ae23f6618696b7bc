import { defineConfig, type ViteUserConfig } from 'vitest/config';

const config: ViteUserConfig = defineConfig({
  test: {
    globalSetup: ['test/temporary-folder.ts'],
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    // Nothing is mocked or left behind between files, so they share their imports: a third of the time.
    isolate: false,
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    allowOnly: false,
    passWithNoTests: false,
  },
});

export default config;
