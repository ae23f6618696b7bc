// Every way in which a document can be wrong: one error, its place, and what was expected.

import { writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { KitError } from '../../../src/base/errors.ts';
import { loadDocument } from '../../../src/contract/openapi/load.ts';
import { writeFiles } from '../../written-files.ts';

/** A small valid document; the parts a test breaks can be replaced. */
function document(parts: { head?: string; get?: string; schema?: string; media?: string; rest?: string } = {}): string {
  return [
    parts.head ?? 'openapi: 3.1.1\ninfo: { title: People, version: 1.0.0 }',
    'paths:',
    '  /me:',
    '    get:',
    parts.get ?? '      operationId: getMe',
    '      responses:',
    "        '200':",
    '          description: A person.',
    '          content:',
    '            application/json:',
    parts.media ?? "              schema: { $ref: '#/components/schemas/Person' }",
    'components:',
    '  schemas:',
    '    Person:',
    parts.schema ?? '      type: object\n      properties:\n        name: { type: string }',
    parts.rest ?? '',
  ].join('\n');
}

async function failure(files: Readonly<Record<string, string>>): Promise<{ error: KitError; text: string }> {
  const file = writeFiles(files);
  const error = await loadDocument(file, { strict: true }).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof KitError)) throw new Error(`expected a KitError, got ${String(error)}`);
  const text = [error.message, ...error.details, error.hint ?? ''].join('\n').replaceAll(`${dirname(file)}/`, '');
  return { error, text };
}

interface Broken {
  readonly what: string;
  readonly files: Readonly<Record<string, string>>;
  readonly code: string;
  /** Each must be in the error's text; paths are relative to the folder. */
  readonly says: readonly string[];
}

const yaml = (text: string): Readonly<Record<string, string>> => ({ 'api.yaml': text });

const unreadable: Broken[] = [
  {
    what: 'a syntax error of YAML',
    files: yaml('openapi: 3.1.1\ninfo:\n  title: [People\npaths: {}\n'),
    code: 'ERR_DOCUMENT_UNPARSABLE',
    says: ['api.yaml:4:1'],
  },
  {
    what: 'a key that is there twice',
    files: yaml('openapi: 3.1.1\ninfo:\n  title: A\n  title: B\n'),
    code: 'ERR_DOCUMENT_UNPARSABLE',
    says: ['api.yaml:4:3', 'duplicate key'],
  },
  {
    what: 'a key that is there twice in JSON',
    files: { 'api.json': '{\n  "openapi": "3.1.1",\n  "openapi": "3.1.1"\n}' },
    code: 'ERR_DOCUMENT_UNPARSABLE',
    says: ['api.json:3:3', 'duplicate key'],
  },
  {
    what: 'JSON that ends too early',
    files: { 'api.json': '{ "openapi": "3.1.1",\n  "info": {' },
    code: 'ERR_DOCUMENT_UNPARSABLE',
    says: ['api.json:2:'],
  },
  {
    what: 'a number that JSON does not have',
    files: yaml('openapi: 3.1.1\ninfo:\n  version: .inf\n'),
    code: 'ERR_DOCUMENT_UNPARSABLE',
    says: ['api.yaml:3:3', 'JSON has no such number'],
  },
  {
    what: 'an alias without an anchor',
    files: yaml('openapi: 3.1.1\ninfo: *nope\n'),
    code: 'ERR_DOCUMENT_UNPARSABLE',
    says: ['api.yaml:2:7', 'this alias has no anchor before it'],
  },
  {
    what: 'an alias within its own anchor',
    files: yaml('openapi: 3.1.1\ninfo: &info\n  title: *info\n'),
    code: 'ERR_DOCUMENT_UNPARSABLE',
    says: ['api.yaml:3:3', 'inside its own anchor'],
  },
  {
    what: 'two documents in one file',
    files: yaml('openapi: 3.1.1\n---\nopenapi: 3.1.1\n'),
    code: 'ERR_DOCUMENT_UNPARSABLE',
    says: ['api.yaml:2:1', 'second document'],
  },
];

