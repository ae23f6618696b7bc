// Interactions of consumer tests: which there are, what is in them, and what is said of a mistake.

import { setImmediate } from 'node:timers/promises';
import { Pact } from '@pact-foundation/pact';
import { describe, expect, it, vi } from 'vitest';
import { placeholderToken, userinfoInteractions } from '../../src/pact/index.ts';
import type { ConsumerMock, PactLike } from '../../src/pact/interaction.ts';
import type { UserinfoInteractionsOptions } from '../../src/pact/userinfo-interactions.ts';
import { folderWith, writeText } from '../written-files.ts';
import { type Recorded, recordingPact } from './recording-pact.ts';

describe('the interactions', () => {
  it('are a profile, every named example, and nothing optional, unless claims are named', async () => {
    const recorded = await record({});
    const [profile, firstLast] = recorded;
    expect(profile).toMatchObject({ description: 'a profile with sub', state: 'a person exists', params: undefined });
    expect(Object.keys(profile?.body as object)).toEqual(['sub']);
    expect(firstLast?.body).toEqual({ sub: 'ABCDEFGH1234' });
    expect(recorded.filter(({ status }) => status === 401)).toHaveLength(8);
    expect(new Set(recorded.map(({ description }) => description)).size).toBe(recorded.length);
  });

  it('have the claims that are named, each missing or null where it may be, and no more', async () => {
    const recorded = await record({ claims: ['sub', 'ldap_domain', 'address.country'] });
    const profiles = recorded.filter(({ state }) => state === 'a person exists');
    expect(profiles.map(({ description, params, body }) => [description, params, body])).toEqual([
      [
        'a profile with sub, ldap_domain and address.country',
        { claims: { ldap_domain: 'autodesk.com' } },
        { sub: subject, ldap_domain: domain, address: { country } },
      ],
      [
        'a profile with sub and address.country and without ldap_domain',
        { absent: ['ldap_domain'] },
        { sub: subject, address: { country } },
      ],
      [
        'a profile with sub and ldap_domain and without address',
        { claims: { ldap_domain: 'autodesk.com' }, absent: ['address'] },
        { sub: subject, ldap_domain: domain },
      ],
      [
        'a profile with sub and ldap_domain and without address.country',
        {
          claims: {
            ldap_domain: 'autodesk.com',
            address: { street_address: 'testaddress1\n', locality: 'testcity', region: '', postal_code: '' },
          },
        },
        { sub: subject, ldap_domain: domain, address: {} },
      ],
      [
        'a profile with sub, ldap_domain and address.country, where ldap_domain is null',
        { claims: { ldap_domain: null } },
        { sub: subject, ldap_domain: { 'pact:matcher:type': 'null', value: null }, address: { country } },
      ],
    ]);
    expect(recorded.find(({ description }) => description?.startsWith('first-last'))?.body).toEqual({
      sub: 'ABCDEFGH1234',
      ldap_domain: 'autodesk.com',
      address: { country: 'US' },
    });
  });

  it('require an object without members if the consumer reads no claim', async () => {
    expect((await recordOne({ claims: [], only: ['profile'] })).body).toEqual({});
  });

  it('match each claim by what its schema says', async () => {
    const claims = [
      'email',
      'created_date',
      'updated_at',
      'opt_in',
      'social_userinfo_list',
      'thumbnails',
      'thumbnails.sizeX20',
    ];
    const { body } = await recordOne({ claims: claims.slice(0, 6), only: ['profile'] });
    const uri = '(?=(?:[\\s\\S]{0,2048})$)[A-Za-z][A-Za-z0-9+.-]*:\\S*';
    const member = { 'pact:matcher:type': 'regex', regex: '[\\s\\S]{1,255}' };
    expect(body).toEqual({
      email: expect.objectContaining({ regex: expect.stringContaining('@[^\\s@.]+(?:\\.') }),
      created_date: expect.objectContaining({ regex: '[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z' }),
      updated_at: { 'pact:matcher:type': 'integer', value: 1662583480 },
      opt_in: { 'pact:matcher:type': 'boolean', value: false },
      social_userinfo_list: {
        'pact:matcher:type': 'type',
        min: 0,
        max: 20,
        value: [
          {
            socialUserId: { ...member, value: 'test.social_userid' },
            providerId: { ...member, value: 'test1.uid' },
            providerName: { ...member, value: 'Google' },
          },
        ],
      },
      thumbnails: {
        'pact:matcher:type': [
          { 'pact:matcher:type': 'eachKey', rules: [expect.objectContaining({ regex: 'sizeX[0-9]+' })] },
          { 'pact:matcher:type': 'eachValue', rules: [expect.objectContaining({ regex: uri })] },
        ],
        value: { sizeX20: expect.stringMatching(/^https:/) },
      },
    });
  });

  it('carry a placeholder for the token, the operation, and a plain content type', async () => {
    const { requestHeaders, reference, method, path, responseHeaders } = await recordOne({ only: ['profile'] });
    expect(requestHeaders).toEqual({ Authorization: `Bearer ${placeholderToken}` });
    expect([method, path]).toEqual(['GET', '/userinfo']);
    expect(reference).toEqual(['openapi', 'operationId', 'getUserInfo']);
    expect(responseHeaders).toEqual({ 'Content-Type': 'application/json' });
    expect((await recordOne({ only: ['token-missing'] })).requestHeaders).toBeUndefined();
    expect((await recordOne({ only: ['profile'], bareToken: true })).requestHeaders).toEqual({
      Authorization: placeholderToken,
    });
  });

  it('answer errors with their documented bodies and headers', async () => {
    expect(await recordOne({ only: ['quota-exceeded'] })).toMatchObject({
      status: 429,
      state: 'the rate limit is reached',
      responseHeaders: { 'Content-Type': 'application/json', 'Retry-After': '25' },
      body: { developerMessage: 'Quota limit exceeded.' },
    });
    expect(await recordOne({ only: ['gateway-page'] })).toMatchObject({
      responseHeaders: { 'Content-Type': 'text/html' },
      text: ['text/html', expect.stringContaining('<!DOCTYPE html>')],
    });
    const empty = await recordOne({ only: ['empty-body'] });
    expect(empty.responseHeaders).toEqual({});
    expect([empty.body, empty.text]).toEqual([undefined, undefined]);
  });

  it('follow another document, with statuses that have no example', async () => {
    const spec = writeText(
      'document.yaml',
      `
      openapi: 3.1.0
      info: { title: Other, version: '1' }
      paths:
        /me:
          get:
            operationId: me
            responses:
              '200':
                description: Me.
                content:
                  application/json:
                    schema:
                      type: object
                      required: [id]
                      properties:
                        id: { type: integer, minimum: 1 }
                        nick: { anyOf: [{ type: string, pattern: '^n' }, { type: 'null' }] }
              4XX:
                description: No.
                content:
                  application/json:
                    schema: { type: object, required: [why], properties: { why: { enum: [because] } } }
    `,
    );
    const recorded = await record({ spec, claims: ['id', 'nick'] });
    expect(recorded.map(({ description }) => description)).toEqual([
      'a profile with id and nick',
      'a profile with id and without nick',
      'a profile with id and nick, where nick is null',
      '400 as documented',
    ]);
    expect(recorded[0]?.body).toMatchObject({
      id: { 'pact:matcher:type': 'integer' },
      nick: { 'pact:matcher:type': 'regex', regex: '[\\s\\S]*(?:^n)[\\s\\S]*' },
    });
    expect(recorded[3]).toMatchObject({
      state: 'the documented status is answered',
      params: { status: 400 },
      body: { why: { 'pact:matcher:type': 'regex', regex: 'because', value: 'because' } },
    });
  });
});

