// Which files a process loads: V8 lists every script that ran, ES module or CommonJS, on every Node.js.
// @see https://nodejs.org/api/cli.html#node_v8_coveragedir

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** @param start runs a process to its end with these variables added to its environment */
export async function loadedFiles(
  folder: string,
  start: (env: Readonly<Record<string, string>>) => Promise<unknown>,
): Promise<readonly string[]> {
  const reports = mkdtempSync(join(folder, 'loaded-'));
  await start({ NODE_V8_COVERAGE: reports });
  const urls = readdirSync(reports).flatMap(name => {
    const { result } = JSON.parse(readFileSync(join(reports, name), 'utf8')) as { result: { url: string }[] };
    return result.map(({ url }) => url);
  });
  rmSync(reports, { recursive: true });
  const files = new Set(urls.filter(url => url.startsWith('file:')).map(url => fileURLToPath(url)));
  if (files.size === 0) throw new Error('the process left no report of what it loaded');
  return [...files].sort();
}

/** Names of the installed packages that files belong to, `aps-userinfo` left out. */
export function packagesOf(files: readonly string[]): readonly string[] {
  const names = files.map(file => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? file);
  return [...new Set(names)].filter(name => name !== 'aps-userinfo').sort();
}