const versions: Broken[] = [
  {
    what: 'an empty file',
    files: yaml(''),
    code: 'ERR_DOCUMENT_INVALID',
    says: ['api.yaml:1:1', 'expected an OpenAPI document, but found nothing'],
  },
  {
    what: 'a list instead of an object',
    files: yaml('- openapi: 3.1.1\n'),
    code: 'ERR_DOCUMENT_INVALID',
    says: ['expected an OpenAPI document, but found an array'],
  },
  {
    what: 'no version',
    files: yaml('info: { title: A, version: "1" }\npaths: {}\n'),
    code: 'ERR_DOCUMENT_INVALID',
    says: ['expected "openapi", which is missing', 'openapi: 3.1.1'],
  },
  {
    what: 'a misspelt version key',
    files: yaml('info: {}\nopenap: 3.1.1\n'),
    code: 'ERR_DOCUMENT_INVALID',
    says: ['api.yaml:2:1', 'found "openap"'],
  },
  {
    what: 'Swagger 2.0',
    files: yaml("swagger: '2.0'\ninfo: {}\n"),
    code: 'ERR_DOCUMENT_INVALID',
    says: ['api.yaml:1:1', 'this is Swagger 2.0', 'OpenAPI 3.0, 3.1 and 3.2 can be read'],
  },
  {
    what: 'a version to come',
    files: yaml('openapi: 3.3.0\ninfo: {}\n'),
    code: 'ERR_DOCUMENT_INVALID',
    says: ['api.yaml:1:1 /openapi', 'found "3.3.0"'],
  },
  {
    what: 'a version that YAML reads as a number',
    files: yaml('openapi: 3.1\ninfo: {}\n'),
    code: 'ERR_DOCUMENT_INVALID',
    says: ['/openapi', 'in quotes', 'the number 3.1'],
  },
];

const official: Broken[] = [
  {
    what: 'a title that is missing',
    files: yaml(document({ head: 'openapi: 3.1.1\ninfo: { version: 1.0.0 }' })),
    code: 'ERR_DOCUMENT_INVALID',
    says: ['api.yaml:2:1 /info', 'expected "title", which is missing'],
  },
  {
    what: 'a misspelt key',
    files: yaml(document({ get: '      operationID: getMe' })),
    code: 'ERR_DOCUMENT_INVALID',
    says: ['api.yaml:6:7 /paths/~1me/get/operationID', 'Did you mean "operationId"?'],
  },
  {
    what: 'a misspelt required key, told of once',
    files: yaml(document({ head: 'openapi: 3.1.1\ninfo: { titel: People, version: 1.0.0 }' })),
    code: 'ERR_DOCUMENT_INVALID',
    says: ['api.yaml:2:9 /info/titel', 'found "titel"', 'Did you mean "title"?'],
  },
  {
    what: 'a value of the wrong type deep inside',
    files: yaml(document({ get: '      deprecated: "no"' })),
    code: 'ERR_DOCUMENT_INVALID',
    says: ['api.yaml:6:7 /paths/~1me/get/deprecated', 'expected a boolean, but found the string "no"'],
  },
  {
    what: 'a response without description',
    files: yaml(document().replace('description: A person.', 'summary: A person.')),
    code: 'ERR_DOCUMENT_INVALID',
    says: ['/paths/~1me/get/responses/200', 'expected "description", which is missing'],
  },
  {
    what: 'no response at all',
    files: yaml('openapi: 3.1.1\ninfo: { title: A, version: "1" }\npaths: { /a: { get: { responses: {} } } }\n'),
    code: 'ERR_DOCUMENT_INVALID',
    says: ['/paths/~1a/get/responses: expected at least one response'],
  },
  {
    what: 'a status that cannot be',
    files: yaml(document().replace("'200'", "'999'")),
    code: 'ERR_DOCUMENT_INVALID',
    says: ['is not valid OpenAPI 3.1.1: api.yaml:8:9 /paths/~1me/get/responses/999', 'default'],
  },
  {
    what: 'a path without slash',
    files: yaml(document().replace('/me:', 'me:')),
    code: 'ERR_DOCUMENT_INVALID',
    says: ['api.yaml:4:3 /paths/me', '^/'],
  },
  {
    what: 'a parameter that is nowhere',
    files: yaml(document({ get: '      parameters: [{ name: page, in: body, schema: {} }]' })),
    code: 'ERR_DOCUMENT_INVALID',
    says: ['/paths/~1me/get/parameters/0/in', '"query", "header", "path", "cookie"', 'found "body"'],
  },
  {
    what: 'a parameter without schema',
    files: yaml(document({ get: '      parameters: [{ name: page, in: query }]' })),
    code: 'ERR_DOCUMENT_INVALID',
    says: ['/paths/~1me/get/parameters/0', '"schema" or "content"'],
  },
  {
    what: 'a security scheme of an unknown type',
    files: yaml(document({ rest: '  securitySchemes:\n    token: { type: bearer }' })),
    code: 'ERR_DOCUMENT_INVALID',
    says: ['/components/securitySchemes/token/type', '"http"', 'found "bearer"'],
  },
  {
    what: 'a security scheme that lacks its scheme, in 3.0',
    files: yaml(
      document({
        head: 'openapi: 3.0.3\ninfo: { title: People, version: 1.0.0 }',
        rest: '  securitySchemes:\n    token: { type: http }',
      }),
    ),
    code: 'ERR_DOCUMENT_INVALID',
    says: ['api.yaml:20:5 /components/securitySchemes/token: expected "scheme", which is missing'],
  },
  {
    what: 'a keyword that 3.0 does not have',
    files: yaml(
      document({
        head: 'openapi: 3.0.3\ninfo: { title: People, version: 1.0.0 }',
        schema: '      type: object\n      propertees: {}',
      }),
    ),
    code: 'ERR_DOCUMENT_INVALID',
    says: ['/components/schemas/Person/propertees', 'Did you mean "properties"?'],
  },
  {
    what: 'an unknown type in 3.0',
    files: yaml(
      document({
        head: 'openapi: 3.0.3\ninfo: { title: People, version: 1.0.0 }',
        schema: '      type: object\n      properties:\n        age: { type: int }',
      }),
    ),
    code: 'ERR_DOCUMENT_INVALID',
    says: ['/components/schemas/Person/properties/age/type', '"integer"', 'found "int"'],
  },
];