describe('executeTest', () => {
  it('runs the tests of one Pact one after another, however they are started', async () => {
    const pact = recordingPact();
    const interactions = await userinfoInteractions(pact);
    await Promise.all(interactions.map(({ executeTest }) => executeTest(() => setImmediate(undefined))));
    expect(pact.recorded).toHaveLength(interactions.length);
    expect(pact.mostAtOnce).toBe(1);
  });

  it('waits until the mock server has recorded the request that it has answered, but not forever', async () => {
    const pact = new Pact({ consumer: 'page', provider: 'userinfo', dir: folderWith({}), logLevel: 'error' });
    const { pact: core } = pact as unknown as { readonly pact: { mockServerMatchedSuccessfully(): boolean } };
    const ask = vi.spyOn(core, 'mockServerMatchedSuccessfully').mockReturnValueOnce(false).mockReturnValueOnce(false);
    const [profile] = await userinfoInteractions(pact, { only: ['profile'] });
    const headers = { authorization: `Bearer ${placeholderToken}` };
    const read = ({ url }: ConsumerMock) => fetch(`${url}/userinfo`, { headers }).then(answer => answer.status);
    expect(await profile?.executeTest(read)).toBe(200);
    // The last call is pact-js's own.
    expect(ask.mock.results.map(({ value }) => value)).toEqual([false, false, true, true]);
    await expect(profile?.executeTest(async () => undefined)).rejects.toThrow('expected');
  });

  it('leaves a mock server that cannot be asked time to record a request', async () => {
    const [profile] = await userinfoInteractions(recordingPact(), { only: ['profile'] });
    let hasPassed = false;
    // Timers fire in the order of their ends, however late, where a measured time can be shorter than theirs.
    await profile?.executeTest(async () => void setTimeout(() => (hasPassed = true), 1));
    expect(hasPassed).toBe(true);
  });

  it('goes on after a test that failed, and hands its error on', async () => {
    const [first, second] = await userinfoInteractions(recordingPact());
    const failing = first?.executeTest(() => Promise.reject(new Error('mine')));
    const passing = second?.executeTest(async () => 'done');
    await expect(failing).rejects.toThrow('mine');
    expect(await passing).toBe('done');
  });
});

