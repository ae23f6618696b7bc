// spec/userinfo-v2.yaml: the claims of v1, each but `sub` with the scopes that give it.

import { expect, it } from 'vitest';
import type { JsonObject } from '../../src/contract/openapi/document.ts';
import { claimScopes, includesScope, withheldClaims, withoutClaims } from '../../src/contract/openapi/extensions.ts';
import { builtinDocument, loadDocument } from '../../src/contract/openapi/load.ts';

const [v1, v2] = await Promise.all([loadDocument(builtinDocument()), loadDocument(builtinDocument('v2'))]);
const claims = claimScopes(v2, '/components/schemas/UserInfoV2');

it('adds nothing to the claims of v1 but the scopes that give them', () => {
  const properties = v1.at('/components/schemas/UserInfo/properties') as JsonObject;
  expect(v2.at('/components/schemas/UserInfo/properties')).toEqual(properties);
  const overlay = v2.at('/components/schemas/UserInfoV2/allOf/1') as { properties: Record<string, object> };
  expect(Object.keys(overlay)).toEqual(['properties']);
  expect(Object.keys(overlay.properties)).toEqual(Object.keys(properties).filter(name => name !== 'sub'));
  expect(new Set(Object.values(overlay.properties).flatMap(Object.keys))).toEqual(new Set(['x-scopes']));
});

it('requires openid in both operations, and has the statuses of the v2 pages', () => {
  for (const { scopes, responses } of v2.operations) {
    expect(scopes).toEqual(['openid']);
    expect([...responses.keys()].join(' ')).toBe('200 400 401 403 404 429 500 502 503 504');
  }
});

it('keeps the names and places of what it takes from v1', () => {
  expect(v2.locate('/components/schemas/UserInfo')).toEqual(v1.locate('/components/schemas/UserInfo'));
  expect(Object.keys(v2.at('/components/schemas') as JsonObject).sort()).toEqual(
    [...Object.keys(v1.at('/components/schemas') as JsonObject), 'UserInfoV2'].sort(),
  );
});

it('gives the standard claims, all core claims or the pictures by scope, where a write scope counts as its read', () => {
  const given = (...scopes: string[]) => {
    const withheld = withheldClaims(claims, scopes);
    return [...claims.keys()].filter(pointer => !withheld.includes(pointer)).map(pointer => pointer.slice(1));
  };
  expect(given('openid')).toEqual([]);
  expect(given('profapi:core-std-profile:read')).toEqual(
    'name given_name family_name preferred_username email email_verified locale updated_at'.split(' '),
  );
  const pictures = ['picture', 'user_thumbnails', 'thumbnails'];
  expect(given('profapi:img-profile:write')).toEqual(pictures);
  const all = [...claims.keys()].map(pointer => pointer.slice(1));
  expect(given('profapi:core-all-profile:read')).toEqual(all.filter(name => !pictures.includes(name)));
  expect(given('user-profile:read', 'data:write')).toEqual([]);
});

it('takes nested claims out of a copy', () => {
  const profile = { sub: 'A', address: { country: 'US', locality: 'x' }, name: 'N' };
  expect(withoutClaims(profile, ['/name', '/address/locality'])).toEqual({ sub: 'A', address: { country: 'US' } });
  expect(profile.address.locality).toBe('x');
  expect(includesScope(['data:write'], 'data:read')).toBe(false);
});