const references: Broken[] = [
  {
    what: 'a name that is not there',
    files: yaml(document({ media: "              schema: { $ref: '#/components/schemas/Persom' }" })),
    code: 'ERR_DOCUMENT_REF_UNRESOLVABLE',
    says: [
      'api.yaml:12:25 /paths/~1me/get/responses/200/content/application~1json/schema/$ref',
      '"#/components/schemas/Persom" leads nowhere: /components/schemas has no "Persom"',
      'Did you mean "Person"?',
    ],
  },
  {
    what: 'a part that the document does not have',
    files: yaml(document({ media: "              schema: { $ref: '#/schemas/Person' }" })),
    code: 'ERR_DOCUMENT_REF_UNRESOLVABLE',
    says: ['"#/schemas/Person" leads nowhere: api.yaml has no "schemas"', 'Known: openapi, info, '],
  },
  {
    what: 'a file that is not there',
    files: yaml(document({ media: "              schema: { $ref: 'person.yaml' }" })),
    code: 'ERR_DOCUMENT_REF_UNRESOLVABLE',
    says: ['api.yaml:12:25', '"person.yaml" leads nowhere', 'there is no such file'],
  },
  {
    what: 'another machine',
    files: yaml(document({ media: "              schema: { $ref: 'https://example.com/person.yaml#/Person' }" })),
    code: 'ERR_DOCUMENT_REF_UNRESOLVABLE',
    says: ['api.yaml:12:25', 'is on another machine', 'Remote files are not downloaded'],
  },
  {
    what: 'a circle of nothing but references',
    files: yaml(
      document({
        schema: "      $ref: '#/components/schemas/Human'\n    Human: { $ref: '#/components/schemas/Person' }",
      }),
    ),
    code: 'ERR_DOCUMENT_REF_UNRESOLVABLE',
    says: ['leads in a circle', 'api.yaml#/components/schemas/Human'],
  },
  {
    what: 'a fragment that is no pointer',
    files: yaml(document({ media: "              schema: { $ref: '#Person' }" })),
    code: 'ERR_DOCUMENT_REF_UNRESOLVABLE',
    says: ['has no "$anchor: Person"', 'A JSON Pointer starts with "#/"'],
  },
  {
    what: 'a name that another file does not have',
    files: {
      'api.yaml': document({ media: "              schema: { $ref: 'schemas/person.yaml#/Person' }" }),
      'schemas/person.yaml': 'Person:\n  type: object\n  properties:\n    home: { $ref: address.yaml#/Adress }\n',
      'schemas/address.yaml': 'Address: { type: object }\n',
    },
    code: 'ERR_DOCUMENT_REF_UNRESOLVABLE',
    says: [
      'schemas/person.yaml:4:13 /Person/properties/home/$ref',
      'address.yaml has no "Adress"',
      'Did you mean "Address"?',
    ],
  },
  {
    what: 'a syntax error in another file',
    files: {
      'api.yaml': document({ media: "              schema: { $ref: 'person.yaml' }" }),
      'person.yaml': 'type: object\n properties: {}\n',
    },
    code: 'ERR_DOCUMENT_REF_UNRESOLVABLE',
    says: ['api.yaml:12:25', '"person.yaml" cannot be followed', 'person.yaml:1:7'],
  },
];

