// README.md as its tests read it: fenced blocks, tables, generated parts.

import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folder of the repository. */
export const root: string = fileURLToPath(new URL('../../', import.meta.url));
export const readmeFile: string = join(root, 'README.md');
export const readme: string = readFileSync(readmeFile, 'utf8');
export const version: string = (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string })
  .version;

/** The Node.js that runs TypeScript, whatever runs the tests. */
export const node: string = process.features.typescript
  ? process.execPath
  : createRequire(import.meta.url).resolve('node/bin/node');

/** A fenced block. */
export interface Block {
  readonly language: string;
  readonly text: string;
  /** Line of README on which the block begins. */
  readonly line: number;
}

export const blocks: readonly Block[] = [...readme.matchAll(/^```(\w*)\n(.*?)^```$/gms)].map(match => ({
  language: match[1] ?? '',
  text: match[2] ?? '',
  line: readme.slice(0, match.index).split('\n').length,
}));

/** The blocks of one language; there is at least one. */
export function blocksOf(language: string): readonly Block[] {
  const found = blocks.filter(block => block.language === language);
  if (found.length === 0) throw new Error(`README has no ${language} block`);
  return found;
}

/** A file that README shows: a YAML block that opens with its path in a comment. */
export interface ShownFile {
  readonly path: string;
  readonly text: string;
}

export const shownFiles: readonly ShownFile[] = blocksOf('yaml').map(({ text, line }) => {
  const path = /^# (\S+\.ya?ml)\n/.exec(text)?.[1];
  if (path === undefined) throw new Error(`README, line ${line}: the block does not say which file it is`);
  return { path, text };
});

/** The script that README shows in a block that opens with its name in a comment. */
export function shownScript(name: string): string {
  const block = blocksOf('js').find(({ text }) => text.startsWith(`// ${name}\n`));
  if (block === undefined) throw new Error(`README shows no ${name}`);
  return block.text;
}

/** A temporary folder with the files that README shows, and the dependencies of the repository. */
export function folderOfReadme(): string {
  const folder = mkdtempSync(join(tmpdir(), 'readme-'));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n');
  for (const { path, text } of shownFiles) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

/** The text below a heading, down to the next one of the same or a higher level. */
export function section(heading: string): string {
  // A comment in a fenced block looks like a heading.
  const lines = readme.replace(/^```.*?^```$/gms, '').split('\n');
  const start = lines.indexOf(heading);
  if (start < 0) throw new Error(`README has no heading "${heading}"`);
  const level = heading.indexOf(' ');
  const length = lines.slice(start + 1).findIndex(line => /^#+ /.test(line) && line.indexOf(' ') <= level);
  return lines.slice(start, length < 0 ? undefined : start + 1 + length).join('\n');
}

/** The rows of the first table in a text, without its head, as cells. */
export function rowsOf(text: string): readonly (readonly string[])[] {
  const lines = text.split('\n');
  const start = lines.findIndex(line => /^\|[-|]+\|$/.test(line));
  if (start < 0) throw new Error(`no table in: ${text.slice(0, 80)}`);
  const body = lines.slice(start + 1);
  const end = body.findIndex(line => !line.startsWith('|'));
  return body.slice(0, end < 0 ? undefined : end).map(line =>
    line
      .replace(/^\| ?| ?\|$/g, '')
      .split(/ ?(?<!\\)\| ?/)
      .map(cell => cell.trim()),
  );
}

/** What stands in backticks. */
export function quoted(text: string): readonly string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
}

/** The part between the markers of this name. */
export function generatedPart(name: string): string {
  return markers(name).exec(readme)?.[2] ?? '';
}

/** A text, README unless another is given, with every generated part made anew. */
export function withGenerated(parts: Readonly<Record<string, string>>, source: string = readme): string {
  const names = [...source.matchAll(/<!-- begin:(\w+) -->/g)].map(([, name = '']) => name);
  const unknown = names.filter(name => !(name in parts));
  const missing = Object.keys(parts).filter(name => !names.includes(name));
  if (unknown.length + missing.length > 0)
    throw new Error(`parts without markers or makers: ${[...unknown, ...missing]}`);
  return names.reduce(
    (text, name) =>
      text.replace(markers(name), (_all, begin: string, _old, end: string) => `${begin}${parts[name]}\n${end}`),
    source,
  );
}

function markers(name: string): RegExp {
  return new RegExp(`(<!-- begin:${name} -->\n)(.*?)(<!-- end:${name} -->)`, 's');
}
