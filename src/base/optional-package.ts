// Optional packages: located when a command or an option needs them, with the command that installs them.

import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type ErrorCode, KitError } from './errors.ts';

export interface InstalledPackage {
  readonly file: string;
  readonly version: string;
}

/** Who needs a package: begins the error message, as in `--tls needs "…"`. */
export interface Need {
  readonly what: string;
  /** Default `ERR_PACKAGE_NOT_INSTALLED`. */
  readonly code?: ErrorCode;
  /** Files from which to search, in order. Default: this package, then the project of the working directory (`npx`). */
  readonly places?: readonly string[];
}

/** @throws ERR_PACKAGE_NOT_INSTALLED, or the code of the need, with the command that installs the package */
export function findPackage(name: string, { what, code, places = defaultPlaces() }: Need): InstalledPackage {
  for (const place of places) {
    const require = createRequire(place);
    const folder = (require.resolve.paths(name) ?? [])
      .map(modules => join(modules, name))
      .find(candidate => existsSync(join(candidate, 'package.json')));
    if (folder === undefined) continue;
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
    return { file: require.resolve(name), version: manifest.version };
  }
  throw new KitError(code ?? 'ERR_PACKAGE_NOT_INSTALLED', `${what} needs "${name}", which is not installed.`, {
    hint: `Run: npm install --save-dev ${name}`,
  });
}

/** Loads an optional package. @throws ERR_PACKAGE_NOT_INSTALLED with the command that installs it */
export function loadPackage<Module>(name: string, need: Need): Module {
  const { file } = findPackage(name, need);
  return createRequire(file)(file) as Module;
}

function defaultPlaces(): readonly string[] {
  return [import.meta.url, join(process.cwd(), 'package.json')];
}
