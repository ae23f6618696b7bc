// What the scripts of this folder share: install pinned packages into a temporary folder, observe, compare, remove.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';

/**
 * Installs `packages` ("name@version"), calls `observe` with a function that requires one of them, and prints what it
 * returns beside `expected`, what one would expect, and `behaviour`, what happened when the finding was written. The exit
 * code is 1 if it no longer happens.
 */
export async function finding({ packages, expected, behaviour, observe }) {
  const folder = mkdtempSync(join(tmpdir(), 'finding-'));
  try {
    writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
    const options = ['--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'];
    execFileSync('npm', ['install', '--prefix', folder, ...options, ...packages], {
      stdio: ['ignore', 'ignore', 'inherit'],
      shell: process.platform === 'win32',
    });
    const observed = await observe(createRequire(join(folder, 'package.json')));
    const holds = isDeepStrictEqual(observed, behaviour);
    const lines = [
      `versions: ${packages.join(', ')}; Node.js ${process.versions.node}`,
      `expected: ${JSON.stringify(expected)}`,
      `observed: ${JSON.stringify(observed)}`,
      holds ? 'The finding holds.' : `The behaviour changed; it was ${JSON.stringify(behaviour)}.`,
    ];
    process.stdout.write(`${lines.join('\n')}\n`);
    process.exitCode = holds ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
