// What /userinfo makes of tokens that the login issued, and of those that only look like it.

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { LoginOptions, Mock } from '../../../src/testing/mock.ts';
import { startMock } from '../../../src/testing/start-mock.ts';
import { jwt as unsignedJwt } from '../mock/jwt.ts';
import { codeFor, decode, exchange, post, refresh, userInfo } from './flow.ts';

let mock: Mock;
beforeAll(async () => {
  mock = await startMock();
});
afterEach(() => mock.reset());
afterAll(() => mock.close());

/** Status and the name of the example. */
async function answerTo(token: string): Promise<readonly [number, string | undefined]> {
  const { status, headers } = await userInfo(mock, token);
  return [status, /example=([\w-]+)/.exec(headers.get('x-mock-decision') ?? '')?.[1]];
}

describe('a token of the login', () => {
  it('is the person who logged in', async () => {
    const { accessToken } = await mock.login({ persona: 'alice' });
    const { json } = await userInfo(mock, accessToken);
    expect([json.sub, json.name]).toEqual(['7ALC3QX9RW2K', 'Alice Lindqvist']);
    expect(mock.journal.all().at(-1)).toMatchObject({ persona: 'alice', clientId: 'aps-userinfo' });
  });

  it("expires after an hour by the session's clock", async () => {
    mock.clock.set(Date.UTC(2030, 0, 1));
    const { accessToken } = await mock.login();
    mock.clock.advance(3_599_000);
    expect((await userInfo(mock, accessToken)).status).toBe(200);
    mock.clock.advance(1_000);
    expect(await answerTo(accessToken)).toEqual([401, 'token-expired']);
  });

  it.each([
    ['the claims', (jwt: string) => withPayload(jwt, { userid: 'AAAAAAAAAAAA' })],
    ['the signature', (jwt: string) => jwt.replace(/.{6}$/, end => (end === 'AAAAAA' ? 'BBBBBB' : 'AAAAAA'))],
    ['the spelling of the signature', (jwt: string) => `${jwt}=`],
    ['the algorithm', (jwt: string) => withHeader(jwt, { alg: 'none' })],
    ['the key', (jwt: string) => withHeader(jwt, { kid: 'another' })],
  ])('is refused when %s is changed', async (_what, change) => {
    const { accessToken } = await mock.login();
    expect(await answerTo(change(accessToken))).toEqual([401, 'token-signature-invalid']);
  });

  it('is valid in every session, and accepted with --tokens known', async () => {
    const { accessToken } = await mock.session('one').login();
    expect((await userInfo(mock.session('two'), accessToken)).status).toBe(200);
    await using strict = await startMock({ tokens: 'known' });
    const known = await strict.login();
    expect((await userInfo(strict, known.accessToken)).status).toBe(200);
    const { status } = await userInfo(strict, unsignedJwt({ userid: '7ALC3QX9RW2K' }));
    expect(status).toBe(401);
  });

  it('counts on the scopes that it has', async () => {
    await using picky = await startMock({ requireScope: ['user-profile:read'] });
    const without = await picky.login({ scope: 'data:read' });
    expect((await userInfo(picky, without.accessToken)).status).toBe(403);
    expect((await userInfo(picky, (await picky.login()).accessToken)).status).toBe(200);
  });
});

describe('other tokens of the login', () => {
  it.each(['any', 'known'] as const)('is refused where "%s" tokens are taken', async tokens => {
    await using other = await startMock({ tokens });
    const { idToken = '', refreshToken } = await other.login();
    for (const token of [idToken, refreshToken, await codeFor(other)]) {
      const { status, headers } = await userInfo(other, token);
      expect([status, headers.get('x-mock-decision')]).toEqual([401, 'example=token-unknown']);
    }
  });

  it('is refused after its end, too', async () => {
    const code = await codeFor(mock);
    const { id_token: idToken, refresh_token: first } = (await exchange(mock, code)).json;
    const { refresh_token: second } = (await refresh(mock, first)).json;
    await post(mock, 'revoke', { token: second });
    const all = [code, idToken, first, second];
    for (const token of all) expect(await answerTo(token)).toEqual([401, 'token-unknown']);
    mock.reset();
    for (const token of all) expect(await answerTo(token)).toEqual([401, 'token-unknown']);
  });
});

