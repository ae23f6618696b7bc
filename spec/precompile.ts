// Does in advance what would cost each start its time: parses the YAML files of the package, checks its document, and
// compiles the document's schemas to plain code. `npm run build` runs it after the compiler.
// @see https://ajv.js.org/standalone.html

import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Ajv2020 } from 'ajv/dist/2020.js';
import { createAjv, metaSchemaFolder, metaSchemas, metaSchemaTree } from '../src/contract/openapi/ajv.ts';
import { bundle } from '../src/contract/openapi/bundle.ts';
import type { ApiDocument, JsonObject } from '../src/contract/openapi/document.ts';
import { isolateSchema } from '../src/contract/openapi/isolate-schema.ts';
import { builtinDocument, loadDocument } from '../src/contract/openapi/load.ts';
import { schemaPointers } from '../src/contract/openapi/load-and-check.ts';
import { joinPointer } from '../src/contract/openapi/pointer.ts';
import {
  furtherFolders,
  type Mode,
  openPrecompiled,
  type PrecompiledBundle,
  type PrecompiledIndex,
  precompiledFiles,
} from '../src/contract/openapi/precompiled.ts';
import { formatsCode } from '../src/contract/openapi/quick-checks.ts';
import { documentCodes, readYaml } from '../src/contract/openapi/read-yaml.ts';
import { requireOpenApi } from '../src/contract/openapi/version.ts';
import { assertionSchema } from '../src/server/login/assertion.ts';

/** What to do in advance. */
export interface PrecompileOptions {
  /** The OpenAPI document: 3.1.1. */
  readonly document: string;
  /** Further YAML files to parse. */
  readonly files: readonly string[];
  /** Pointers of schemas to compile beside those of the operations. */
  readonly schemas?: readonly string[];
  /** Where the results are written. */
  readonly folder: string;
}

const require = createRequire(import.meta.url);
const root = fileURLToPath(new URL('../', import.meta.url));

/** Writes what `openPrecompiled` reads. @throws as `loadDocument` and `readYaml` */
export async function precompile({ document: file, files, schemas = [], folder }: PrecompileOptions): Promise<void> {
  // A folder without results: the files must be read and the document checked now.
  const nothing = openPrecompiled(join(folder, 'nothing'));
  const document = await loadDocument(file, { precompiled: nothing, strict: true });
  const parsed = [file, ...files].map(each => readYaml(each, documentCodes, nothing));
  const names = schemaNames(document, schemas);
  const index: PrecompiledIndex = {
    ...(document.files.length > 1 && { bundles: { [parsed[0]?.hash ?? '']: bundleOf(document) } }),
    values: Object.fromEntries(parsed.map(({ hash, value }) => [hash, value])),
    documents: { [document.hash]: names },
  };
  writeFileSync(join(folder, precompiledFiles.index), `${JSON.stringify(index)}\n`);
  writeFileSync(join(folder, precompiledFiles.verdict), compileAll(document.root, names, 'verdict'));
  writeFileSync(join(folder, precompiledFiles.report), compileAll(document.root, names, 'report'));
}

function schemaNames(document: ApiDocument, further: readonly string[]): Readonly<Record<string, string>> {
  if (document.at('/openapi') !== '3.1.1') throw new Error('Only an OpenAPI 3.1.1 document can be served as parsed.');
  const pointers = [...new Set([...document.operations.flatMap(schemaPointers), ...further])];
  return Object.fromEntries(pointers.map((pointer, index) => [pointer, `schema${index}`]));
}

/** Files by name alone: the package's documents stand side by side. */
function bundleOf({ file, root }: ApiDocument): PrecompiledBundle {
  const { files, grafts } = bundle(requireOpenApi(readYaml(file, documentCodes)), () => {});
  return {
    root,
    others: files.slice(1).map(other => ({ file: basename(other.file), hash: other.hash })),
    grafts: [...grafts].map(([at, origin]) => [at, { ...origin, file: basename(origin.file) }]),
  };
}

function compileAll(tree: JsonObject, names: Readonly<Record<string, string>>, mode: Mode): string {
  const ajv = createAjv(mode, { code: { source: true, formats: formatsCode() } });
  const exported: Record<string, string> = {};
  for (const [pointer, name] of Object.entries(names)) {
    ajv.addSchema(isolateSchema(tree, pointer, mode === 'report'), name);
    exported[name] = name;
  }
  const standaloneCode = (require('ajv/dist/standalone') as { readonly default: StandaloneCode }).default;
  return standaloneCode(ajv, exported);
}

type StandaloneCode = (ajv: Ajv2020, exported: Readonly<Record<string, string>>) => string;

/** Precompiles the package's own files into `dist`. */
export async function precompilePackage(): Promise<void> {
  const files = ['fixtures/personas', 'fixtures/scenarios'].flatMap(name => yamlFiles(join(root, name)));
  await precompile({ document: builtinDocument(), files, folder: join(root, 'dist') });
  precompileMetaSchemas(join(root, 'dist'));
  for (const name of furtherFolders) {
    const folder = join(root, 'dist', name);
    mkdirSync(folder, { recursive: true });
    const document = builtinDocument(name);
    const schemas = name === 'authentication' ? [assertionSchema, ...(await memberSchemas(document))] : [];
    await precompile({ document, files: [], schemas, folder });
  }
}

/** Compiles the schemas of documents for verdicts: their reports are needed only where a document is wrong. */
export function precompileMetaSchemas(folder: string): void {
  for (const name of metaSchemas) {
    const own = join(folder, metaSchemaFolder(name));
    mkdirSync(own, { recursive: true });
    const index: PrecompiledIndex = { values: {}, documents: { [name]: { '': 'valid' } } };
    writeFileSync(join(own, precompiledFiles.index), `${JSON.stringify(index)}\n`);
    writeFileSync(join(own, precompiledFiles.verdict), compileAll(metaSchemaTree(name), { '': 'valid' }, 'verdict'));
  }
}

/** The members of JSON bodies of requests, which the login checks one by one. */
async function memberSchemas(file: string): Promise<readonly string[]> {
  const { operations, at } = await loadDocument(file);
  return operations.flatMap(({ requestBody }) => {
    const pointer = requestBody?.content.get('application/json')?.schemaPointer;
    const properties = pointer && at(joinPointer(pointer, 'properties'));
    return Object.keys(properties || {}).map(name => joinPointer(String(pointer), 'properties', name));
  });
}

function yamlFiles(folder: string): string[] {
  return readdirSync(folder)
    .filter(name => /\.ya?ml$/u.test(name))
    .sort()
    .map(name => join(folder, name));
}
