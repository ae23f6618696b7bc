// The ajv that compiles schemas of a document, loaded on first use only: it costs as much as the server itself.
// @see https://ajv.js.org/options.html

import { createRequire } from 'node:module';
import type { Options } from 'ajv';
import type { Ajv2020 } from 'ajv/dist/2020.js';
import type { FormatsPlugin } from 'ajv-formats';
import type { JsonObject } from './document.ts';
import { isolateSchema, pointerKeyword } from './isolate-schema.ts';
import type { CompiledCheck, Mode } from './precompiled.ts';
import { addQuickChecks } from './quick-checks.ts';
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
export function compileSchema(ajv: Ajv2020, root: JsonObject, pointer: string): CompiledCheck {
  return ajv.compile(isolateSchema(root, pointer, ajv.opts.verbose === true)) as unknown as CompiledCheck;
}
