import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import schema from '../../../spec/coverage.schema.json' with { type: 'json' };
import type { ApiDocument, Json } from '../../../src/contract/openapi/document.ts';
import type { SeenExchange } from '../../../src/contract/responses/exchange.ts';
import { createCoverageCollector } from '../../../src/traffic/coverage/coverage.ts';
import {
  type Coverage,
  readCoverage,
  renderCoverage,
  writeCoverage,
} from '../../../src/traffic/coverage/coverage-file.ts';
import { coverageItems } from '../../../src/traffic/coverage/coverage-items.ts';
import { writeFiles } from '../../written-files.ts';
import { document, documentOf, exchange, gatewayError, usualHeaders } from '../recordings/exchanges.ts';
import { thrownBy } from '../recordings/thrown-by.ts';
import { profile } from '../recordings/write-har.ts';

function cover(exchanges: readonly SeenExchange[], of: ApiDocument = document, source = 'tests'): Coverage {
  const collector = createCoverageCollector(of, source);
  for (const seen of exchanges) collector.add(seen);
  return collector.coverage();
}

/** What was exercised, as `status kind name`; claims only where they are asked for. */
function covered({ items }: Coverage, kinds = ['status', 'media-type', 'example', 'value']): readonly string[] {
  return items
    .filter(({ seen, kind }) => Object.keys(seen).length > 0 && kinds.includes(kind))
    .map(({ status, kind, name }) => `${status} ${kind} ${name}`.trimEnd());
}

const itemsOf = async (schemaOfBody: Json): Promise<readonly string[]> =>
  coverageItems(await documentOf(schemaOfBody)).map(({ kind, name }) => `${kind} ${name}`.trimEnd());

describe('the items of a document', () => {
  it('is each variant of a claim that the schema allows', async () => {
    const members = {
      always: { type: 'string' },
      maybe: { type: 'string' },
      nullable: { type: ['string', 'null'] },
      nothing: { type: 'null' },
      any: true,
      list: { type: 'array', items: { type: 'object', properties: { id: { type: 'string' } } } },
      kind: { enum: ['a', 'b', null] },
    };
    expect(await itemsOf({ type: 'object', required: ['always', 'nullable'], properties: members })).toEqual([
      'status',
      'claim /always value',
      'claim /maybe value',
      'claim /maybe absent',
      'claim /nullable value',
      'claim /nullable null',
      'claim /nothing null',
      'claim /nothing absent',
      'claim /any value',
      'claim /any absent',
      'claim /list value',
      'claim /list absent',
      'claim /list/*/id value',
      'claim /list/*/id absent',
      'claim /kind value',
      'claim /kind null',
      'claim /kind absent',
      'value /kind "a"',
      'value /kind "b"',
    ]);
  });

  it('ends at a recursive schema', async () => {
    const node = { type: 'object', properties: { next: { $ref: '#/components/schemas/Node' } } };
    const items = coverageItems(await documentOf({ $ref: '#/components/schemas/Node' }, { Node: node }));
    expect(items.filter(({ kind }) => kind === 'claim').map(({ name }) => name)).toEqual([
      '/next value',
      '/next absent',
      '/next/next value',
      '/next/next absent',
    ]);
  });

  it('is every status and example of every operation, those that look the same as one', () => {
    const items = coverageItems(document).filter(({ operation }) => operation === 'GET /userinfo');
    const names = (wanted: string) =>
      items.filter(({ kind }) => kind === wanted).map(({ status, name }) => `${status} ${name}`.trimEnd());
    expect(names('status')).toEqual(['200', '400', '401', '403', '429', '500']);
    expect(names('media-type')).toEqual(['500 application/json', '500 text/html']);
    const get = document.operations.find(({ method }) => method === 'GET');
    const examples = [...(get?.responses.values() ?? [])].flatMap(response => [...response.examples.keys()]);
    expect(
      names('example')
        .flatMap(name => name.replace(/^\d+ /, '').split(', '))
        .sort(),
    ).toEqual(examples.sort());
    expect(names('example').length).toBeLessThan(examples.length);
    expect(names('example')).toContain('403 privilege-missing, scope-missing');
  });
});

