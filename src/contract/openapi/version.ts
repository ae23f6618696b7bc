// Detects the OpenAPI version of a document, and whether it is supported.
// @see https://spec.openapis.org/oas/v3.1.1.html#versions-and-deprecation

import type { KitError } from '../../base/errors.ts';
import { isObject, showValue } from '../../base/json.ts';
import { nearest } from '../../base/suggest.ts';
import { describeType } from '../findings/safe-text.ts';
import type { JsonObject } from './document.ts';
import { problemsError } from './problems.ts';
import type { YamlFile } from './read-yaml.ts';

export type MainFile = YamlFile & { readonly value: JsonObject };

/** @throws ERR_DOCUMENT_INVALID for anything but an OpenAPI 3.0, 3.1 or 3.2 document */
export function requireOpenApi(file: YamlFile): MainFile {
  const { value } = file;
  if (!isObject(value)) {
    throw refuse(
      file,
      '',
      `expected an OpenAPI document, but found ${value === null ? 'nothing' : describeType(value)}`,
      startHint,
    );
  }
  const { openapi, swagger, asyncapi } = value;
  if (typeof openapi === 'string' && /^3\.[012]\.\d+(-.+)?$/u.test(openapi)) return { ...file, value };
  if (openapi !== undefined) {
    const found = `${typeof openapi === 'number' ? 'the number ' : ''}${showValue(openapi)}`;
    const message = `expected a version such as "3.1.1" or "3.0.4" in quotes, but found ${found}`;
    throw refuse(file, '/openapi', message, readable);
  }
  if (swagger !== undefined) {
    const known = /^\d\.\d$/u.test(String(swagger)) ? ` ${String(swagger)}` : '';
    const hint = `${readable}; convert it with a converter such as swagger2openapi first`;
    throw refuse(file, '/swagger', `expected OpenAPI 3.0, 3.1 or 3.2, but this is Swagger${known}`, hint);
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
