// Which version of the OpenAPI Specification a document follows, and whether it can be read.
// @see https://spec.openapis.org/oas/v3.1.1.html#versions-and-deprecation

import type { KitError } from '../../base/errors.ts';
import { isObject } from '../../base/json.ts';
import { nearest } from '../../base/suggest.ts';
import type { Json, JsonObject } from './document.ts';
import { problemsError } from './problems.ts';
import type { YamlFile } from './read-yaml.ts';

/** A main file whose value is known to be an object. */
export type MainFile = YamlFile & { readonly value: JsonObject };

/** @throws ERR_DOCUMENT_INVALID for anything but an OpenAPI 3.0, 3.1 or 3.2 document */
export function requireOpenApi(file: YamlFile): MainFile {
  const { value } = file;
  if (!isObject(value)) {
    throw refuse(file, '', `expected an OpenAPI document, but found ${describe(value)}`, startHint);
  }
  const { openapi, swagger, asyncapi } = value;
  if (typeof openapi === 'string' && /^3\.[012]\.\d+(-.+)?$/u.test(openapi)) return { ...file, value };
  if (openapi !== undefined) {
    const found = typeof openapi === 'string' ? `"${openapi}"` : describe(openapi);
    throw refuse(
      file,
      '/openapi',
      `expected a version such as "3.1.1" or "3.0.4" in quotes, but found ${found}`,
      readable,
    );
  }
  if (swagger !== undefined) {
    const hint = `${readable}; convert it with a converter such as swagger2openapi first`;
    throw refuse(file, '/swagger', `expected OpenAPI 3.0, 3.1 or 3.2, but this is Swagger ${String(swagger)}`, hint);
  }
  if (asyncapi !== undefined)
    throw refuse(file, '/asyncapi', 'expected an OpenAPI document, but this is AsyncAPI', readable);
  throw missingVersion(file, value);
}

const readable = 'OpenAPI 3.0, 3.1 and 3.2 can be read';
const startHint = 'an OpenAPI document starts with "openapi: 3.1.1", "info:" and "paths:"';

function missingVersion(file: YamlFile, value: JsonObject): KitError {
  const meant = nearest('openapi', Object.keys(value));
  if (meant === undefined) return refuse(file, '', 'expected "openapi", which is missing', startHint);
  return refuse(file, `/${meant}`, `expected "openapi", but found "${meant}"`, 'the key is "openapi"');
}

function refuse(file: YamlFile, pointer: string, message: string, hint: string): KitError {
  const problem = { pointer, location: file.locate(pointer), message, hint };
  return problemsError('ERR_DOCUMENT_INVALID', `"${file.file}" cannot be read as OpenAPI`, [problem]);
}

function describe(value: Json): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `the ${typeof value} ${JSON.stringify(value).slice(0, 40)}`;
}