describe('what an exchange exercises', () => {
  it('is its status, its claims, and the example it equals', () => {
    const coverage = cover([exchange(profile)]);
    expect(covered(coverage)).toEqual(['200 status', '200 example first-last']);
    expect(covered(coverage, ['claim'])).toContain('200 claim /ldap_domain value');
    expect(covered(coverage, ['claim'])).toContain('200 claim /social_userinfo_list/*/providerId value');
    const missing = Object.keys(profile).flatMap(claim => [`200 claim /${claim} absent`, `200 claim /${claim} null`]);
    expect(missing.filter(name => covered(coverage, ['claim']).includes(name))).toEqual([]);
  });

  it('is that a claim is null or absent', () => {
    const claims = covered(cover([exchange({ sub: 'ABCDEFGH1234', ldap_domain: null, address: {} })]), ['claim']);
    expect(claims).toEqual(
      expect.arrayContaining([
        '200 claim /ldap_domain null',
        '200 claim /email absent',
        '200 claim /address/country absent',
      ]),
    );
    expect(claims).not.toContain('200 claim /thumbnails/sizeX20 absent');
  });

  const plain = usualHeaders;
  const quota = { developerMessage: 'Quota limit exceeded.' };
  it.each<[string, SeenExchange, string]>([
    [
      'its code, whatever the words',
      exchange(gatewayError('AUTH-012', 'Sorry!'), { status: 401 }),
      '401 example token-missing',
    ],
    [
      'its words, without a code',
      exchange(
        {
          developerMessage: 'A required parameter is missing.',
          moreInfo: 'https://aps.autodesk.com/en/docs/oauth/v2/developers_guide/error_handling/',
        },
        { status: 400 },
      ),
      '400 example parameter-missing',
    ],
    [
      'the words of OAuth',
      exchange(
        { error: 'insufficient_scope', error_description: 'The application has no access to this API' },
        { status: 403 },
      ),
      '403 example app-not-entitled',
    ],
    [
      'a Retry-After in seconds',
      exchange(quota, { status: 429, headers: [...plain, ['Retry-After', '7']] }),
      '429 example quota-exceeded',
    ],
    ['no Retry-After', exchange(quota, { status: 429 }), '429 example quota-exceeded-without-retry-after'],
    [
      'a Retry-After as date',
      exchange(quota, { status: 429, headers: [...plain, ['Retry-After', 'Fri, 01 Jan 2027 00:00:00 GMT']] }),
      '429 example quota-exceeded-retry-after-date',
    ],
    [
      'an additional header',
      exchange(gatewayError('ERR-003'), { status: 500, headers: [...plain, ['Retry-After', '5']] }),
      '500 example server-error-retry-after',
    ],
    [
      'the page of a proxy',
      exchange('<html>', { status: 500, headers: [['Content-Type', 'text/html']] }),
      '500 example gateway-page',
    ],
    ['nothing at all', exchange(undefined, { status: 500, headers: [] }), '500 example empty-body'],
  ])('is one example, known by %s', (_, seen, expected) => {
    expect(covered(cover([seen]), ['example'])).toEqual([expected]);
  });

  it('is a listed value', async () => {
    const listed = await documentOf({ type: 'object', properties: { kind: { enum: ['a', 'b'] } } });
    expect(covered(cover([exchange({ kind: 'b' }), exchange({ kind: 'secret' })], listed), ['value'])).toEqual([
      '200 value /kind "b"',
    ]);
  });

  it.each<[string, SeenExchange]>([
    ['another path', exchange(profile, { path: '/other' })],
    ['another status', exchange(profile, { status: 418 })],
  ])('is nothing of %s', (_, seen) => {
    expect(covered(cover([seen]))).toEqual([]);
  });

  it('is only the status of HEAD', () => {
    expect(covered(cover([exchange(undefined, { method: 'HEAD' })]), ['status', 'claim', 'example'])).toEqual([
      '200 status',
    ]);
  });
});

describe('coverage files', () => {
  const folder = (): string => join(dirname(writeFiles({ 'unused.txt': '' })), 'coverage');

  it('satisfy their published schema', () => {
    const validate = new Ajv2020({ allErrors: true }).compile(schema);
    validate(JSON.parse(renderCoverage(cover([exchange(profile)]))));
    expect(validate.errors).toBeNull();
  });

  it('are read as one, from files and folders, each with its source', () => {
    const at = folder();
    writeCoverage(join(at, 'a.json'), cover([exchange(profile), exchange(profile)], document, 'mock tests'));
    writeCoverage(join(at, 'b.json'), cover([exchange(profile)], document, 'mock tests'));
    const live = join(folder(), 'live.json');
    writeCoverage(live, cover([exchange(gatewayError('AUTH-006'), { status: 401 })], document, 'live'));
    const coverage = readCoverage([at, live]);
    const seen = (status: string) =>
      coverage.items.find(item => item.status === status && item.kind === 'status')?.seen;
    expect(coverage.sources).toEqual(['mock tests', 'live']);
    expect(seen('200')).toEqual({ 'mock tests': 3 });
    expect(seen('401')).toEqual({ live: 1 });
    expect(seen('429')).toEqual({});
  });

  it('of different documents are refused', async () => {
    const at = folder();
    writeCoverage(join(at, 'a.json'), cover([]));
    writeCoverage(join(at, 'b.json'), cover([], await documentOf({ type: 'object' })));
    const error = thrownBy(() => readCoverage([at]));
    expect(error).toMatchObject({
      code: 'ERR_COVERAGE_UNREADABLE',
      message: 'The coverage files are of different documents.',
    });
    expect(error.details).toHaveLength(2);
  });

  it.each<[string, () => string, string]>([
    ['there is none', () => 'nowhere.json', 'there is no such file'],
    ['a folder has none', () => dirname(writeFiles({ 'a.txt': '' })), 'has no coverage file'],
    ['one is no JSON', () => writeFiles({ 'a.json': '{' }), 'it is not JSON'],
    ['one is something else', () => writeFiles({ 'a.json': '{}' }), 'must have required property'],
  ])('are reported in one line when %s', (_, path, words) => {
    const error = thrownBy(() => readCoverage([path()]));
    expect(error.code).toBe('ERR_COVERAGE_UNREADABLE');
    expect(error.message).toContain(words);
  });

  it('leave nothing behind that is half written', () => {
    const file = writeFiles({ 'a.json': '{}' });
    expect(thrownBy(() => writeCoverage(join(file, 'b.json'), cover([]))).message).toContain('cannot be written');
    expect(readdirSync(dirname(file))).toEqual(['a.json']);
  });
});
