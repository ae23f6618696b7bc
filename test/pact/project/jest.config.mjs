export default {
  testMatch: ['**/[pe]*.pact.mjs'],
  moduleFileExtensions: ['mjs', 'js', 'json', 'node'],
  globalSetup: './pact.setup.mjs',
  transform: {},
  maxWorkers: 2,
  haste: { enableSymlinks: true },
  watchman: false,
};
