// The schemas that a document must satisfy: OpenAPI's for its version, and JSON Schema's for each schema in it.
// @see https://spec.openapis.org/#openapi-specification-schemas

import { createRequire } from 'node:module';
import { join } from 'node:path';
import { isObject } from '../../base/json.ts';
import { compiledFolder } from '../../base/package-files.ts';
import { compileSchema, createAjv } from './ajv.ts';
import type { Json, JsonObject } from './document.ts';
import { type CompiledCheck, type Mode, openPrecompiled } from './precompiled.ts';
import { type AjvError, readErrors, reduceErrors } from './reduce-errors.ts';

const require = createRequire(import.meta.url);

/** An OpenAPI version, or the schemas of JSON Schema 2020-12. */
export type MetaSchema = (typeof metaSchemas)[number];

/** All there are. */
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
