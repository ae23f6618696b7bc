import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Mock } from '../../../src/testing/mock.ts';
import { startMock } from '../../../src/testing/start-mock.ts';
import { ask } from './ask.ts';
import { jwt } from './jwt.ts';

let mock: Mock;
beforeAll(async () => {
  mock = await startMock();
});
beforeEach(() => mock.reset());
afterAll(() => mock.close());

describe('a JWT', () => {
  it('of a user is that user, with the same profile in every token', async () => {
    const [first, second] = await Promise.all(
      ['a', 'b'].map(jti => ask(mock, { token: jwt({ userid: 'ABCDEFGH1234', jti }) })),
    );
    expect(first?.json.sub).toBe('ABCDEFGH1234');
    expect(first?.text).toBe(second?.text);
  });

  it('of a persona’s id is that persona', async () => {
    const { json } = await ask(mock, { token: mock.token('ben') });
    const reply = await ask(mock, { token: jwt({ userid: json.sub }) });
    expect(reply.decision).toBe('persona=ben; variant=documented');
    expect(reply.json).toEqual(json);
  });

  it('expires by the clock of its session, to the second', async () => {
    const token = jwt({ userid: 'ABCDEFGH1234', exp: 2_000_000_000 });
    mock.clock.set(1_999_999_999_999);
    expect((await ask(mock, { token })).status).toBe(200);
    mock.clock.advance(1);
    expect(await ask(mock, { token })).toMatchObject({ status: 401, decision: 'example=token-expired' });
    expect((await ask(mock.session('elsewhere'), { token })).status).toBe(200);
  });

  it('that has expired is so even without a user', async () => {
    expect((await ask(mock, { token: jwt({ exp: 1 }) })).decision).toBe('example=token-expired');
  });

  it('without expiry never expires', async () => {
    mock.clock.set(Date.parse('2999-01-01'));
    expect((await ask(mock, { token: jwt({ userid: 'ABCDEFGH1234' }) })).status).toBe(200);
  });

  it('without a user is refused with 401, not 403', async () => {
    expect(await ask(mock, { token: jwt({ client_id: 'app', scope: ['data:read'] }) })).toMatchObject({
      status: 401,
      decision: 'example=token-two-legged',
    });
  });

  it('that starts like one and is none is a stranger', async () => {
    expect((await ask(mock, { token: 'eyJhbGciOi.eyJ1c2VyaW.x' })).decision).toBe('stranger; variant=documented');
  });

  it('of an id that the document does not allow is another person, and the answer says so', async () => {
    const { status, decision, json } = await ask(mock, { token: jwt({ userid: 'me' }) });
    expect({ status, decision }).toEqual({
      status: 200,
      decision: 'stranger; variant=documented; userid does not fit the document',
    });
    expect(json.eidm_guid).toBe(json.sub);
  });
});

describe('bearer', () => {
  it('lenient takes the bare token, strict does not', async () => {
    const bare = { headers: { authorization: 'mock.alice' } };
    await using strict = await startMock({ bearer: 'strict' });
    expect((await ask(mock, bare)).status).toBe(200);
    expect(await ask(strict, bare)).toMatchObject({ status: 401, decision: 'example=token-malformed' });
    expect((await ask(strict, { token: 'mock.alice' })).status).toBe(200);
  });
});

describe('tokens', () => {
  it('any are taken unless only known ones are', async () => {
    const signed = jwt({ userid: 'ABCDEFGH1234' });
    const knownTokens = { s3cret: 'carla', [jwt({ userid: 'ZZZZZZZZZZZZ' })]: 'ben' };
    await using known = await startMock({ tokens: 'known', knownTokens });
    expect((await ask(known, { token: 'whatever' })).decision).toBe('example=token-unknown');
    expect((await ask(known, { token: signed })).decision).toBe('example=token-signature-invalid');
    expect((await ask(known, { token: 'mock.alice' })).status).toBe(200);
    expect((await ask(known, { token: 's3cret' })).decision).toBe('persona=carla; variant=documented');
    expect((await ask(known, { token: jwt({ userid: 'ZZZZZZZZZZZZ' }) })).decision).toBe(
      'persona=ben; variant=documented',
    );
    expect((await ask(known, { token: 'constructor' })).status).toBe(401);
  });

  it('that are known stand for their persona where any are taken too', async () => {
    await using known = await startMock({ knownTokens: { s3cret: 'carla' } });
    expect((await ask(known, { token: 's3cret' })).decision).toBe('persona=carla; variant=documented');
    expect((await ask(known, { token: 'other' })).status).toBe(200);
  });

  it('that are known have the scopes of their entry, and all without any', async () => {
    const knownTokens = { all: 'carla', some: 'carla~openid', none: 'carla~', other: 'carla~profapi_img-profile_read' };
    await using known = await startMock({ knownTokens, profileApi: 'v2' });
    const { json: some } = await ask(known, { token: 'some' });
    expect(Object.keys(some as object)).toEqual(['sub']);
    expect(Object.keys((await ask(known, { token: 'all' })).json as object).length).toBeGreaterThan(5);
    for (const token of ['none', 'other'])
      expect((await ask(known, { token })).decision).toBe('example=openid-missing');
    await expect(startMock({ knownTokens: { s3cret: 'carola~openid' } })).rejects.toMatchObject({
      hint: 'Did you mean "carla"?',
    });
  });

  it('with unknown personas are rejected at start', async () => {
    await expect(startMock({ knownTokens: { s3cret: 'carola' } })).rejects.toMatchObject({
      code: 'ERR_PERSONA_UNKNOWN',
      message: expect.stringContaining('"carola"'),
      hint: 'Did you mean "carla"?',
    });
  });
});

describe('requireScope', () => {
  it('refuses a JWT that lacks a scope, with 403, and no other token', async () => {
    await using scoped = await startMock({ requireScope: ['openid', 'data:read'], wwwAuthenticate: true });
    const refused = await ask(scoped, { token: jwt({ userid: 'ABCDEFGH1234', scope: ['openid'] }) });
    expect(refused).toMatchObject({ status: 403, json: { errorCode: 'AUTH-010' }, decision: 'example=scope-missing' });
    expect(refused.headers.get('www-authenticate')).toContain('error="insufficient_scope"');
    expect((await ask(scoped, { token: jwt({ userid: 'ABCDEFGH1234' }) })).status).toBe(403);
    for (const scope of [['data:read', 'openid', 'code:all'], 'openid data:read']) {
      expect((await ask(scoped, { token: jwt({ userid: 'ABCDEFGH1234', scope }) })).status).toBe(200);
    }
    for (const token of ['mock.alice', 'whatever']) expect((await ask(scoped, { token })).status).toBe(200);
  });

  it('requires none by default', async () => {
    expect((await ask(mock, { token: jwt({ userid: 'ABCDEFGH1234' }) })).status).toBe(200);
  });
});
