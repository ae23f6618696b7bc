// `aps-userinfo coverage`: prints coverage as text or as one merged file.

import { type Coverage, type CoveredItem, readCoverage, renderCoverage } from '../traffic/coverage/coverage-file.ts';
import { type ItemKind, itemKinds } from '../traffic/coverage/coverage-items.ts';
import { columns, twoColumns } from './terminal.ts';

/** As commander parses them. */
export interface CoverageFlags {
  readonly json?: boolean;
  /** In percent. */
  readonly require?: number;
  /** Lists what was not exercised. */
  readonly all?: boolean;
}

/** @returns the exit code @throws ERR_COVERAGE_UNREADABLE */
export function runCoverage(
  paths: readonly string[],
  flags: CoverageFlags,
  stdout: { write(text: string): unknown },
): number {
  const coverage = readCoverage(paths);
  const share = shareOf(coverage.items);
  stdout.write(flags.json === true ? renderCoverage(coverage) : renderText(coverage, share, flags));
  return share < (flags.require ?? 0) ? 1 : 0;
}

function renderText(coverage: Coverage, share: number, { all = false, require: wanted = 0 }: CoverageFlags): string {
  const { items, document } = coverage;
  const missing = items.filter(item => !isCovered(item)).length;
  const total = `${document.title} ${document.version}: ${percentOf(share)} exercised, ${items.length - missing} of ${items.length}`;
  const sections = [
    [share < wanted ? `${total}; at least ${wanted} % required.` : `${total}.`],
    barsOf(items),
    tableOf(coverage),
    ...(all && missing > 0 ? [[`Not exercised (${missing} of ${items.length}):`, ...uncoveredLines(items)]] : []),
    ...(all || missing === 0 ? [] : [[`${missing} not exercised: --all lists them.`]]),
  ];
  return `${sections.map(lines => lines.join('\n')).join('\n\n')}\n`;
}

/** A bar per operation, status and, where it succeeds, per group of claims; one for an operation without any. */
function barsOf(items: readonly CoveredItem[]): readonly string[] {
  const rows = groupBy(items, ({ operation }) => operation).flatMap(([operation, its]) => [
    barRow(operation, its),
    ...(its.some(isCovered) ? groupBy(its, ({ status }) => status).flatMap(statusRows) : []),
  ]);
  return columns(rows);
}

function statusRows([status, items]: readonly [string, readonly CoveredItem[]]): readonly (readonly string[])[] {
  const groups = status.startsWith('2') ? claimGroups(items) : [];
  return [barRow(`  ${status}`, items), ...groups.map(([group, its]) => barRow(`    ${group}`, its))];
}

const barWidth = 20;

function barRow(label: string, items: readonly CoveredItem[]): readonly string[] {
  const share = shareOf(items);
  const filled = Math.floor((share / 100) * barWidth);
  const bar = '█'.repeat(filled).padEnd(barWidth, '░');
  return [label, bar, `${Math.floor(share)} %`, `${items.filter(isCovered).length} of ${items.length}`];
}

/** Claims that are objects or lists with what is in them, and all others together; one group is none. */
function claimGroups(items: readonly CoveredItem[]): readonly (readonly [string, readonly CoveredItem[]])[] {
  const claims = items.filter(({ kind }) => kind === 'claim');
  const nested = new Set(claims.flatMap(({ name }) => /^(\/[^/]+)\//u.exec(name)?.[1] ?? []));
  const groups = groupBy(claims, ({ name }) => {
    const [top = ''] = /^\/[^/ ]+/u.exec(name) ?? [];
    return nested.has(top) ? top : 'claims';
  });
  return groups.length > 1 ? groups : [];
}

function isCovered({ seen }: CoveredItem): boolean {
  return Object.keys(seen).length > 0;
}

/** In percent. */
function shareOf(items: readonly CoveredItem[]): number {
  return items.length === 0 ? 100 : (items.filter(isCovered).length / items.length) * 100;
}

/** Rounded down, so that 100 % means everything. */
function percentOf(share: number): string {
  return `${Math.floor(share * 10) / 10} %`;
}

const nouns: Readonly<Record<ItemKind, readonly [one: string, several: string]>> = {
  status: ['status', 'statuses'],
  'media-type': ['media type', 'media types'],
  example: ['example', 'examples'],
  claim: ['claim', 'claims'],
  value: ['value', 'values'],
};

/** By response; a status that was never answered is one line. */
function uncoveredLines(items: readonly CoveredItem[]): readonly string[] {
  return groupBy(items, ({ operation, status }) => `${operation} ${status}`).flatMap(([response, all]) => {
    const missing = all.filter(item => !isCovered(item));
    if (missing.some(({ kind }) => kind === 'status'))
      return [`  ${response}  never answered, including its ${contents(all)}`];
    if (missing.length === 0) return [];
    return [`  ${response}`, ...twoColumns(missing.flatMap(rowOf).reduce(joinRows, []), '    ')];
  });
}

function contents(items: readonly CoveredItem[]): string {
  const kinds = itemKinds.filter(kind => kind !== 'status');
  const counts = kinds.map(kind => [items.filter(item => item.kind === kind).length, nouns[kind]] as const);
  const there = counts
    .filter(([count]) => count > 0)
    .map(([count, [one, several]]) => `${count} ${count === 1 ? one : several}`);
  return there.length === 0 ? 'body' : there.join(', ');
}

type Row = readonly [string, string];

function rowOf({ kind, name }: CoveredItem): readonly Row[] {
  const space = name.lastIndexOf(' ');
  if (kind === 'claim') return [[name.slice(0, space), name.slice(space + 1)]];
  return [[nouns[kind][0], name]];
}

/** Puts the variants of a claim on one line. */
function joinRows(rows: readonly Row[], [first, second]: Row): readonly Row[] {
  const last = rows.at(-1);
  if (last?.[0] !== first || !first.startsWith('/')) return [...rows, [first, second]];
  return [...rows.slice(0, -1), [first, `${last[1]}, ${second}`]];
}

/** Exercised items by kind and source. */
function tableOf({ items, sources }: Coverage): readonly string[] {
  const header = ['', 'of', 'exercised', ...sources];
  const rows = itemKinds.flatMap(kind => {
    const ofKind = items.filter(item => item.kind === kind);
    const bySource = sources.map(source => ofKind.filter(({ seen }) => seen[source] !== undefined).length);
    return ofKind.length === 0
      ? []
      : [[nouns[kind][1], ofKind.length, ofKind.filter(isCovered).length, ...bySource].map(String)];
  });
  return columns([header, ...rows]);
}

function groupBy<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
): readonly (readonly [string, readonly Item[]])[] {
  const groups = new Map<string, Item[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return [...groups];
}