const semantics: Broken[] = [
  {
    what: 'items left over by a "contains" of another schema',
    files: yaml(
      document({
        schema: '      type: array\n      unevaluatedItems: false\n      allOf: [{ contains: { type: string } }]',
      }),
    ),
    code: 'ERR_DOCUMENT_INVALID',
    says: ['/components/schemas/Person/unevaluatedItems', 'expected no "contains" in another schema of the same list'],
  },
  {
    what: 'two operations of one name',
    files: yaml(
      document({
        get: '      operationId: me\n      responses: { default: { description: Any. } }\n    post:\n      operationId: me',
      }),
    ),
    code: 'ERR_DOCUMENT_INVALID',
    says: ['api.yaml:9:7 /paths/~1me/post/operationId', 'expected a unique operationId', 'GET /me is called "me" too'],
  },
  {
    what: 'a security scheme that is not defined',
    files: yaml(
      document({
        get: '      security: [{ tokn: [] }]',
        rest: '  securitySchemes:\n    token: { type: http, scheme: bearer }',
      }),
    ),
    code: 'ERR_DOCUMENT_INVALID',
    says: ['/paths/~1me/get/security/0/tokn', 'Did you mean "token"?'],
  },
  {
    what: 'an unknown keyword in a schema',
    files: yaml(document({ schema: '      type: object\n      requird: [name]' })),
    code: 'ERR_DOCUMENT_INVALID',
    says: ['api.yaml:17:7 /components/schemas/Person/requird', 'Did you mean "required"?'],
  },
  {
    what: 'the nullable of 3.0 in 3.1',
    files: yaml(
      document({ schema: '      type: object\n      properties:\n        name: { type: string, nullable: true }' }),
    ),
    code: 'ERR_DOCUMENT_INVALID',
    says: ['/components/schemas/Person/properties/name/nullable', 'type: [string, "null"]'],
  },
  {
    what: 'an unknown type in a schema',
    files: yaml(document({ schema: '      type: object\n      properties:\n        name: { type: text }' })),
    code: 'ERR_DOCUMENT_INVALID',
    says: ['api.yaml:18:17 /components/schemas/Person/properties/name/type', '"string"', 'found "text"'],
  },
  {
    what: 'a pattern that is no regular expression',
    files: yaml(
      document({ schema: "      type: object\n      properties:\n        name: { type: string, pattern: '[a-' }" }),
    ),
    code: 'ERR_DOCUMENT_INVALID',
    says: ['/components/schemas/Person/properties/name/pattern', '"[a-"', 'regular expression'],
  },
  {
    what: 'a format that cannot be checked',
    files: yaml(
      document({ schema: '      type: object\n      properties:\n        mail: { type: string, format: e-mail }' }),
    ),
    code: 'ERR_DOCUMENT_INVALID',
    says: ['/components/schemas/Person/properties/mail/format', 'Did you mean "email"?'],
  },
  {
    what: 'a limit that is no number',
    files: yaml(document({ schema: "      type: string\n      maxLength: '3'" })),
    code: 'ERR_DOCUMENT_INVALID',
    says: ['api.yaml:17:7 /components/schemas/Person/maxLength', 'expected an integer, but found the string "3"'],
  },
  {
    what: 'a condition without consequence',
    files: yaml(document({ schema: '      if: { type: object }' })),
    code: 'ERR_DOCUMENT_INVALID',
    says: ['/components/schemas/Person/if', 'expected then or else beside "if"'],
  },
  {
    what: 'a rate limit of the wrong shape',
    files: yaml(document({ get: '      x-rate-limit: { limit: 0, window: 60 }' })),
    code: 'ERR_DOCUMENT_INVALID',
    says: [
      'api.yaml:6:23 /paths/~1me/get/x-rate-limit/limit: expected an integer above 0, but found 0',
      '/paths/~1me/get/x-rate-limit/window: expected only limit, windowSeconds',
      '/paths/~1me/get/x-rate-limit/windowSeconds',
    ],
  },
  {
    what: 'headers of an example that are no headers',
    files: yaml(
      document({
        media:
          "              schema: {}\n              examples:\n                a:\n                  value: 1\n                  x-headers: { 'a b': x, Via: [1] }",
      }),
    ),
    code: 'ERR_DOCUMENT_INVALID',
    says: [
      'examples/a/x-headers/a b: expected the name of a header',
      'x-headers/Via: expected a string',
      'found an array',
    ],
  },
  {
    what: 'an OAuth error of the wrong shape',
    files: yaml(
      document({
        media:
          '              schema: {}\n              examples:\n                a: { value: 1, x-oauth-error: { code: x } }',
      }),
    ),
    code: 'ERR_DOCUMENT_INVALID',
    says: [
      'x-oauth-error/code: expected only error, error_description, scope',
      'x-oauth-error/error: expected a string, but found nothing',
    ],
  },
  {
    what: 'no operation at all',
    files: yaml('openapi: 3.1.1\ninfo: { title: A, version: "1" }\npaths: {}\n'),
    code: 'ERR_DOCUMENT_UNSUPPORTED',
    says: ['api.yaml:3:1 /paths', 'no operation to serve'],
  },
  {
    what: 'no JSON answer for success',
    files: yaml(document().replace('application/json', 'text/html')),
    code: 'ERR_DOCUMENT_UNSUPPORTED',
    says: ['no operation has a JSON response for success', 'GET /me: the success is not JSON: 200 text/html'],
  },
];

