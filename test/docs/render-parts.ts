// The parts of README that follow from the code, as Markdown tables.

import { errorCatalog } from '../../src/base/errors.ts';
import { resolveConfig } from '../../src/config/config.ts';
import { renderOptionsTable } from '../../src/config/published.ts';
import type { JsonObject, NamedExample } from '../../src/contract/openapi/document.ts';
import { loadServedDocument, type ServedDocument } from '../../src/server/mock/served-document.ts';
import { type Mock, startMock } from '../../src/testing/start-mock.ts';
import { renderCorpus } from '../corpus/table.ts';
import { generatedPart, rowsOf } from './readme.ts';

/** Every generated part, by the name of its markers. */
export async function renderParts(): Promise<Readonly<Record<string, string>>> {
  const served = await loadServedDocument(resolveConfig());
  await using mock = await startMock({ admin: true });
  return {
    variants: ofKind(served, 'variant', ['Variant', 'What it tells']),
    personas: personas(served),
    failures: failures(served),
    scenarios: ofKind(served, 'scenario', ['Scenario', 'What happens']),
    options: renderOptionsTable(),
    api: api(served),
    admin: await admin(mock),
    errors: errors(),
    corpus: renderCorpus(),
  };
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), `|${head.map(() => '---|').join('')}`, ...rows.map(line)].join('\n');
}

export const code = (text: string): string => `\`${text}\``;

function ofKind({ catalog }: ServedDocument, kind: 'variant' | 'scenario', head: readonly string[]): string {
  const entries = catalog.entries().filter(entry => entry.kind === kind);
  return table(
    head,
    entries.map(({ name, title }) => [code(name), title]),
  );
}

function personas(served: ServedDocument): string {
  const rows = [...served.personas.values()].map(({ name, title, description }) => [
    code(`mock.${name}`),
    title,
    description,
  ]);
  return table(['Token', 'Who', 'What for'], rows);
}

function failures({ document }: ServedDocument): string {
  const responses = [...(document.operations[0]?.responses.values() ?? [])].filter(({ key }) => !key.startsWith('2'));
  const rows = responses.flatMap(({ key, examples }) =>
    [...examples.values()].map(example => [key, code(example.name), errorCodeOf(example), example.summary]),
  );
  return table(['Status', 'Failure', '`errorCode`', 'What it is'], rows);
}

function errorCodeOf({ value }: NamedExample): string {
  const found = typeof value === 'object' && value !== null ? (value as JsonObject)['errorCode'] : undefined;
  return typeof found === 'string' ? found : 'none';
}

function api({ document }: ServedDocument): string {
  const rows = document.operations.map(({ method, path, pointer }) => {
    const { summary } = document.at(pointer) as { readonly summary: string };
    return [code(`${method} ${path}`), summary];
  });
  return table(['Method and path', 'What it does'], rows);
}

async function admin(mock: Mock): Promise<string> {
  const index = (await (await fetch(`${mock.url}/__admin`)).json()) as {
    readonly routes: readonly { readonly method: string; readonly path: string; readonly summary: string }[];
  };
  return table(
    ['Method and path', 'What it does'],
    index.routes.map(({ method, path, summary }) => [code(`${method} ${path}`), summary]),
  );
}

/** What to do is written by hand, in README; code, meaning and status follow the catalogue. */
function errors(): string {
  const part = generatedPart('errors');
  const remedies = new Map(part === '' ? [] : rowsOf(part).map(cells => [cells[0], cells[3]]));
  const rows = Object.entries(errorCatalog).map(([name, { title, status }]) => [
    code(name),
    title,
    String(status),
    remedies.get(code(name)) ?? '',
  ]);
  return table(['Code', 'What happened', 'Status', 'What to do'], rows);
}
