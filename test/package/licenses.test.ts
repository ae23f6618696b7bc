// Users of the package and of the image get only packages whose licenses set no conditions for the users' own code.

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { imagePackages } from '../../spec/publish.ts';

interface Locked {
  readonly license?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

const { packages } = JSON.parse(readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8')) as {
  readonly packages: Readonly<Record<string, Locked>>;
};
const permissive = ['MIT', 'ISC', '0BSD', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', 'PSF-2.0'];

/** What a package depends on, itself included: as Node.js looks it up from its folder. */
function reach(folder: string, seen: Set<string>): Set<string> {
  if (seen.has(folder)) return seen;
  if (folder !== '') seen.add(folder);
  for (const name of Object.keys(packages[folder]?.dependencies ?? {})) {
    let from = folder;
    while (from !== '' && packages[within(from, name)] === undefined)
      from = from.slice(0, Math.max(0, from.lastIndexOf('/node_modules/')));
    reach(within(from, name), seen);
  }
  return seen;
}

function within(folder: string, name: string): string {
  return folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
}

it('every package of an installation and of the image has a permissive license', () => {
  const seen = reach('', new Set());
  for (const name of imagePackages) reach(`node_modules/${name}`, seen);
  expect(seen.size).toBeGreaterThan(40);
  const others = [...seen].filter(folder => !permissive.includes(packages[folder]?.license ?? 'none'));
  expect(others).toEqual([]);
});
