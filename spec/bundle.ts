// Bundles src to the few files of dist/lib: opening a hundred modules takes longer than running them. Packages stay
// outside, what is imported on demand stays a file of its own, and the result is for reading: nothing is minified.
// @see https://rolldown.rs/reference/

import { isAbsolute } from 'node:path';
import { rolldown } from 'rolldown';

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
    external: id => !id.startsWith('.') && !isAbsolute(id),
    tsconfig: false,
  });
  try {
    const { output } = await build.write({
      dir: folder,
      format: 'esm',
      entryFileNames: '[name].js',
      chunkFileNames: ({ name }) => `${name.replaceAll('.', '-')}.js`,
      minifyInternalExports: false,
    });
    return output.map(({ fileName }) => fileName);
  } finally {
    await build.close();
  }
}
