// `npm run generate`: writes the TypeScript types of the schemas of spec/userinfo.yaml, and the JSON Schema of the config
// file of aps-userinfo.

import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { compile, type JSONSchema } from 'json-schema-to-typescript';
import { parse } from 'yaml';
import { renderConfigSchema } from '../src/config/published.ts';

type Node = { readonly [key: string]: unknown };
type Schemas = Readonly<Record<string, Node>>;

const banner = `// Generated from spec/userinfo.yaml by \`npm run generate\`. Do not edit: change the document and generate again.`;
const refPrefix = '#/components/schemas/';

/** The document and the file that its types are written to, as paths. */
export const documentFile: string = fileURLToPath(new URL('userinfo.yaml', import.meta.url));
export const typesFile: string = fileURLToPath(new URL('../src/contract/openapi/types.gen.ts', import.meta.url));

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
  return `${source}${v2Type}`;
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

if (import.meta.main) {
  await writeFile(typesFile, await renderTypes(await readFile(documentFile, 'utf8')));
  await writeFile(new URL('config.schema.json', import.meta.url), renderConfigSchema());
}
