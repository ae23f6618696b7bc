// README and docs as their tests read them: pages, fenced blocks, sections, tables.

import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Page, readPages, root } from '../../spec/docs.ts';

export const pages: readonly Page[] = readPages();
export const version: string = (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string })
  .version;

/** The pinned Node.js, which runs TypeScript, also where another one runs the tests. */
export const node: string = process.features.typescript
  ? process.execPath
  : createRequire(import.meta.url).resolve('node/bin/node');

/** The text of a page. */
export function textOf(path: string): string {
  const page = pages.find(candidate => candidate.path === path);
  if (page === undefined) throw new Error(`there is no page ${path}`);
  return page.text;
}

/** A fenced block. */
export interface Block {
  readonly language: string;
  readonly text: string;
  /** Page and line where the block begins. */
  readonly place: string;
}

export const blocks: readonly Block[] = pages.flatMap(({ path, text }) =>
  [...text.matchAll(/^```(\w*)\n(.*?)^```$/gms)].map(match => ({
    language: match[1] ?? '',
    text: match[2] ?? '',
    place: `${path}:${text.slice(0, match.index).split('\n').length}`,
  })),
);

export function blocksOf(language: string): readonly Block[] {
  return blocks.filter(block => block.language === language);
}

/** A file that a page shows: a block that opens with its path in a comment. */
export interface ShownFile {
  readonly path: string;
  readonly text: string;
}

export const shownFiles: readonly ShownFile[] = [...blocksOf('yaml'), ...blocksOf('js')].map(({ text, place }) => {
  const path = /^(?:#|\/\/) (\S+\.(?:ya?ml|c?js))\n/.exec(text)?.[1];
  if (path === undefined) throw new Error(`${place}: the block does not say which file it is`);
  return { path, text };
});

export function shownFile(path: string): string {
  const file = shownFiles.find(candidate => candidate.path === path);
  if (file === undefined) throw new Error(`no page shows ${path}`);
  return file.text;
}

/** A temporary folder with the files that the pages show, and the dependencies of the repository. */
export function folderOfShownFiles(): string {
  const folder = mkdtempSync(join(tmpdir(), 'docs-'));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n');
  for (const { path, text } of shownFiles) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

/** The text of a page below a heading, down to the next one of the same or a higher level. */
export function section(page: string, heading: string): string {
  // A comment in a fenced block looks like a heading.
  const lines = textOf(page)
    .replace(/^```.*?^```$/gms, '')
    .split('\n');
  const start = lines.indexOf(heading);
  if (start < 0) throw new Error(`${page} has no heading "${heading}"`);
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

/** Every code span of a text. */
export function quoted(text: string): readonly string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
}
