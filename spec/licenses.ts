// The licenses of the packages inside the bundle: they ask to go wherever their code goes.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** @param modules paths of all modules of the bundle */
export function licensesOf(modules: readonly string[]): string {
  const folders = new Set(modules.flatMap(module => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(module) ?? []));
  return [...folders]
    .map(describe)
    .sort()
    .join(`\n${'-'.repeat(80)}\n\n`);
}

function describe(folder: string): string {
  const { name, version, license, author } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find(file => /^licen[cs]e/i.test(file));
  const text = file === undefined ? `by ${author?.name ?? author}` : readFileSync(join(folder, file), 'utf8').trim();
  return `${name} ${version}, ${license}\n\n${text}\n`;
}
