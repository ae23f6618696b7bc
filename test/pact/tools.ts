// The Node.js and the folder that tests start processes with.

import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

/** Folder of the repository. */
export const root: string = fileURLToPath(new URL('../../', import.meta.url));

/** The Node.js that runs TypeScript, whatever runs the tests. */
export const node: string = process.features.typescript
  ? process.execPath
  : createRequire(import.meta.url).resolve('node/bin/node');
