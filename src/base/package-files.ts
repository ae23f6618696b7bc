// Paths of the package's own files. This file and the bundle in dist/lib are both two levels below the package.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Versions of Autodesk's user profile API with a built-in document. */
export const profileApis = ['v1', 'v2'] as const;

/** Version of Autodesk's user profile API: v1 needs no scope, v2 gives claims by scope. */
export type ProfileApi = (typeof profileApis)[number];

/** Absolute path of a shipped file or folder, such as `spec/userinfo.yaml`. */
export function packageFile(path: string): string {
  return fileURLToPath(new URL(`../../${path}`, import.meta.url));
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