describe('a reset', () => {
  it('ends the tokens of its session everywhere, and no others', async () => {
    const [one, two] = [mock.session('one'), mock.session('two')];
    const { accessToken: ended } = await one.login();
    const { accessToken: good } = await two.login();
    one.reset();
    for (const session of [one, two, mock]) {
      expect((await userInfo(session, ended)).headers.get('x-mock-decision')).toBe('example=token-revoked');
      expect((await userInfo(session, good)).status).toBe(200);
    }
  });

  it('ends a token that has expired only until the clock is set right', async () => {
    const { accessToken } = await mock.login();
    mock.clock.advance(3_600_000);
    mock.reset();
    expect(await answerTo(accessToken)).toEqual([401, 'token-revoked']);
  });

  it('leaves those of later logins alone', async () => {
    await mock.login();
    mock.reset();
    const { accessToken } = await mock.login();
    expect((await userInfo(mock, accessToken)).status).toBe(200);
  });
});

describe('a JWT of another issuer', () => {
  it('is accepted as without the login', async () => {
    await mock.login();
    const foreign = unsignedJwt({ userid: '7ALC3QX9RW2K', iss: 'https://developer.api.autodesk.com' });
    expect((await userInfo(mock, foreign)).json.name).toBe('Alice Lindqvist');
  });

  it('is refused when it says that this server issued it', async () => {
    const { accessToken } = await mock.login();
    const { iss } = decode(accessToken).payload;
    expect(await answerTo(unsignedJwt({ userid: '7ALC3QX9RW2K', iss }))).toEqual([401, 'token-signature-invalid']);
  });
});

describe('a login in process', () => {
  it('gives the tokens of any persona, client and scope', async () => {
    const tokens = await mock.login({ persona: 'ben', clientId: 'an app', scope: 'openid data:read', nonce: 'n' });
    expect(tokens).toMatchObject({ expiresIn: 3599, tokenType: 'Bearer', clientId: 'an app' });
    expect(decode(tokens.accessToken).payload).toMatchObject({
      client_id: 'an app',
      scope: ['openid', 'data:read'],
      iss: mock.url,
    });
    expect(decode(tokens.idToken ?? '').payload).toMatchObject({ aud: 'an app', nonce: 'n' });
    expect((await mock.login({ scope: 'data:read' })).idToken).toBeUndefined();
  });

  it('says what is wrong with a persona or a scope', async () => {
    await expect(mock.login({ persona: 'alise' })).rejects.toMatchObject({
      code: 'ERR_PERSONA_UNKNOWN',
      hint: 'Did you mean "alice"?',
    });
    await expect(mock.login({ persona: '' })).rejects.toMatchObject({ code: 'ERR_PERSONA_UNKNOWN' });
    await expect(mock.login({ scope: 'profile' })).rejects.toMatchObject({ code: 'ERR_REQUEST_INVALID' });
  });

  it.each([
    [{ perso: 'ben' }, 'Unknown option "perso".', 'Did you mean "persona"?'],
    [{ persona: 5 }, 'persona must be a string, not 5.', 'Quote it: "5".'],
    [{ scope: ['openid'] }, 'scope must be a string, not ["openid"].', undefined],
    ['ben', 'The options must be an object, not "ben".', undefined],
  ])('says what is wrong with %j', async (options, message, hint) => {
    const error = { code: 'ERR_CONFIG_INVALID', message: expect.stringContaining(message.slice(0, -1)), hint };
    await expect(mock.login(options as LoginOptions)).rejects.toMatchObject(error);
  });
});

function withPayload(jwt: string, change: object): string {
  const [header, payload = '', signature] = jwt.split('.');
  return [header, changed(payload, change), signature].join('.');
}

function withHeader(jwt: string, change: object): string {
  const [header = '', ...rest] = jwt.split('.');
  return [changed(header, change), ...rest].join('.');
}

function changed(part: string, change: object): string {
  const value = JSON.parse(Buffer.from(part, 'base64url').toString()) as object;
  return Buffer.from(JSON.stringify({ ...value, ...change })).toString('base64url');
}
