// curl, as the README and Autodesk's reference page use it. It has to be there: no curl, no proof.

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Mock } from '../../src/testing/mock.ts';
import { startMock } from '../../src/testing/start-mock.ts';

const run = promisify(execFile);
const curl = async (...words: string[]): Promise<string> =>
  (await run('curl', ['-sS', '--max-time', '10', ...words])).stdout;

let mock: Mock;
beforeAll(async () => {
  mock = await startMock();
});
afterAll(() => mock.close());

describe('curl', () => {
  it('reads a profile, with the command of the reference page', async () => {
    const text = await curl('--location', `${mock.url}/userinfo`, '--header', 'Authorization: Bearer mock.alice');
    expect(JSON.parse(text)).toMatchObject({ given_name: 'Alice' });
  });

  it('shows status, headers and body of a 429', async () => {
    const text = await curl('-i', '-H', 'Authorization: Bearer mock.alice.429', `${mock.url}/userinfo`);
    expect(text).toMatch(/^HTTP\/1\.1 429 Too Many Requests\r\n/);
    expect(text).toMatch(/\r\nretry-after: 25\r\n/i);
    expect(text).toMatch(/\r\n\r\n\{"developerMessage":"Quota limit exceeded\."\}$/);
  });

  it('shows a 401 without a token', async () => {
    expect(await curl('-i', `${mock.url}/userinfo`)).toMatch(/^HTTP\/1\.1 401 Unauthorized\r\n/);
  });

  it('asks with POST, HEAD and preferences', async () => {
    const status = ['-o', '/dev/null', '-w', '%{http_code}'];
    const address = `${mock.url}/userinfo`;
    const token = ['-H', 'Authorization: Bearer mock.alice'];
    expect(await curl(...status, ...token, '-X', 'POST', address)).toBe('200');
    expect(await curl(...status, ...token, '-d', 'a=b', address)).toBe('200');
    expect(await curl('-I', ...token, address)).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(await curl(...status, '-H', 'Prefer: code=403', address)).toBe('403');
    expect(await curl(...status, `${address}?__code=500`)).toBe('500');
    expect(await curl(...status, ...token, `${mock.url}//userinfo/`)).toBe('200');
  });

  it.each([
    ['reset', 56],
    ['empty-response', 52],
    ['truncated', 18],
    ['malformed-chunk', 56],
    ['random-data', 1],
  ])('fails on %s with its exit code for it, %i', async (fault, code) => {
    await expect(curl('-H', `Authorization: Bearer mock.alice.${fault}`, `${mock.url}/userinfo`)).rejects.toMatchObject(
      { code },
    );
  });
});
