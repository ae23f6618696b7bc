// Where the package's own files are. This file and the bundle in dist/lib both stand two levels below the package.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Versions of Autodesk's user profile API that the package has a document of. */
export const profileApis = ['v1', 'v2'] as const;

/** Version of Autodesk's user profile API: v1 gives the whole profile without any scope, v2 what the token's scopes give. */
export type ProfileApi = (typeof profileApis)[number];

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
