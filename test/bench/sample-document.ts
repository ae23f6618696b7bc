// An OpenAPI document of any size, in the mixture that documents of identity services have.

import { stringify } from 'yaml';

type Tree = Readonly<Record<string, unknown>>;

const prose =
  'Describes one attribute of the account as its owner left it, with the restrictions that the administrator of the team has set.';

/** YAML of about this many bytes with `GET /userinfo`, other operations, schemas that refer to each other, and examples. */
export function sampleDocument(bytes: number): string {
  // Each unit has about this size; the profile is always there.
  const units = Math.max(1, Math.round((bytes - 2200) / 3500));
  const indexes = Array.from({ length: units }, (_, index) => index);
  return stringify(
    {
      openapi: '3.0.3',
      info: { title: 'Sample', version: '1.0.0', description: prose },
      paths: {
        '/userinfo': { get: operation('getUserinfo', { $ref: '#/components/schemas/Profile' }) },
        ...Object.fromEntries(indexes.map(index => [`/teams/{team}/things${index}`, things(index)])),
      },
      components: {
        securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
        schemas: {
          Profile: profile,
          Problem: record({ type: { type: 'string' }, title: { type: 'string' }, status: { type: 'integer' } }),
          ...Object.fromEntries(indexes.map(index => [`Thing${index}`, thing(index)])),
        },
      },
      security: [{ bearer: [] }],
    },
    { aliasDuplicateObjects: false, lineWidth: 0 },
  );
}

function record(properties: Tree): Tree {
  return { type: 'object', required: Object.keys(properties).slice(0, 2), properties };
}

const profile: Tree = record({
  sub: { type: 'string', description: prose },
  email: { type: 'string', format: 'email' },
  email_verified: { type: 'boolean' },
  name: { type: 'string', maxLength: 255 },
  locale: { type: 'string', enum: ['en-US', 'de-DE', 'ja-JP'] },
  updated_at: { type: 'string', format: 'date-time' },
  address: record({ country: { type: 'string', pattern: '^[A-Z]{2}$' }, locality: { type: 'string' } }),
});

function thing(index: number): Tree {
  return {
    ...record({
      id: { type: 'string', format: 'uuid', description: prose },
      name: { type: 'string', minLength: 1, maxLength: 120, description: prose, example: `thing ${index}` },
      state: { type: 'string', enum: ['active', 'suspended', 'deleted'], description: prose },
      created: { type: 'string', format: 'date-time' },
      weight: { type: 'number', minimum: 0, nullable: true },
      tags: { type: 'array', items: { type: 'string' }, uniqueItems: true },
      parent: { $ref: `#/components/schemas/Thing${index - (index % 4)}` },
      owner: { $ref: '#/components/schemas/Profile' },
    }),
    example: { id: '6e1f3b5e-8f0c-4d6e-9a54-3f1f6a7b8c9d', name: `thing ${index}` },
  };
}

function things(index: number): Tree {
  const schema = { $ref: `#/components/schemas/Thing${index}` };
  return {
    parameters: [{ name: 'team', in: 'path', required: true, schema: { type: 'string' }, description: prose }],
    get: operation(`listThings${index}`, { type: 'array', items: schema }),
    post: {
      ...operation(`createThing${index}`, schema),
      requestBody: { required: true, content: { 'application/json': { schema } } },
    },
  };
}

function operation(operationId: string, schema: Tree): Tree {
  const problem = { 'application/json': { schema: { $ref: '#/components/schemas/Problem' } } };
  return {
    operationId,
    summary: prose,
    responses: {
      200: { description: prose, content: { 'application/json': { schema } } },
      401: { description: 'No valid token.', content: problem },
      404: { description: 'Not found.', content: problem },
    },
  };
}
