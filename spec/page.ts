// The page at /__admin/ui for browsers: its script in one file, its style, its frame. `npm run build` writes them to
// dist/ui; from a clone the server builds them when a browser first asks.
// @see https://rolldown.rs/reference/

import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const folder = fileURLToPath(new URL('../ui/', import.meta.url));

/** The licence of what is bundled demands that it is named. */
const notice = '/*! with Preact, (c) 2015-present Jason Miller, MIT License */';

/** The text of each file, by its name. @throws Error when a source cannot be bundled */
export async function buildPage(): Promise<Readonly<Record<string, string>>> {
  const [frame, style, script] = await Promise.all([
    readFile(`${folder}index.html`, 'utf8'),
    readFile(`${folder}page.css`, 'utf8'),
    bundleScript(),
  ]);
  return { 'index.html': frame, 'page.css': style, 'page.js': script };
}

async function bundleScript(): Promise<string> {
  const build = await rolldown({
    cwd: folder,
    input: './main.tsx',
    platform: 'browser',
    tsconfig: false,
    transform: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  });
  try {
    const { output } = await build.generate({ format: 'esm', minify: true, banner: notice });
    const [{ code, imports }] = output;
    // It may take types from the server, but no code.
    if (imports.length > 0) throw new Error(`the page would import ${imports.join(', ')}`);
    return code;
  } finally {
    await build.close();
  }
}
