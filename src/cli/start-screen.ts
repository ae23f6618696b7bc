// What a newcomer sees when the mock starts in a terminal: where it listens, and what to try. Fits 80 columns.

import type { MockServer } from '../server.ts';

/** What the screen is told about. */
export type Started = Pick<MockServer, 'url' | 'host' | 'config' | 'world'>;

const width = 80;

/** @param color whether the terminal shows colours */
export function renderStartScreen(started: Started, color: boolean): string {
  const { bold, dim } = color ? ansi : plain;
  const { url, world } = started;
  const [operation] = world.document.operations;
  const target = `${url}${operation?.path ?? ''}`;
  const tries = triesOf(started).flatMap(({ says, token }) => ['', `  ${dim(`# ${says}`)}`, ...command(token, target)]);
  const notes = notesOf(started).map(([what, value]) => `  ${what.padEnd(11)} ${value}`);
  return ['', `${bold(world.document.title)} is served at ${bold(url)}`, ...tries, '', ...notes, '']
    .join('\n')
    .concat('\n');
}

interface Try {
  readonly says: string;
  /** undefined sends none. */
  readonly token: string | undefined;
}

/** Four requests, as far as the document and the personas have them. */
function triesOf({ world }: Started): readonly Try[] {
  const personas = [...world.personas.values()];
  const someone = world.personas.get('alice') ?? personas[0];
  const tries: Try[] = [{ says: '200: a stranger, the same every time', token: 'whatever' }];
  if (someone === undefined) return tries;
  tries.unshift({ says: `200: ${someone.title}`, token: `mock.${someone.name}` });
  if (world.catalog.findAny('429') !== undefined)
    tries.push({ says: '429: the same person hits the rate limit', token: `mock.${someone.name}.429` });
  if (world.document.operations[0]?.requiresToken) tries.push({ says: '401: no token', token: undefined });
  return tries;
}

/** A line to paste into a shell, broken where it would be too long. */
function command(token: string | undefined, target: string): readonly string[] {
  const start = token === undefined ? '  curl -i' : `  curl -iH 'Authorization: Bearer ${token}'`;
  return start.length + 1 + target.length > width ? [`${start} \\`, `    ${target}`] : [`${start} ${target}`];
}

function notesOf({ url, config }: Started): readonly (readonly [string, string])[] {
  return [
    ['Catalogue', 'aps-userinfo catalog'],
    ['Tokens', 'aps-userinfo token'],
    ['Admin API', config.admin ? `${url}/__admin/health` : 'off beyond loopback; --admin-token turns it on'],
    ['Stop', 'Ctrl+C'],
  ];
}

type Style = (text: string) => string;

const ansi: { bold: Style; dim: Style } = {
  bold: text => `\u001b[1m${text}\u001b[22m`,
  dim: text => `\u001b[2m${text}\u001b[22m`,
};
const plain: { bold: Style; dim: Style } = { bold: text => text, dim: text => text };
