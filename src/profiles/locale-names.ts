// The names of faker's locales, without loading faker.

import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';

const require = createRequire(import.meta.url);
let known: readonly string[] | undefined;

export function localeNames(): readonly string[] {
  known ??= installedLocales();
  return known;
}

function installedLocales(): readonly string[] {
  const folder = dirname(require.resolve('@faker-js/faker/locale/en'));
  return readdirSync(folder)
    .filter(file => file.endsWith('.js') && file !== 'base.js')
    .map(file => file.slice(0, -'.js'.length))
    .sort();
}
