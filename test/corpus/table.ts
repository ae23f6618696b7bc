// The corpus as README shows it: what is in it, and what other tools make of it.

import { families as badServers, good as goodServers } from './corpus.ts';
import { type MeasuredGroup, type PeerCount, readMeasured } from './measured.ts';

interface Group extends MeasuredGroup {
  readonly servers: number;
}

/** The numbers in a sentence; then one row for each family, one for all of them, and one for the good servers. */
export function renderCorpus(): string {
  const { tools, groups: measured } = readMeasured();
  const sizes = new Map([
    ...badServers.map(({ title, cases }) => [title, cases.length] as const),
    ['good', goodServers.length],
  ]);
  const groups = measured.map(group => ({ ...group, servers: sizes.get(group.title) ?? 0 }));
  const families = groups.filter(({ title }) => title !== 'good');
  const good = groups.filter(({ title }) => title === 'good');
  const all = sumOf(families);
  return [
    `The corpus has ${all.servers} servers with one mistake each, and ${sumOf(good).servers} that are unusual and right.`,
    '',
    row(['Mistakes in', 'Servers', '`verify` finds', 'Shown by one response', ...tools.map(tool => `${tool} finds`)]),
    `|---|${'---:|'.repeat(tools.length + 3)}`,
    ...families.map(group => row([group.title, ...countsOf(group)])),
    row(['**all**', ...countsOf(all)]),
    ...good.map(({ servers, asked, peers }) =>
      row(['no mistakes: objections', ...[servers, 0, asked].map(String), ...peers.map(describe)]),
    ),
  ].join('\n');
}

/** That the verifier finds all of them is what the test of the corpus asserts. */
function countsOf({ servers, asked, peers }: Group): readonly string[] {
  return [servers, servers, asked].map(String).concat(peers.map(count => (asked === 0 ? '' : describe(count))));
}

function describe({ objections, crashes }: PeerCount): string {
  return crashes === 0 ? String(objections) : `${objections}, ${crashes} ${crashes === 1 ? 'crash' : 'crashes'}`;
}

function sumOf(groups: readonly Group[]): Group {
  const sum = (value: (group: Group) => number): number => groups.reduce((all, group) => all + value(group), 0);
  const peers = (groups[0]?.peers ?? []).map((_, index) => ({
    objections: sum(group => group.peers[index]?.objections ?? 0),
    crashes: sum(group => group.peers[index]?.crashes ?? 0),
  }));
  return { title: 'all', servers: sum(({ servers }) => servers), asked: sum(({ asked }) => asked), peers };
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
