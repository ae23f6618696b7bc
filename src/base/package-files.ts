// Where the package's own files are. This file and the bundle in dist/lib both stand two levels below the package.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Path of a file or folder that the package ships, such as `spec/userinfo.yaml`. */
export function packageFile(path: string): string {
  return fileURLToPath(new URL(`../../${path}`, import.meta.url));
}

/** The folder of what the build precompiled: `dist`, or `src`, which has none, when the sources run. */
export function compiledFolder(): string {
  return fileURLToPath(new URL('../', import.meta.url));
}

let version: string | undefined;

/** The version in package.json. */
export function packageVersion(): string {
  version ??= (JSON.parse(readFileSync(packageFile('package.json'), 'utf8')) as { version: string }).version;
  return version;
}
