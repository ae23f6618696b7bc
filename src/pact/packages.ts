// Optional peer packages for contracts, located when a command needs them.

import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { KitError } from '../base/errors.ts';

export type PactPackage = '@pact-foundation/pact' | '@pactflow/openapi-pact-comparator';

export interface InstalledPackage {
  readonly file: string;
  readonly version: string;
}

/**
 * Searches beside this package first, then in the project of the working directory, as `npx` needs it.
 * @throws ERR_PACT_NOT_INSTALLED with the command that installs it
 */
export function findPackage(name: PactPackage, places: readonly string[] = defaultPlaces()): InstalledPackage {
  for (const place of places) {
    const require = createRequire(place);
    const folder = (require.resolve.paths(name) ?? [])
      .map(modules => join(modules, name))
      .find(candidate => existsSync(join(candidate, 'package.json')));
    if (folder === undefined) continue;
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
    return { file: require.resolve(name), version: manifest.version };
  }
  throw new KitError('ERR_PACT_NOT_INSTALLED', `This command needs "${name}", which is not installed.`, {
    hint: `Run: npm install --save-dev ${name}`,
  });
}

function defaultPlaces(): readonly string[] {
  return [import.meta.url, join(process.cwd(), 'package.json')];
}
