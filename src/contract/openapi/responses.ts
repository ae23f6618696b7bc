// Reads a Response Object: headers, media types and named examples.
// @see https://spec.openapis.org/oas/v3.1.1.html#response-object

import { isObject } from '../../base/json.ts';
import type { HeaderSpec, JsonObject, MediaType, NamedExample, ResponseSpec, Schema } from './document.ts';
import { readHeadersExtension, readOAuthError } from './extensions.ts';
import { joinPointer } from './pointer.ts';
import type { Report } from './problems.ts';
import { followPointer, followSchema } from './resolve.ts';

export function readResponse(root: JsonObject, at: string, key: string, report: Report): ResponseSpec {
  const found = followPointer(root, at);
  const pointer = found?.pointer ?? at;
  const node = isObject(found?.value) ? found.value : {};
  const content = mediaTypesOf(root, node, pointer);
  return {
    key,
    description: typeof node['description'] === 'string' ? node['description'] : '',
    pointer,
    headers: readHeaders(root, node, pointer),
    content,
    examples: readExamples(root, pointer, key, [...content.keys()], report),
  };
}

export function mediaTypesOf(root: JsonObject, holder: JsonObject, pointer: string): ReadonlyMap<string, MediaType> {
  const content = isObject(holder['content']) ? holder['content'] : {};
  return new Map(
    Object.keys(content).map(mediaType => {
      const found = followPointer(root, joinPointer(pointer, 'content', mediaType));
      return [mediaType, { mediaType, ...schemaAt(root, found?.pointer ?? pointer) }];
    }),
  );
}

/** The schema of a Media Type, Parameter or Header Object, and its final pointer. */
export function schemaAt(root: JsonObject, holder: string): { schema: Schema | undefined; schemaPointer: string } {
  const at = joinPointer(holder, 'schema');
  const found = followSchema(root, at);
  return { schema: found?.value as Schema | undefined, schemaPointer: found?.pointer ?? at };
}

function readHeaders(root: JsonObject, response: JsonObject, pointer: string): ReadonlyMap<string, HeaderSpec> {
  const headers = isObject(response['headers']) ? response['headers'] : {};
  return new Map(
    Object.keys(headers).map(name => {
      const found = followPointer(root, joinPointer(pointer, 'headers', name));
      const required = isObject(found?.value) && found.value['required'] === true;
      return [name.toLowerCase(), { name, required, ...schemaAt(root, found?.pointer ?? pointer) }];
    }),
  );
}

function readExamples(
  root: JsonObject,
  response: string,
  key: string,
  mediaTypes: readonly string[],
  report: Report,
): ReadonlyMap<string, NamedExample> {
  const examples = new Map<string, NamedExample>();
  // If two media types have an example of the same name, JSON takes precedence.
  for (const mediaType of mediaTypes.toSorted((a, b) => Number(isJson(b)) - Number(isJson(a)))) {
    for (const example of examplesOf(root, joinPointer(response, 'content', mediaType), key, mediaType, report)) {
      if (!examples.has(example.name)) examples.set(example.name, example);
    }
  }
  return examples;
}

function examplesOf(root: JsonObject, at: string, key: string, mediaType: string, report: Report): NamedExample[] {
  const found = followPointer(root, at);
  if (!found || !isObject(found.value)) return [];
  const { example, examples } = found.value;
  const common = { key, mediaType, headers: {}, oauthError: undefined };
  if (example !== undefined) {
    const name = `example-${key.toLowerCase()}`;
    return [{ ...common, name, summary: '', value: example, pointer: joinPointer(found.pointer, 'example') }];
  }
  return Object.keys(isObject(examples) ? examples : {}).flatMap(name =>
    namedExample(root, joinPointer(found.pointer, 'examples', name), { ...common, name }, report),
  );
}

type ExampleOf = Pick<NamedExample, 'name' | 'key' | 'mediaType'>;

function namedExample(root: JsonObject, at: string, about: ExampleOf, report: Report): NamedExample[] {
  const found = followPointer(root, at);
  if (!found || !isObject(found.value) || found.value['value'] === undefined) return [];
  const { value, summary } = found.value;
  return [
    {
      ...about,
      summary: typeof summary === 'string' ? summary : '',
      value,
      pointer: joinPointer(found.pointer, 'value'),
      headers: readHeadersExtension(found.value, found.pointer, report),
      oauthError: readOAuthError(found.value, found.pointer, report),
    },
  ];
}

/** Such as `application/json` and `application/problem+json`. */
export function isJson(mediaType: string): boolean {
  return /^[^;]*[/+]json\s*(?:;|$)/iu.test(mediaType);
}

/**
 * The media type to send for a documented one: itself if it is JSON, `application/json` for a range that includes JSON; else
 * undefined.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-12.5.1
 */
export function jsonTypeOf(mediaType: string): string | undefined {
  if (isJson(mediaType)) return mediaType;
  return /^\s*(?:\*|application)\/\*\s*(?:;|$)/iu.test(mediaType) ? 'application/json' : undefined;
}