describe('a mistake', () => {
  it.each([
    [['emial'], 'The document declares no claim "emial". Did you mean "email"?'],
    [['address.contry'], 'The document declares no claim "address.contry". Did you mean "address.country"?'],
    [['sub.id'], 'The document declares no claim "sub.id". Known: none.'],
  ])('in the claims %j is named, with what is near it', async (claims, message) => {
    await expect(userinfoInteractions(recordingPact(), { claims })).rejects.toThrow(message);
  });

  it('in several claims is named once for each', async () => {
    await expect(userinfoInteractions(recordingPact(), { claims: ['emial', 'sub', 'nmae'] })).rejects.toMatchObject({
      code: 'ERR_PACT_CLAIM_UNKNOWN',
      details: ['"emial". Did you mean "email"?', '"nmae". Did you mean "name"?'],
    });
  });

  it('in the name of an interaction, the operation or the Pact is named', async () => {
    const pact = recordingPact();
    await expect(userinfoInteractions(pact, { only: ['token-expird'] })).rejects.toMatchObject({
      code: 'ERR_PACT_INTERACTION_UNKNOWN',
      hint: 'Did you mean "token-expired"?',
    });
    await expect(userinfoInteractions(pact, { operationId: 'nobody' })).rejects.toMatchObject({
      code: 'ERR_OPERATION_UNKNOWN',
      details: ['GET:/userinfo', 'POST:/userinfo'],
    });
    const v3 = Object.assign(recordingPact(), { executeTest: () => undefined });
    for (const other of [v3, {}, undefined]) {
      const refused = userinfoInteractions(other as PactLike);
      await expect(refused).rejects.toMatchObject({ code: 'ERR_PACT_UNSUPPORTED' });
    }
  });
});

it('takes a Pact of pact-js as it is typed', async () => {
  const pact = new Pact({ consumer: 'typed', provider: 'userinfo', logLevel: 'error' });
  expect(await userinfoInteractions(pact, { only: ['profile'] })).toHaveLength(1);
});

const subject = {
  'pact:matcher:type': 'regex',
  regex: '(?:[0-9A-Z]{12}|[0-9A-Z]{16})',
  value: 'ABCDEFGH1234',
};
const domain = { 'pact:matcher:type': 'regex', regex: '[\\s\\S]{1,253}', value: 'autodesk.com' };
const country = { 'pact:matcher:type': 'regex', regex: '[\\s\\S]{0,128}', value: 'US' };

async function record(options: UserinfoInteractionsOptions): Promise<readonly Recorded[]> {
  const pact = recordingPact();
  for (const { executeTest } of await userinfoInteractions(pact, options)) await executeTest(async () => undefined);
  return pact.recorded;
}

async function recordOne(options: UserinfoInteractionsOptions): Promise<Recorded> {
  const recorded = await record(options);
  expect(recorded).toHaveLength(1);
  return recorded[0] as Recorded;
}
