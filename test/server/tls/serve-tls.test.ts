// A mock with TLS, as clients meet it: Node's fetch in a process that trusts the CA, curl, raw sockets.

import { execFile } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Mock } from '../../../src/testing/mock.ts';
import { startMock } from '../../../src/testing/start-mock.ts';
import { patienceMs } from '../../patience.ts';

const run = promisify(execFile);

let mock: Mock;
let caFile: string;

beforeAll(async () => {
  mock = await startMock({ tls: true, tlsFaultPort: 0, admin: true });
  caFile = join(mkdtempSync(join(tmpdir(), 'tls-')), 'ca.pem');
  writeFileSync(caFile, mock.ca ?? '');
});
afterAll(() => mock.close());

const plainUrl = (): string => mock.url.replace('https:', 'http:');

interface Got {
  readonly status: number;
  readonly text: string;
  readonly cookies: readonly string[];
}

/** A request that trusts the CA of the mock. */
function get(url: string, options: RequestOptions = {}): Promise<Got> {
  return new Promise((resolve, reject) => {
    const request = httpsRequest(url, { ca: mock.ca, ...options }, async response => {
      const text = (await response.toArray()).join('');
      resolve({ status: response.statusCode ?? 0, text, cookies: response.headers['set-cookie'] ?? [] });
    });
    request.once('error', reject).end();
  });
}

const headers = { authorization: 'Bearer mock.alice' };

describe('a mock with TLS', () => {
  it('answers https and http on one port, each with its own URLs', async () => {
    expect(mock.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
    const secure = JSON.parse((await get(`${mock.url}/userinfo`, { headers })).text) as { picture: string };
    const plain = (await (await fetch(`${plainUrl()}/userinfo`, { headers })).json()) as { picture: string };
    expect(secure.picture).toMatch(new RegExp(`^${mock.url}/`));
    expect(plain.picture).toMatch(new RegExp(`^${plainUrl()}/`));
    expect((await get(secure.picture)).status).toBe(200);
  });

  it('is reached by every name in its certificate', async () => {
    for (const host of ['localhost', '127.0.0.1'])
      expect((await get(`https://${host}:${mock.port}/userinfo`, { headers })).status).toBe(200);
  });

  it('gives its CA to everybody, over http, too', async () => {
    const response = await fetch(`${plainUrl()}/__admin/ca.pem`);
    expect(response.headers.get('content-type')).toBe('application/x-pem-file');
    expect(await response.text()).toBe(mock.ca);
    await using other = await startMock({ admin: true });
    expect(await (await fetch(`${other.url}/__admin/ca.pem`)).json()).toMatchObject({
      status: 404,
      code: 'ERR_TLS_NO_CA',
    });
    expect(other.ca).toBeUndefined();
  });

  it('names https addresses in discovery, and its login cookies are Secure; over http they are not', async () => {
    const { text } = await get(`${mock.url}/.well-known/openid-configuration`);
    expect(JSON.parse(text)).toMatchObject({ authorization_endpoint: expect.stringMatching(`^${mock.url}/`) });
    const query = 'response_type=code&client_id=app&redirect_uri=https://app.example/cb&scope=data:read';
    const path = `/authentication/v2/authorize?${query}`;
    const { cookies } = await get(mock.url + path);
    expect(cookies.length).toBeGreaterThan(0);
    for (const cookie of cookies) expect(cookie).toMatch(/; secure$/i);
    const plain = await fetch(plainUrl() + path, { redirect: 'manual' });
    expect(plain.headers.getSetCookie().join()).not.toMatch(/secure/i);
    for (const cookie of (await get(`${mock.url}/authentication/v2/logout`)).cookies) expect(cookie).toMatch(/secure/i);
  });

  it('logs in by mock.login()', async () => {
    const { accessToken } = await mock.login();
    const { status } = await get(`${mock.url}/userinfo`, { headers: { authorization: `Bearer ${accessToken}` } });
    expect(status).toBe(200);
  });

  it('is trusted by the fetch of a process with NODE_EXTRA_CA_CERTS, and by no other', async () => {
    const script = `fetch('${mock.url}/userinfo', { headers: { authorization: 'mock.alice' } })
      .then(({ status }) => console.log(status), ({ cause }) => console.log(cause.code))`;
    const { NODE_EXTRA_CA_CERTS: _other, ...env } = process.env;
    const outputOf = async (more: NodeJS.ProcessEnv): Promise<string> =>
      (await run(process.execPath, ['-e', script], { env: { ...env, ...more } })).stdout.trim();
    expect(await outputOf({ NODE_EXTRA_CA_CERTS: caFile })).toBe('200');
    expect(await outputOf({})).toBe('UNABLE_TO_VERIFY_LEAF_SIGNATURE');
  });

  it('is trusted by curl --cacert', async () => {
    const { stdout } = await run('curl', [
      '-s',
      '--cacert',
      caFile,
      '-H',
      'Authorization: mock.alice',
      `${mock.url}/userinfo`,
    ]);
    expect(JSON.parse(stdout)).toMatchObject({ name: 'Alice Lindqvist' });
  });

  it('outlives connections that are neither, that break, and that say nothing', async () => {
    const ends = [...Array(30)].map(
      (_, index) =>
        new Promise<void>(resolve => {
          const socket = connect(mock.port, '127.0.0.1', () => {
            if (index % 3 === 0) socket.end(Buffer.from([22, 3, 1, 0, 5, 1, 2, 3, 4, 5]));
            if (index % 3 === 1) socket.end('\u0000\u0000 nothing\r\n\r\n');
            if (index % 3 === 2) socket.resetAndDestroy();
          });
          socket.on('error', () => {}).on('close', () => resolve());
          socket.resume();
        }),
    );
    await Promise.all(ends);
    expect((await get(`${mock.url}/userinfo`, { headers })).status).toBe(200);
  });

  it('stops although a connection never said what it is', async () => {
    const stopped = await startMock({ tls: true });
    const silent = connect(stopped.port, '127.0.0.1');
    await new Promise(resolve => silent.once('connect', resolve));
    const closed = new Promise(resolve => silent.once('close', resolve));
    silent.on('error', () => {});
    await stopped.close();
    await closed;
  });
});

describe(
  'a TLS fault',
  () => {
    it.each([
      ['expired', 'CERT_HAS_EXPIRED'],
      ['wrong-host', 'ERR_TLS_CERT_ALTNAME_INVALID'],
      ['self-signed', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
      ['closed', 'ECONNRESET'],
    ] as const)('%s is what a client that trusts the CA sees on its own port', async (fault, code) => {
      await expect(get(`${mock.tlsFaults?.[fault]}/userinfo`, { headers })).rejects.toMatchObject({ code });
    });

    it('is answered by the mock for a client that checks nothing', async () => {
      const url = `${mock.tlsFaults?.['expired']}/userinfo`;
      expect((await get(url, { headers, rejectUnauthorized: false })).status).toBe(200);
    });
  },
  patienceMs,
);
