// Coverage files: the items of a document, and their counts by source. Several files merge into one.

import { readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { KitError, whyRefused } from '../../base/errors.ts';
import {
  asText,
  failure,
  type OwnFileKind,
  readOwnFile,
  requireReplaceable,
  requireWritableFolder,
  writeOwnFile,
} from '../recordings/own-file.ts';
import { type CoverageItem, keyOf } from './coverage-items.ts';

/** Version of the format; an incompatible change raises it. */
export const coverageVersion = 1;

/** An item and its number of exchanges, by source; sources without any are omitted. */
export interface CoveredItem extends CoverageItem {
  readonly seen: Readonly<Record<string, number>>;
}

export interface Coverage {
  readonly version: number;
  readonly document: { readonly title: string; readonly version: string; readonly hash: string };
  /** Every source, also one without counts. */
  readonly sources: readonly string[];
  /** In the order of the document. */
  readonly items: readonly CoveredItem[];
}

const kind: OwnFileKind = {
  schema: 'coverage.schema.json',
  noun: 'a coverage file',
  unreadable: 'ERR_COVERAGE_UNREADABLE',
  unwritable: 'ERR_COVERAGE_UNWRITABLE',
};

/** Writes a file, whole or not at all. @throws ERR_COVERAGE_UNWRITABLE */
export function writeCoverage(file: string, coverage: Coverage): void {
  writeOwnFile(file, renderCoverage(coverage), kind);
}

/**
 * Finds out before a run whether a file can be written.
 *
 * @throws ERR_COVERAGE_UNWRITABLE also when something else than coverage is there
 */
export function requireCoverageFile(file: string): void {
  requireWritableFolder(dirname(file), kind, file);
  requireReplaceable(file, kind);
}

/** Finds out whether files can be written into a folder. @throws ERR_COVERAGE_UNWRITABLE */
export function requireCoverageFolder(folder: string): void {
  requireWritableFolder(folder, kind);
}

export function renderCoverage({ version, document, sources, items }: Coverage): string {
  const $schema = 'https://unpkg.com/aps-userinfo/spec/coverage.schema.json';
  return asText({ $schema, version, document, sources, items });
}

/**
 * Reads and merges files, and the files of folders.
 *
 * @throws ERR_COVERAGE_UNREADABLE for an unreadable file, a folder without any, or different documents
 */
export function readCoverage(paths: readonly string[]): Coverage {
  const files = paths.flatMap(filesAt).map(file => ({ file, coverage: readOwnFile(file, kind) as Coverage }));
  requireSameDocument(files);
  return mergeCoverage(files.map(({ coverage }) => coverage));
}

function filesAt(path: string): readonly string[] {
  try {
    if (!statSync(path).isDirectory()) return [path];
    const names = readdirSync(path)
      .filter(name => name.endsWith('.json'))
      .sort();
    if (names.length > 0) return names.map(name => join(path, name));
  } catch (error) {
    throw failure('read', path, kind, whyRefused(error, 'file or folder'), error);
  }
  throw new KitError('ERR_COVERAGE_UNREADABLE', `The folder "${path}" has no coverage file.`, {
    hint: 'Tests write them where APS_USERINFO_COVERAGE names a folder, and aps-userinfo verify with --coverage.',
    data: { file: path },
  });
}

interface ReadFile {
  readonly file: string;
  readonly coverage: Coverage;
}

function requireSameDocument(files: readonly ReadFile[]): void {
  const hashes = new Set(files.map(({ coverage }) => coverage.document.hash));
  if (hashes.size < 2) return;
  throw new KitError('ERR_COVERAGE_UNREADABLE', 'The coverage files are of different documents.', {
    hint: 'Collect them again, all with the same document.',
    details: files.map(
      ({ file, coverage: { document } }) =>
        `${file}: ${document.title} ${document.version} (${document.hash.slice(0, 12)})`,
    ),
  });
}

/** Merges coverages of the same document: counts add up. */
function mergeCoverage(coverages: readonly Coverage[]): Coverage {
  const [first] = coverages;
  if (!first) throw new KitError('ERR_INTERNAL', 'There is no coverage to merge.');
  const counts = coverages.map(({ items }) => new Map(items.map(item => [keyOf(item), item.seen])));
  const items = first.items.map(item => ({
    ...item,
    seen: counts.map(seen => seen.get(keyOf(item)) ?? {}).reduce(addUp, {}),
  }));
  return { ...first, sources: [...new Set(coverages.flatMap(({ sources }) => sources))], items };
}

type Counts = CoveredItem['seen'];

function addUp(a: Counts, b: Counts): Counts {
  const sources = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return Object.fromEntries(sources.map(source => [source, (a[source] ?? 0) + (b[source] ?? 0)]));
}
