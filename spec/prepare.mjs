// npm runs this after `npm ci`, before it packs, and when it installs the package from git: builds `dist`, unless the
// compiler and the bundler are absent, as after `npm ci --omit=dev`. Plain JavaScript, since Node.js 20 runs it too.

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const root = new URL('../', import.meta.url);
const isInstalled = ['typescript', 'rolldown'].every(name => existsSync(new URL(`node_modules/${name}`, root)));
if (isInstalled) {
  const options = { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' };
  process.exitCode = spawnSync('npm', ['run', '--silent', 'build'], options).status ?? 1;
}