const examples: Broken[] = [
  {
    what: 'of a media type',
    files: yaml(
      document({
        media: "              schema: { $ref: '#/components/schemas/Person' }\n              example: { name: 3 }",
      }),
    ),
    code: 'ERR_DOCUMENT_EXAMPLE_INVALID',
    says: [
      'api.yaml:13:26 /paths/~1me/get/responses/200/content/application~1json/example/name',
      '/name must be a string, but is a number',
    ],
  },
  {
    what: 'of a media type by name, and of a schema, both at once',
    files: yaml(
      document({
        media:
          "              schema: { $ref: '#/components/schemas/Person' }\n              examples:\n                bob: { value: [] }",
        schema: '      type: object\n      properties:\n        name: { type: string, examples: [Bob, 3] }',
      }),
    ),
    code: 'ERR_DOCUMENT_EXAMPLE_INVALID',
    says: [
      '2 problems',
      'examples/bob/value: the example must be an object, but is an array',
      '/components/schemas/Person/properties/name/examples/1',
    ],
  },
  {
    what: 'of a parameter',
    files: yaml(
      document({ get: '      parameters: [{ name: page, in: query, schema: { type: integer }, example: one }]' }),
    ),
    code: 'ERR_DOCUMENT_EXAMPLE_INVALID',
    says: ['/paths/~1me/get/parameters/0/example', 'must be an integer, but is a string'],
  },
  {
    what: 'of a header',
    files: yaml(
      document().replace(
        'description: A person.',
        'description: A person.\n          headers: { Retry-After: { schema: { type: integer }, example: soon } }',
      ),
    ),
    code: 'ERR_DOCUMENT_EXAMPLE_INVALID',
    says: ['/headers/Retry-After/example', 'must be an integer'],
  },
  {
    what: 'in another file',
    files: {
      'api.yaml': document({
        media:
          "              schema: { $ref: '#/components/schemas/Person' }\n              examples: { bob: { $ref: bob.yaml } }",
      }),
      'bob.yaml': 'summary: Bob\nvalue:\n  name: false\n',
    },
    code: 'ERR_DOCUMENT_EXAMPLE_INVALID',
    says: ['bob.yaml:3:3 /value/name', 'must be a string, but is a boolean'],
  },
];

const groups: readonly (readonly [string, readonly Broken[]])[] = [
  ['a file that cannot be parsed', unreadable],
  ['a file that is not OpenAPI 3.0, 3.1 or 3.2', versions],
  ['a document that breaks the official schema', official],
  ['a reference that leads nowhere', references],
  ['a document that cannot mean what it says', semantics],
  ['an example that contradicts its schema', examples],
];

describe.each(groups)('%s is refused', (_, cases) => {
  it.each(cases)('$what', async ({ files, code, says }) => {
    const { error, text } = await failure(files);
    expect(error.code, text).toBe(code);
    for (const words of says) expect(text).toContain(words);
  });
});

