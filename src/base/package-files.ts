// Paths of the package's own files. This file and the bundle in dist/lib are both two levels below the package.

import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { KitError } from './errors.ts';

/** Versions of Autodesk's user profile API with a built-in document. */
export const profileApis = ['v1', 'v2'] as const;

/** Version of Autodesk's user profile API: v1 needs no scope, v2 gives claims by scope. */
export type ProfileApi = (typeof profileApis)[number];

/**
 * Path of a file or folder that the package ships, such as `spec/userinfo.yaml`.
 *
 * @throws ERR_CONFIG_INVALID where it does not exist, as in a bundle of the user's tests
 */
export function packageFile(path: string): string {
  const file = fileURLToPath(new URL(`../../${path}`, import.meta.url));
  if (existsSync(file)) return file;
  throw new KitError('ERR_CONFIG_INVALID', `aps-userinfo does not find its own "${path}": ${file} does not exist.`, {
    hint: 'If it was bundled, keep the package external, such as with --external:aps-userinfo of esbuild.',
  });
}

/** The folder of the build's results: `dist`, or `src`, which has none, when the sources run. */
export function compiledFolder(): string {
  return fileURLToPath(new URL('../', import.meta.url));
}

let version: string | undefined;

export function packageVersion(): string {
  version ??= (JSON.parse(readFileSync(packageFile('package.json'), 'utf8')) as { version: string }).version;
  return version;
}
