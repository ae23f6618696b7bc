import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stopServer, waitForServer } from '../../src/cli/running-server.ts';
import { runCli, startCli } from './run-cli.ts';

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'running-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('aps-userinfo wait and stop', () => {
  it('wait for the mock that a script starts, and stop it', async () => {
    const readyFile = join(folder, 'ready.json');
    const { finished } = startCli(['mock', '--port', '0', '--ready-file', readyFile]);
    const waited = await runCli(['wait', '--ready-file', readyFile]);
    expect(waited).toMatchObject({ exitCode: 0, stderr: '' });
    const url = waited.stdout.trim();
    expect((await fetch(`${url}/userinfo`, { headers: { authorization: 'mock.alice' } })).status).toBe(200);
    expect(await waitForServer(url, {})).toBe(url);
    const stopped = await runCli(['stop', '--ready-file', readyFile]);
    expect(stopped).toEqual({ exitCode: 0, stdout: `Stopped ${url}\n`, stderr: '' });
    expect((await finished).exitCode).toBe(0);
    expect(existsSync(readyFile)).toBe(false);
  });
});

describe('a URL with a password', () => {
  it.each([
    ['wait', 'http://user:s3cretC4nary@127.0.0.1:1'],
    ['catalog', '--url', 'http://user:s3cretC4nary@127.0.0.1:1'],
    ['pact', 'verify', '--target', 'http://127.0.0.1:1', '--pact', 'http://user:s3cretC4nary@127.0.0.1:1/pacts'],
  ])('is refused without showing it: %s', async (...args) => {
    const { exitCode, stdout, stderr } = await runCli(args);
    expect([exitCode, stdout, stderr.includes('s3cretC4nary')]).toEqual([2, '', false]);
  });
});

describe('waiting', () => {
  it('takes any answer but a server error, and asks again until it comes', async () => {
    const statuses = [503, 500, 404];
    const server = createServer((_request, response) => {
      response.statusCode = statuses.shift() ?? 404;
      response.end();
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    expect(await waitForServer(url, {})).toBe(url);
    expect(statuses).toEqual([]);
    await new Promise(resolve => server.close(resolve));
    await expect(waitForServer(url, { timeout: 50 })).rejects.toMatchObject({
      code: 'ERR_TARGET_UNREACHABLE',
      message: `After 0.05 seconds ${url} does not answer: the connection is refused.`,
    });
  });

  it('says which file did not appear', async () => {
    const readyFile = join(folder, 'never.json');
    await expect(waitForServer(undefined, { readyFile, timeout: 0 })).rejects.toMatchObject({
      message: `After 0 seconds there is no file "${readyFile}".`,
    });
  });

  it.each([
    [undefined, {}],
    ['http://127.0.0.1:1', { readyFile: 'ready.json' }],
    ['127.0.0.1:4010', {}],
  ])('needs one server: %s %j', async (url, flags) => {
    await expect(waitForServer(url, flags)).rejects.toMatchObject({ code: 'ERR_CLI_USAGE' });
  });
});

describe('stopping', () => {
  it('ends no process whose server does not answer: its number may be that of another by now', async () => {
    const file = join(folder, 'stale.json');
    writeFileSync(file, JSON.stringify({ url: 'http://127.0.0.1:1', port: 1, pid: process.pid }));
    await expect(stopServer(file)).rejects.toMatchObject({ code: 'ERR_TARGET_UNREACHABLE' });
    expect(existsSync(file)).toBe(true);
  });

  it.each(['', '{}', '[]', 'null', '{"url":"http://127.0.0.1:1","pid":0}', '{"url":"http://127.0.0.1:1","pid":-1}'])(
    'rejects a file that is no ready file: %s',
    async text => {
      const file = join(folder, 'other.json');
      writeFileSync(file, text);
      await expect(stopServer(file)).rejects.toMatchObject({
        code: 'ERR_READY_FILE_UNREADABLE',
        message: `"${file}" is not a ready file.`,
      });
    },
  );
});