describe('an error about a document', () => {
  it('reports bytes that are not UTF-8', async () => {
    const file = writeFiles({ 'api.yaml': '' });
    writeFileSync(file, Buffer.from([0x6f, 0xff, 0xfe]));
    await expect(loadDocument(file)).rejects.toMatchObject({
      code: 'ERR_DOCUMENT_UNPARSABLE',
      summary: `"${file}" is not UTF-8 text.`,
    });
  });

  it('reports a missing file, and a folder', async () => {
    const folder = dirname(writeFiles({ 'api.yaml': '' }));
    await expect(loadDocument(`${folder}/none.yaml`)).rejects.toMatchObject({
      code: 'ERR_DOCUMENT_UNREADABLE',
      message: expect.stringContaining('there is no such file'),
    });
    await expect(loadDocument(folder)).rejects.toMatchObject({
      code: 'ERR_DOCUMENT_UNREADABLE',
      message: expect.stringContaining('it is a folder'),
    });
  });

  it('lists all problems at once, for people and for programs', async () => {
    const { error } = await failure(
      yaml(document({ get: '      tag: []', head: 'openapi: 3.1.1\ninfo: { title: 1, version: 1.0.0 }' })),
    );
    expect(error.details).toHaveLength(2);
    expect(error.data['problems']).toEqual([
      expect.objectContaining({ pointer: '/info/title', line: 2, column: 9 }),
      expect.objectContaining({ pointer: '/paths/~1me/get/tag', line: 6, column: 7 }),
    ]);
  });

  it('is a KitError for any mistake, and never an internal failure', async () => {
    const random = randomOf(7);
    const outcomes = new Set<string>();
    for (let round = 0; round < 150; round++) {
      const file = writeFiles({ 'api.json': JSON.stringify(damaged(random)) });
      const outcome = await loadDocument(file).then(
        () => 'loaded',
        (error: unknown) => (error instanceof KitError ? error.code : String(error)),
      );
      outcomes.add(outcome);
    }
    expect([...outcomes].filter(outcome => outcome !== 'loaded' && !outcome.startsWith('ERR_DOCUMENT_'))).toEqual([]);
    expect(outcomes.size).toBeGreaterThan(3);
  });
});

type Tree = Record<string, unknown>;

const whole = {
  openapi: '3.1.1',
  info: { title: 'People', version: '1' },
  security: [{ token: [] }],
  paths: {
    '/me': {
      'x-rate-limit': { limit: 1, windowSeconds: 1 },
      parameters: [{ name: 'page', in: 'query', schema: { type: 'integer' }, example: 1 }],
      get: { operationId: 'getMe', responses: { 200: { $ref: '#/components/responses/Fine' } } },
    },
  },
  components: {
    securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
    responses: {
      Fine: {
        description: 'Fine.',
        headers: { Age: { schema: { type: 'string' } } },
        content: {
          'application/json': {
            schema: { $ref: '#/components/schemas/Person' },
            examples: { bob: { value: { name: 'Bob' }, 'x-headers': { Age: '1' }, 'x-oauth-error': { error: 'a' } } },
          },
        },
      },
    },
    schemas: {
      Person: {
        type: 'object',
        required: ['name'],
        properties: {
          name: { type: ['string', 'null'], pattern: '^B' },
          boss: { $ref: '#/components/schemas/Person' },
        },
      },
    },
  },
};

/** The whole document with one thing in it gone, renamed, added or of another kind. */
function damaged(random: (below: number) => number): unknown {
  const document: Tree = structuredClone(whole);
  const junk = [
    null,
    1,
    '',
    [],
    {},
    [null],
    { $ref: '#' },
    { $ref: '#/no' },
    { $ref: '#/components/schemas/Person' },
    true,
  ];
  let parent: Tree = document;
  let key = 'openapi';
  for (let depth = random(9) + 1; depth > 0; depth--) {
    const child = parent[key];
    const isParent = depth > 1 && typeof child === 'object' && child !== null && Object.keys(child).length > 0;
    if (isParent) parent = child as Tree;
    const keys = Object.keys(parent);
    key = keys[random(keys.length)] ?? key;
  }
  const value = parent[key];
  if (random(3) > 0) parent[key] = junk[random(junk.length)];
  else delete parent[key];
  if (random(4) === 0) parent[`${key}x`] = value;
  return document;
}

/** A linear congruential generator: the same damage in every run. */
function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return below => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor((state / 2 ** 31) * below);
  };
}
