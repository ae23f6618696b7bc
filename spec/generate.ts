// `npm run generate`: writes what follows from the document, the catalogues and the option table: TypeScript types, the
// JSON Schema of the config file, the tables of README and docs. `npm run fix` writes the golden files of tests as well.

import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { compile, type JSONSchema } from 'json-schema-to-typescript';
import { parse } from 'yaml';
import { loadOffer } from '../src/cli/offer.ts';
import { resolveConfig } from '../src/config/config.ts';
import { renderConfigSchema, renderSchema } from '../src/config/published.ts';
import { scenarioSchema } from '../src/server/scenarios/published.ts';

type Node = { readonly [key: string]: unknown };
type Schemas = Readonly<Record<string, Node>>;

const banner = `// Generated from spec/userinfo.yaml by \`npm run fix\`. Do not edit: change the document and generate again.`;
const refPrefix = '#/components/schemas/';

/** The path of the document. */
export const documentFile: string = fileURLToPath(new URL('userinfo.yaml', import.meta.url));

/** spec/userinfo-v2.yaml has the same claims, all but `sub` optional too; a test holds it to that. */
const v2Type = `/**
 * The profile of the user profile API v2: the same claims, each only with a scope that gives it.
 */
export type UserInfoV2 = UserInfo;
`;

/** The TypeScript source with one exported type per schema of the document, except those of a single string or number. */
export async function renderTypes(yaml: string): Promise<string> {
  const schemas = (parse(yaml) as { components: { schemas: Schemas } }).components.schemas;
  const names = Object.keys(schemas).filter(name => hasOwnType(schemas[name]));
  const source = await compile(rootOf(names, schemas), 'Schemas', {
    // An undeclared member stays out of the types, so that a misspelt claim does not compile.
    additionalProperties: false,
    bannerComment: banner,
    ignoreMinAndMaxItems: true,
    strictIndexSignatures: true,
    style: { printWidth: 120, singleQuote: true },
  });
  return `${source.replace(/\/\*\*\n\s*\* (.+)\n\s*\*\//gu, '/** $1 */')}${v2Type}`;
}

function rootOf(names: readonly string[], schemas: Schemas): JSONSchema {
  const definitions = Object.fromEntries(names.map(name => [name, forTypes(schemas[name], schemas)]));
  const properties = Object.fromEntries(names.map(name => [name, { $ref: `#/definitions/${name}` }]));
  const description = 'Every schema of the document by its name.';
  return { type: 'object', description, properties, required: names, definitions } as JSONSchema;
}

function hasOwnType(schema: Node | undefined): boolean {
  return schema?.['type'] === 'object' || schema?.['anyOf'] !== undefined;
}

/** References as json-schema-to-typescript wants them: to `definitions`, alone, and never to a plain string. */
function forTypes(node: unknown, schemas: Schemas): unknown {
  if (Array.isArray(node)) {
    return node.map(item => forTypes(item, schemas));
  }
  if (typeof node !== 'object' || node === null) {
    return node;
  }
  const ref = (node as Node)['$ref'];
  if (typeof ref === 'string') {
    const name = ref.slice(refPrefix.length);
    const target = schemas[name];
    if (target === undefined) {
      throw new Error(`spec/userinfo.yaml has no schema ${ref}`);
    }
    return hasOwnType(target) ? { $ref: `#/definitions/${name}` } : forTypes(target, schemas);
  }
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, forTypes(value, schemas)]));
}

/** The TypeScript source with the names that editors complete: those that exist without files of the user's own. */
async function renderNames(): Promise<string> {
  const offers = [await loadOffer(resolveConfig()), await loadOffer(resolveConfig({ profileApi: 'v2' }))];
  const entries = offers.flatMap(({ catalog }) => catalog.entries());
  const namesOf = (kinds: readonly string[]): readonly string[] => [
    ...new Set(entries.filter(({ kind }) => kinds.includes(kind)).map(({ name }) => name)),
  ];
  return `// Generated from the documents in spec/ and from fixtures/ by \`npm run fix\`. Do not edit.

/** Any string, in a union whose other members stay: editors complete them. */
type Other = string & {};

/** A persona: a built-in one, one of your own files, or \`~\` before any word for a stranger. */
export type PersonaName =
  | Other${union(offers[0]?.personas.map(({ name }) => name) ?? [])};

/** A named example of the document, most of them failures; another document has others. */
export type ExampleName =
  | Other${union(namesOf(['example']))};

/** What a token or a queue can ask for: a status, a named example, a variant, or a scenario, built-in or of your own. */
export type ScenarioName =
  | ExampleName${union(namesOf(['status', 'variant', 'scenario']))};
`;
}

/** Members of a union, as many on a line as fit. */
function union(names: readonly string[]): string {
  const lines = [''];
  for (const name of names) {
    const member = `| '${name}'`;
    if (`  ${lines.at(-1)} ${member}`.length > 140) lines.push('');
    lines.push(`${lines.pop()} ${member}`.trim());
  }
  return lines.map(line => `\n  ${line}`).join('');
}

/** The TypeScript source with the codes of both catalogues, given as the text of errors.json and findings.json. */
export function renderCodes(errors: string, findings: string): string {
  const [errorCodes, findingCodes] = [errors, findings].map(text => Object.keys(JSON.parse(text) as object));
  const schemaCodes = findingCodes?.filter(code => code.startsWith('schema/'));
  return `// Generated from errors.json and findings.json by \`npm run fix\`. Do not edit: change the catalogue and generate again.

/** A stable error code: what a program may compare. */
export type ErrorCode =${union(errorCodes ?? [])};

/** The code of a finding about a schema. */
export type SchemaFindingCode =${union(schemaCodes ?? [])};

/** The stable code of a finding, \`area/name\` in lower case with hyphens: what a program may compare. */
export type FindingCode =
  | SchemaFindingCode${union(findingCodes?.filter(code => !schemaCodes?.includes(code)) ?? [])};
`;
}

/** Everything generated but the pages of the documentation, by its path in the repository. */
export async function renderSources(): Promise<Readonly<Record<string, string>>> {
  const read = (path: string): Promise<string> => readFile(new URL(`../${path}`, import.meta.url), 'utf8');
  return {
    'src/contract/openapi/types.gen.ts': await renderTypes(await read('spec/userinfo.yaml')),
    'src/base/codes.gen.ts': renderCodes(
      await read('src/base/errors.json'),
      await read('src/contract/findings/findings.json'),
    ),
    'src/base/names.gen.ts': await renderNames(),
    'spec/config.schema.json': renderConfigSchema(),
    'spec/scenario.schema.json': renderSchema(scenarioSchema()),
  };
}

async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) await writeFile(new URL(`../${path}`, import.meta.url), text);
}

if (import.meta.main) {
  await write(await renderSources());
  // Loaded late: the pages follow from code that needs the sources written above.
  const { renderPages } = await import('./docs.ts');
  await write(Object.fromEntries((await renderPages()).map(({ path, text }) => [path, text])));
}
