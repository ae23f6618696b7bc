// Packages that `npm run build` makes part of dist/lib: users need not install them. A clone runs from the sources and
// does, so they are dependencies here, and the published package.json leaves them out: npm runs this file before and
// after it packs.
//
//   node spec/publish.ts leave-out   writes package.json without them, and keeps the original
//   node spec/publish.ts restore     puts the original back
//   node spec/publish.ts image       as leave-out, and makes the optional packages of the image its dependencies

import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const bundledPackages: readonly string[] = [
  '@fastify/cors',
  'commander',
  'fastify',
  'jdenticon',
  'oidc-provider',
  'toad-cache',
];

/** Fastify's, which the mock never calls: a dependency for its version only, since npm ignores `overrides` of a package from git. */
export const pinnedPackages: readonly string[] = ['light-my-request'];

/** Options need these, and users cannot install packages into an image. */
export const imagePackages: readonly string[] = ['@peculiar/x509', '@redis/client', 'prom-client'];

const file = fileURLToPath(new URL('../package.json', import.meta.url));
const original = `${file}.original`;

if (import.meta.main) {
  if (process.argv[2] === 'restore') renameSync(original, file);
  else leaveOut(process.argv[2] === 'image' ? imagePackages : []);
}

function leaveOut(added: readonly string[]): void {
  const text = readFileSync(file, 'utf8');
  const { dependencies, ...manifest } = JSON.parse(text);
  for (const name of [...bundledPackages, ...pinnedPackages]) delete dependencies[name];
  // The build is packed; npm warns of every install script of a package.
  delete manifest.scripts.prepare;
  for (const name of added) {
    dependencies[name] = manifest.devDependencies[name];
    delete manifest.devDependencies[name];
    delete manifest.peerDependencies[name];
  }
  writeFileSync(original, text);
  writeFileSync(file, `${JSON.stringify({ ...manifest, dependencies }, null, 2)}\n`);
}
