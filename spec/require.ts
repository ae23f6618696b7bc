// Entries for `require`, which hand out the ES modules: one copy of the package, with one state, in both systems.
// jest gives tests a context and a `require` of their own, which read no ES modules without a flag of Node.js; the
// `require` of Node.js itself reads them there, too.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Declarations, relative to the folder of all, by the name of the entry in dist/lib. */
const entries = {
  index: 'index',
  matchers: 'testing/matchers',
  pact: 'pact/index',
  testcontainers: 'testing/testcontainers',
} as const;

/** What is said where a bundler put the package into a bundle. */
export const insideBundle: string =
  'aps-userinfo cannot run inside a bundle: keep the package external, such as with --external:aps-userinfo of esbuild.';

const code = (name: string): string => `'use strict';
if (typeof __filename !== 'string' || !/[\\\\/]dist[\\\\/]lib[\\\\/]${name}\\.cjs$/.test(__filename))
  throw new Error('${insideBundle}');
let load = require;
try {
  const outside = process.getBuiltinModule('node:vm').runInThisContext('process');
  load = outside.getBuiltinModule('node:module').createRequire(__filename);
} catch {
  // Another runtime than Node.js: its own require reads ES modules.
}
module.exports = load('./${name}.js');
`;

/** The matchers for jest extend the expect of the test, so jest itself loads them. */
const jestCode = `'use strict';
const { expect } = require('@jest/globals');
expect.extend(require('./matchers.cjs').matchers);
`;

/** @returns the names of the files in the folder of the code, and in that of the types */
export function writeRequireEntries(lib: string, types: string): { readonly lib: string[]; readonly types: string[] } {
  const files = Object.keys(entries).map(name => [`${name}.cjs`, code(name)] as const);
  const declarations = [...Object.values(entries), 'testing/matchers-jest'].map(
    name => [`${name}.d.cts`, `export * from './${name.split('/').at(-1)}.js';\n`] as const,
  );
  const all = [...files, ['matchers-jest.cjs', jestCode] as const];
  for (const [name, text] of all) writeFileSync(join(lib, name), text);
  for (const [name, text] of declarations) writeFileSync(join(types, name), text);
  return { lib: all.map(([name]) => name), types: declarations.map(([name]) => name) };
}
