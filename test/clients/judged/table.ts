// The table of docs/clients.md, from what `npm run clients` keeps in judged.json.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { judgedClients, scenarios } from './clients.ts';
import type { Cell, Cells } from './judge-driver.ts';

/** One client as it was judged. */
export interface Judged {
  readonly driver: string;
  readonly version?: string;
  readonly cells: Cells;
}

export const judgedFile: string = fileURLToPath(new URL('judged.json', import.meta.url));

export function readJudged(): readonly Judged[] {
  return JSON.parse(readFileSync(judgedFile, 'utf8')) as readonly Judged[];
}

export function renderClients(): string {
  const rows = readJudged().map(({ driver, version, cells }) => {
    const client = judgedClients.find(each => each.driver === driver);
    const name = client?.title ?? `${client?.package} ${version}`;
    const by = client?.packages === undefined ? 'test' : 'script';
    return [name, by, ...scenarios.map(scenario => textOf(scenario, cells[scenario])), brokenBy(cells)];
  });
  const head = ['Client', 'Judged by', ...scenarios.map(name => `\`${name}\``), 'Broken rules'];
  return [head, head.map(() => '---'), ...rows].map(cells => `| ${cells.join(' | ')} |`).join('\n');
}

function textOf(scenario: string, cell: Cell | undefined): string {
  if (cell === undefined) return '';
  const { outcome, requests } = cell;
  const isOther = scenario === 'identity-swap' && outcome === 'profile';
  const isBad = isOther || outcome === 'no error' || outcome === 'no end';
  const what = isBad ? `**${isOther ? 'other person' : outcome}**` : outcome;
  return requests === 1 ? what : `${what}, ${requests} requests`;
}

/** Each rule once, with the scenarios that show it. */
function brokenBy(cells: Cells): string {
  const rules = [...new Set(Object.values(cells).flatMap(({ broken }) => broken))];
  return rules
    .map(rule => {
      const shown = scenarios.filter(name => cells[name]?.broken.includes(rule));
      return `\`${rule}\` (${shown.length < scenarios.length ? shown.join(', ') : 'always'})`;
    })
    .join(', ');
}
