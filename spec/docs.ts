// The parts of README and docs that follow from the code: what stands between `<!-- begin:NAME -->` and `<!-- end:NAME -->`.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { errorCatalog } from '../src/base/errors.ts';
import { runCatalog } from '../src/cli/catalog.ts';
import { resolveConfig } from '../src/config/config.ts';
import { renderOptionsTable } from '../src/config/published.ts';
import { findingCatalog } from '../src/contract/findings/catalog.ts';
import type { ApiDocument, JsonObject, NamedExample } from '../src/contract/openapi/document.ts';
import { claimScopes } from '../src/contract/openapi/extensions.ts';
import { builtinDocument, loadDocument } from '../src/contract/openapi/load.ts';
import { loadServedDocument, type ServedDocument } from '../src/server/mock/served-document.ts';
import { providerStates } from '../src/server/scenarios/provider-states.ts';
import { defaultThresholds } from '../src/server/verdicts/verdict.ts';
import { rules } from '../src/server/verdicts/verdicts.ts';
import type { Mock } from '../src/testing/mock.ts';
import { startMock } from '../src/testing/start-mock.ts';
import { diffDocuments } from '../src/traffic/recordings/diff-documents.ts';
import { renderClients } from '../test/clients/judged/table.ts';
import { renderCorpus } from '../test/corpus/table.ts';

/** Folder of the repository. */
export const root: string = fileURLToPath(new URL('../', import.meta.url));

/** A page of the documentation. */
export interface Page {
  /** Path in the repository. */
  readonly path: string;
  readonly text: string;
}

/** README and the pages of docs. */
export function readPages(): readonly Page[] {
  const names = readdirSync(join(root, 'docs')).map(name => `docs/${name}`);
  return ['README.md', ...names].map(path => ({ path, text: readFileSync(join(root, path), 'utf8') }));
}

/** The pages with every generated part as the code has it. @throws Error for a part that no page, or no code, has */
export async function renderPages(pages: readonly Page[] = readPages()): Promise<readonly Page[]> {
  const parts = await renderParts();
  const used = pages.flatMap(({ text }) => [...text.matchAll(/<!-- begin:(\w+) -->/g)].map(([, name = '']) => name));
  const stray = [...used.filter(name => !(name in parts)), ...Object.keys(parts).filter(name => !used.includes(name))];
  if (stray.length > 0) throw new Error(`parts without a page or without code: ${stray.join(', ')}`);
  return pages.map(({ path, text }) => ({
    path,
    text: text.replace(
      /(<!-- begin:(\w+) -->\n)[\s\S]*?(<!-- end:\2 -->)/g,
      (_all, begin: string, name: string, end: string) => `${begin}${parts[name]}\n${end}`,
    ),
  }));
}

async function renderParts(): Promise<Readonly<Record<string, string>>> {
  const served = await loadServedDocument(resolveConfig());
  const [v1, v2] = [served.document, await loadDocument(builtinDocument('v2'))];
  await using mock = await startMock({ admin: true });
  return {
    variants: ofKind(served, 'variant', ['Variant', 'What it has']),
    personas: personas(served),
    failures: failures(served),
    catalog: await catalog(),
    options: renderOptionsTable(),
    api: api(served),
    admin: await admin(mock),
    errors: errors(),
    findings: findings(),
    migration: migration(v1, v2),
    scopes: scopes(v2),
    states: states(),
    rules: table(
      ['Rule', 'What is true when it is kept', 'Why it matters', 'What must happen first'],
      rules.map(({ id, title, why, needs, see }) => [`[\`${id}\`](${see})`, title, why, needs]),
    ),
    thresholds: table(
      ['Threshold', 'Default'],
      Object.entries(defaultThresholds).map(([name, value]) => [code(name), String(value)]),
    ),
    corpus: renderCorpus(),
    clients: renderClients(),
  };
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), `|${head.map(() => '---|').join('')}`, ...rows.map(line)].join('\n');
}

function code(text: string): string {
  return `\`${text}\``;
}

/** What `aps-userinfo catalog --format md` prints. */
async function catalog(): Promise<string> {
  const lines: string[] = [];
  const stdout = { write: (text: string) => lines.push(text) };
  await runCatalog(resolveConfig(), { format: 'md' }, { stdout, env: {} });
  return lines.join('').trimEnd();
}

function ofKind({ catalog: { entries: all } }: ServedDocument, kind: 'variant', head: readonly string[]): string {
  const entries = all().filter(entry => entry.kind === kind);
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

function errors(): string {
  const rows = Object.entries(errorCatalog).map(([name, { title, status, exitCode, remedy }]) => [
    code(name),
    title,
    String(status),
    String(exitCode),
    remedy,
  ]);
  return table(['Code', 'What happened', 'Status', 'Exit code', 'What to do'], rows);
}

function findings(): string {
  const entries = Object.entries(findingCatalog);
  const areaOf = (name: string): string => name.slice(0, name.indexOf('/'));
  return [...new Set(entries.map(([name]) => areaOf(name)))]
    .map(area => {
      const rows = entries
        .filter(([name]) => areaOf(name) === area)
        .map(([name, { severity, title, cause, remedy }]) => [code(name), severity, title, cause, remedy]);
      return `### ${area}\n\n${table(['Code', 'Severity', 'What was found', 'Cause', 'What to do'], rows)}`;
    })
    .join('\n\n');
}

function states(): string {
  const rows = providerStates.map(({ name, params, description }) => [
    code(name),
    Object.keys(params).map(code).join(', '),
    description,
  ]);
  return table(['State', 'Parameters', 'What it sets up'], rows);
}

/** What `aps-userinfo diff v1 v2` finds, for GET. */
function migration(v1: ApiDocument, v2: ApiDocument): string {
  const findings = diffDocuments(v1, v2).find(({ operation }) => operation.startsWith('GET '))?.findings ?? [];
  const rows = findings.map(({ severity, code: name, message }) => [severity, message, code(name)]);
  return table(['Severity', 'Difference', 'Finding'], rows);
}

/** Which scopes of a document give which claims. */
function scopes({ operations, root }: ApiDocument): string {
  const schema = operations[0]?.responses.get('200')?.content.get('application/json')?.schemaPointer ?? '';
  const claims = [...claimScopes({ root }, schema)];
  const names = [...new Set(claims.flatMap(([, giving]) => giving))];
  const rows = names.map(name => {
    const given = claims.filter(([, giving]) => giving.includes(name));
    return [code(name), given.map(([pointer]) => code(pointer.slice(1))).join(', ')];
  });
  return table(['Scope', 'Claims'], [[code(operations[0]?.scopes.join(' ') ?? ''), code('sub')], ...rows]);
}
