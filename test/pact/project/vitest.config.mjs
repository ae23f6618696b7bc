import { defineConfig } from 'vitest/config';

const { POOL: pool = 'forks', SETUP: setup = './pact.setup.mjs', FILES: files = '[pe]*.pact.mjs' } = process.env;

export default defineConfig({
  test: { include: [files], globals: true, pool, maxWorkers: 2, globalSetup: setup === 'none' ? [] : [setup] },
});
