// The ajv that compiles schemas of a document, loaded on first use only: it costs as much as the server itself.
// @see https://ajv.js.org/options.html

import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Options } from 'ajv';
import type { Ajv2020 } from 'ajv/dist/2020.js';
import type { FormatsPlugin } from 'ajv-formats';
import { isObject } from '../../base/json.ts';
import { compiledFolder } from '../../base/package-files.ts';
import type { ApiDocument, Json, JsonObject } from './document.ts';
import { isolateSchema, pointerKeyword } from './isolate-schema.ts';
import { type CompiledCheck, type Mode, openPrecompiled } from './precompiled.ts';
import { addQuickChecks } from './quick-checks.ts';
import { type AjvError, readErrors, reduceErrors } from './reduce-errors.ts';
import { tolerantRegExp } from './regexp.ts';

const require = createRequire(import.meta.url);

/** Formats of JSON Schema and the OpenAPI format registry that ajv-formats does not know; most are mere annotations. */
export const furtherFormats: Readonly<Record<string, true | RegExp>> = {
  'idn-email': /^[^\s@]+@[^\s@]+$/u,
  'idn-hostname': true,
  iri: /^[a-z][a-z0-9+.-]*:[^\s<>"{}|\\^`]*$/iu,
  'iri-reference': /^[^\s<>"{}|\\^`]*$/u,
  base64url: /^[A-Za-z0-9_-]*={0,2}$/u,
  'media-range': /^[^\s/;]+\/[^\s/;]+/u,
  char: /^.$/su,
  commonmark: true,
  html: true,
  decimal: true,
  decimal128: true,
  int8: true,
  int16: true,
  uint8: true,
  uint16: true,
  uint32: true,
  uint64: true,
  'double-int': true,
  'http-date': true,
};

/** The formats that are checked, and those that are known to be annotations. */
export function knownFormats(): ReadonlySet<string> {
  const { fullFormats } = require('ajv-formats/dist/formats') as { readonly fullFormats: object };
  return new Set([...Object.keys(fullFormats), ...Object.keys(furtherFormats)]);
}

/** An ajv for JSON Schema 2020-12 with every format of ajv-formats checked in full. */
export function createAjv(mode: Mode, options: Options = {}): Ajv2020 {
  const { Ajv2020: Ajv } = require('ajv/dist/2020.js') as { readonly Ajv2020: typeof Ajv2020 };
  const ajv = new Ajv({
    allErrors: mode === 'report',
    verbose: mode === 'report',
    // Unknown keywords and formats are annotations; loading the document warned of them.
    strictSchema: false,
    strictTypes: false,
    strictTuples: false,
    // The document was checked against the meta-schema when it was loaded.
    meta: false,
    validateSchema: false,
    addUsedSchema: false,
    // As `true`, with which some deep schemas are not compiled in time.
    inlineRefs: Number.MAX_SAFE_INTEGER,
    logger: false,
    ...options,
    code: { regExp: tolerantRegExp, ...options.code },
  });
  (require('ajv-formats') as { readonly default: FormatsPlugin }).default(ajv);
  addQuickChecks(ajv);
  for (const [name, format] of Object.entries(furtherFormats)) ajv.addFormat(name, format);
  ajv.addKeyword({ keyword: pointerKeyword, schemaType: 'string' });
  return ajv;
}

/** Compiles the schema at a pointer of a bundled document. */
export function compileSchema(ajv: Ajv2020, root: JsonObject, pointer: string, ofRequests = false): CompiledCheck {
  return ajv.compile(isolateSchema(root, pointer, ajv.opts.verbose === true, ofRequests)) as unknown as CompiledCheck;
}

const inherited: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype));
const inheriting = new WeakMap<JsonObject, boolean>();

/** Whether a claim may have a name such as `toString` or `constructor`: checking own members only is slower. */
export function namesInherited({ root }: Pick<ApiDocument, 'root'>): boolean {
  const known = inheriting.get(root);
  if (known !== undefined) return known;
  const found = mentionsInherited(root);
  inheriting.set(root, found);
  return found;
}

