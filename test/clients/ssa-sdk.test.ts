// Secure service accounts as Autodesk's SDK for Node.js calls them, rebuilt: its package is on no registry. It joins paths
// with the base address of its configuration, sends client id and secret in the form, and signs header and claims in full.

import { createPrivateKey, randomBytes } from 'node:crypto';
import { ApsConfiguration } from '@aps_sdk/autodesk-sdkmanager';
import axios, { AxiosError, type AxiosResponse } from 'axios';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Mock } from '../../src/testing/mock.ts';
import { startMock } from '../../src/testing/start-mock.ts';

let mock: Mock;
beforeAll(async () => {
  mock = await startMock();
});
beforeEach(() => mock.reset());
afterAll(() => mock.close());

const [clientId, clientSecret] = ['sdk-client-id', 'sdk-client-secret'];
const userAgent = 'APS SDK/SECURE-SERVICE-ACCOUNT/TypeScript/1.0.0';

function addressOf(path: string): string {
  const configuration = new ApsConfiguration({});
  configuration.baseAddress = new URL(mock.url);
  return new URL(path, configuration.baseAddress).toString();
}

async function assertionFor(id: string, kid: string, privateKey: string, lifetimeSeconds = 300): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    ...{ iss: clientId, sub: id, aud: 'https://developer.api.autodesk.com/authentication/v2/token' },
    ...{ exp: now + lifetimeSeconds, iat: now, nbf: now, jti: randomBytes(16).toString('hex') },
    scope: ['data:read', 'openid'],
  };
  return new SignJWT(claims).setProtectedHeader({ kid, alg: 'RS256', typ: 'JWT' }).sign(createPrivateKey(privateKey));
}

function exchange(assertion: string, scope?: readonly string[]): Promise<AxiosResponse> {
  const form = new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer' });
  form.set('client_id', clientId);
  form.set('client_secret', clientSecret);
  form.set('assertion', assertion);
  if (scope !== undefined) form.set('scope', scope.join(' '));
  const headers = { 'Content-Type': 'application/x-www-form-urlencoded', 'User-Agent': userAgent };
  return axios.post(addressOf('/authentication/v2/token'), form.toString(), { headers });
}

async function applicationToken(): Promise<string> {
  const scope = ['account', 'account_key'].flatMap(name => [
    `application:service_${name}:read`,
    `application:service_${name}:write`,
  ]);
  const form = {
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
    scope: scope.join(' '),
  };
  const { data } = await axios.post(addressOf('/authentication/v2/token'), new URLSearchParams(form));
  return data.access_token;
}

async function manage(token: string, method: string, path: string, data?: object): Promise<AxiosResponse> {
  const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json', 'User-Agent': userAgent };
  return axios.request({ url: addressOf(`/authentication/v2/service-accounts${path}`), method, headers, data });
}

it('creates an account and a key, exchanges an assertion, reads the profile, and removes both', async () => {
  const token = await applicationToken();
  const { data: account } = await manage(token, 'POST', '', { name: 'sdk-robot', firstName: 'Sdk', lastName: 'Robot' });
  const { data: key } = await manage(token, 'POST', `/${account.serviceAccountId}/keys`);
  const { data } = await exchange(await assertionFor(account.serviceAccountId, key.kid, key.privateKey));
  expect(Date.now() + data.expires_in * 1000).toBeGreaterThan(Date.now());
  const headers = { Authorization: `Bearer ${data.access_token}` };
  const { data: profile } = await axios.get(addressOf('/userinfo'), { headers });
  expect(profile).toMatchObject({ sub: account.serviceAccountId, email: account.email, name: 'Sdk Robot' });
  expect(
    (await manage(token, 'PATCH', `/${account.serviceAccountId}/keys/${key.kid}`, { status: 'DISABLED' })).status,
  ).toBe(204);
  expect((await manage(token, 'DELETE', `/${account.serviceAccountId}/keys/${key.kid}`)).status).toBe(204);
  expect((await manage(token, 'DELETE', `/${account.serviceAccountId}`)).status).toBe(204);
});

it('narrows the scopes of an assertion, and may make it as short as it likes', async () => {
  const { id, kid, privateKey } = await mock.serviceAccount({ clientId });
  const { data } = await exchange(await assertionFor(id, kid, privateKey, 30), ['data:read']);
  const claims = JSON.parse(Buffer.from(data.access_token.split('.')[1], 'base64url').toString());
  expect(claims).toMatchObject({ scope: ['data:read'], userid: id });
});

it('reads nothing from the message of a refusal but the status, as its error has other names', async () => {
  const { id, kid, privateKey } = await mock.serviceAccount({ clientId });
  const assertion = await assertionFor(id, `${kid}-other`, privateKey);
  const error: unknown = await exchange(assertion).catch((reason: unknown) => reason);
  if (!(error instanceof AxiosError)) throw error;
  const { developerMessage, reason, message } = error.response?.data ?? {};
  expect([developerMessage, reason, message]).toEqual([undefined, undefined, undefined]);
  expect(error.message).toBe('Request failed with status code 400');
});
