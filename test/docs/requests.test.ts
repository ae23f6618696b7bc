// What README says in tables about requests, asked of a mock.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Mock, startMock } from '../../src/testing/start-mock.ts';
import { quoted, rowsOf, section } from './readme.ts';

let mock: Mock;
beforeAll(async () => {
  mock = await startMock();
});
afterAll(() => mock.close());

describe('the grammar of tokens', () => {
  const rows = rowsOf(section('### The token is the scenario')).filter(([, example]) => example !== '');

  it.each(rows)('%s, such as %s: %s', async (_pattern, example = '', answer = '') => {
    const authorization = `Bearer ${quoted(example)[0]}`;
    const response = await fetch(`${mock.url}/userinfo`, { headers: { authorization } });
    expect(response.status).toBe(Number.parseInt(answer, 10));
  });

  it.each([
    ['a JWT with `userid`', { userid: '7ALC3QX9RW2K' }, 200],
    ['a JWT past its `exp`', { userid: '7ALC3QX9RW2K', exp: 1 }, 401],
    ['a JWT without `userid` (2-legged)', { client_id: 'app' }, 401],
  ])('%s', async (pattern, claims, status) => {
    const row = rowsOf(section('### The token is the scenario')).find(([first]) => first === pattern);
    const token = `${encode({ alg: 'RS256' })}.${encode(claims)}.c2lnbmF0dXJl`;
    const response = await fetch(`${mock.url}/userinfo`, { headers: { authorization: `Bearer ${token}` } });
    expect(response.status).toBe(status);
    expect(row?.[2]).toContain(String(status));
    expect(response.headers.get('x-mock-decision')).toContain(
      quoted(row?.[2] ?? '').filter(name => name !== 'sub')[0] ?? 'persona=alice',
    );
  });
});

describe('preferences', () => {
  const rows = rowsOf(section('### A request can say what it wants'));

  it.each(rows)('%s and %s are the same', async (preference = '', twin = '') => {
    const ask = async (query: string, headers: Record<string, string>) => {
      const response = await fetch(`${mock.url}/userinfo${query}`, {
        headers: { authorization: 'Bearer mock.alice', ...headers },
      });
      return {
        status: response.status,
        applied: response.headers.get('preference-applied'),
        body: await response.text(),
      };
    };
    const [wish = ''] = quoted(preference);
    const byHeader = await ask('', { prefer: wish });
    expect(byHeader.applied).toBe(wish);
    expect(await ask(quoted(twin)[0] ?? '', {})).toEqual(byHeader);
  });
});

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
