// Bundles src to the few files of dist/lib: opening a hundred modules takes longer than running them. Packages stay
// outside but for one, what is imported on demand stays a file of its own, and the result is for reading: nothing is
// minified.
// @see https://rolldown.rs/reference/

import { isAbsolute } from 'node:path';
import { rolldown } from 'rolldown';

/** Taken in, since its package carries four builds of 15 KiB and their maps: 3.6 MiB in each installation. */
const included: readonly string[] = ['lru-cache'];

/** Its licence asks for this. @see https://blueoakcouncil.org/license/1.0.0 */
const notice = '/*! With lru-cache by Isaac Z. Schlueter, https://blueoakcouncil.org/license/1.0.0 */';

/** What to bundle. */
export interface BundleOptions {
  /** Folder of the sources. */
  readonly root: string;
  /** Entry points below it, by the name of the file that each becomes. */
  readonly entries: Readonly<Record<string, string>>;
  /** Where the files are written. Sources find the package's own files two levels above themselves, and so must these. */
  readonly folder: string;
}

/** Writes the bundle. @returns the names of its files @throws Error when a source cannot be bundled */
export async function bundle({ root, entries, folder }: BundleOptions): Promise<readonly string[]> {
  const build = await rolldown({
    cwd: root,
    input: entries,
    platform: 'node',
    external: id => !id.startsWith('.') && !isAbsolute(id) && !included.includes(id),
    tsconfig: false,
  });
  try {
    const { output } = await build.write({
      dir: folder,
      format: 'esm',
      entryFileNames: '[name].js',
      chunkFileNames: ({ name }) => `${name.replaceAll('.', '-')}.js`,
      minifyInternalExports: false,
      banner: ({ moduleIds }) => (moduleIds.some(id => id.includes('lru-cache')) ? notice : ''),
    });
    return output.map(({ fileName }) => fileName);
  } finally {
    await build.close();
  }
}
