// The files of the page at /__admin/ui. They are read, and from a clone bundled, when a browser asks for them.
// @see https://www.w3.org/TR/CSP3/

import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { KitError } from '../../base/errors.ts';
import { packageFile } from '../../base/package-files.ts';

/** The page itself has no file name. */
const types = {
  'index.html': 'text/html; charset=utf-8',
  'page.css': 'text/css; charset=utf-8',
  'page.js': 'text/javascript; charset=utf-8',
} as const;

export type PageFile = keyof typeof types;

/** Below `/__admin`, in OpenAPI syntax. */
export const pagePaths: readonly string[] = ['/ui', '/ui/{file}'];

/** The page runs its own script and style, asks its own server, and nothing else; not even its script can add markup. */
const contentSecurityPolicy = [
  `default-src 'none'`,
  `script-src 'self'`,
  `style-src 'self'`,
  `img-src 'self' data:`,
  `connect-src 'self'`,
  `base-uri 'none'`,
  `form-action 'none'`,
  `frame-ancestors 'none'`,
  `require-trusted-types-for 'script'`,
  `trusted-types 'none'`,
].join('; ');

/** @throws ERR_ROUTE_UNKNOWN for another file, ERR_PAGE_UNAVAILABLE in a clone without development dependencies */
export async function pageFile(
  name: PageFile = 'index.html',
): Promise<{ readonly headers: Readonly<Record<string, string>>; readonly content: string | Buffer }> {
  if (!Object.hasOwn(types, name)) {
    throw new KitError('ERR_ROUTE_UNKNOWN', `The page has no file ${JSON.stringify(String(name).slice(0, 80))}.`, {
      hint: 'GET /__admin/ui is the page.',
    });
  }
  const content = isClone ? ((await built())[name] ?? '') : await readFile(packageFile(`dist/ui/${name}`));
  const headers = {
    'content-type': types[name],
    'content-security-policy': contentSecurityPolicy,
    'referrer-policy': 'no-referrer',
    'x-frame-options': 'DENY',
  };
  return { headers, content };
}

/** Whether the sources run, which have no built page. */
const isClone = import.meta.url.endsWith('.ts');

type Files = Readonly<Record<string, string>>;
let building: Promise<Files> | undefined;

function built(): Promise<Files> {
  building ??= build().catch((error: Error) => {
    building = undefined;
    throw new KitError('ERR_PAGE_UNAVAILABLE', `The page cannot be bundled: ${error.message.split('\n')[0]}.`, {
      hint: 'In a clone it needs the development dependencies: npm ci.',
      cause: error,
    });
  });
  return building;
}

async function build(): Promise<Files> {
  // No literal, so that the bundle of the package leaves it out.
  const builder = pathToFileURL(packageFile('spec/page.ts')).href;
  const { buildPage } = (await import(/* @vite-ignore */ builder)) as { buildPage(): Promise<Files> };
  return buildPage();
}
