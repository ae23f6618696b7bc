// The structure of an OpenAPI document: the kind of the value under each key.
// @see https://spec.openapis.org/oas/v3.1.1.html#schema-0

/**
 * An OpenAPI object, a map of such objects, a map of such maps, a schema, a map of schemas, or data, in which `$ref` is an
 * ordinary name.
 */
export type Kind = 'object' | 'map' | 'maps' | 'schema' | 'schemas' | 'data';

const objectKeys: Readonly<Record<string, Kind>> = {
  schema: 'schema',
  schemas: 'schemas',
  paths: 'map',
  webhooks: 'map',
  pathItems: 'map',
  mediaTypes: 'map',
  additionalOperations: 'map',
  itemSchema: 'schema',
  responses: 'map',
  parameters: 'map',
  requestBodies: 'map',
  headers: 'map',
  examples: 'map',
  links: 'map',
  securitySchemes: 'map',
  content: 'map',
  encoding: 'map',
  variables: 'map',
  callbacks: 'maps',
  value: 'data',
  example: 'data',
  default: 'data',
  enum: 'data',
  mapping: 'data',
  scopes: 'data',
  security: 'data',
  requestBody: 'object',
};

/** Keywords with one schema or a list of them. @see https://json-schema.org/draft/2020-12/json-schema-core */
export const schemaKeywords: ReadonlySet<string> = new Set([
  ...['allOf', 'anyOf', 'oneOf', 'not', 'if', 'then', 'else', 'items', 'prefixItems', 'contains', 'propertyNames'],
  ...['additionalProperties', 'unevaluatedProperties', 'unevaluatedItems', 'contentSchema'],
]);

/** Keywords that map names to schemas. */
export const schemaMapKeywords: ReadonlySet<string> = new Set([
  ...['properties', 'patternProperties', 'dependentSchemas', '$defs', 'definitions'],
]);

/** `parameters` is a map in `components` and an array everywhere else. */
export function kindOfItems(array: Kind): Kind {
  return array === 'map' ? 'object' : array;
}

export function kindOf(parent: Kind, key: string): Kind {
  switch (parent) {
    case 'map':
      return key.startsWith('x-') ? 'data' : 'object';
    case 'maps':
      return 'map';
    case 'schemas':
      return 'schema';
    case 'schema':
      if (schemaMapKeywords.has(key)) return 'schemas';
      // Each has a schema, which is checked like others.
      if (key === 'x-contradictions') return 'object';
      return schemaKeywords.has(key) ? 'schema' : 'data';
    case 'object':
      return key.startsWith('x-') ? 'data' : (objectKeys[key] ?? 'object');
    case 'data':
      return 'data';
  }
}