function mentionsInherited(node: Json): boolean {
  if (typeof node !== 'object' || node === null) return inherited.has(String(node));
  if (Array.isArray(node)) return node.some(mentionsInherited);
  return Object.entries(node).some(([name, value]) => inherited.has(name) || mentionsInherited(value));
}

// The schemas that a document must satisfy: OpenAPI's for its version, and JSON Schema's for each schema in it.
// @see https://spec.openapis.org/#openapi-specification-schemas

/** An OpenAPI version, or the schemas of JSON Schema 2020-12. */
export type MetaSchema = (typeof metaSchemas)[number];

export const metaSchemas = ['3.0', '3.1', '3.2', 'schema'] as const;

const trees = new Map<MetaSchema, JsonObject>();
const checks = new Map<string, CompiledCheck>();

/** What keeps a value from satisfying a meta-schema; which pointers of `metaSchemaTree` say so. */
export function metaErrors(name: MetaSchema, value: unknown): readonly AjvError[] {
  if (compiled(name, 'verdict')(value)) return [];
  const report = compiled(name, 'report');
  report(value);
  return reduceErrors(metaSchemaTree(name), readErrors(report.errors, ''));
}

/** Compiling takes long, and a watched document is checked again and again. */
function compiled(name: MetaSchema, mode: Mode): CompiledCheck {
  const key = `${name} ${mode}`;
  const check = checks.get(key) ?? shipped(name, mode) ?? compileSchema(createAjv(mode), metaSchemaTree(name), '');
  checks.set(key, check);
  return check;
}

/** What the build compiled; undefined when run from TypeScript. */
function shipped(name: MetaSchema, mode: Mode): CompiledCheck | undefined {
  if (mode === 'report') return undefined;
  return openPrecompiled(join(compiledFolder(), metaSchemaFolder(name))).check(name, '', mode);
}

/** Below the folder of the build. */
export function metaSchemaFolder(name: MetaSchema): string {
  return join('meta', name);
}

/** A meta-schema in JSON Schema 2020-12 without dynamic references. */
export function metaSchemaTree(name: MetaSchema): JsonObject {
  const tree = trees.get(name) ?? (name === 'schema' ? jsonSchema() : openApi(name));
  trees.set(name, tree);
  return tree;
}

function openApi(version: string): JsonObject {
  return plain(
    require(`@seriousme/openapi-schema-validator/schemas/v${version}/schema.json`) as JsonObject,
    '#/$defs/schema',
  );
}

function jsonSchema(): JsonObject {
  const parts = ['core', 'applicator', 'unevaluated', 'validation', 'meta-data', 'format-annotation', 'content'].map(
    name => plain(require(`ajv/dist/refs/json-schema-2020-12/meta/${name}.json`) as JsonObject, '#'),
  );
  const all = (key: string): JsonObject => Object.assign({}, ...parts.map(part => part[key])) as JsonObject;
  return { type: ['object', 'boolean'], properties: all('properties'), $defs: all('$defs') };
}

/** Formats that are checked elsewhere, in words that say more. */
const formats = new Set(['regex', 'media-range', 'uri']);

/** Draft-04, in which the schema of OpenAPI 3.0 is written, has exclusive bounds that are true or false. */
function plain(schema: JsonObject, meta: string): JsonObject {
  const visit = (node: Json): Json => {
    if (Array.isArray(node)) return node.map(visit);
    return isObject(node) ? object(node) : node;
  };
  const object = (node: JsonObject): JsonObject => {
    const entries = Object.entries(node).flatMap(([key, value]): [string, Json][] => {
      if (key === 'id' && node === schema) return [];
      if (key === '$dynamicRef') return [['$ref', meta]];
      if (key === 'format' && formats.has(String(value))) return [];
      if (key === 'exclusiveMinimum' && value === true) return [];
      if (key === 'minimum' && node['exclusiveMinimum'] === true) return [['exclusiveMinimum', value]];
      return [[key, visit(value)]];
    });
    return Object.fromEntries(entries);
  };
  return object(schema);
}
