// `mock --workers`: several processes that are one server for those who use it.

import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeWithRedis, RedisServer } from '../server/sessions/redis-server.ts';
import { type Running, runCli, startCli } from './run-cli.ts';

let folder = '';
let running: Running[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'workers-'));
});
afterEach(async () => {
  for (const { child } of running) child.kill('SIGKILL');
  await Promise.all(running.map(({ finished }) => finished));
  running = [];
  rmSync(folder, { recursive: true });
});

/** Resolves when all workers listen. */
async function start(...args: string[]): Promise<Running & { readonly url: string; readonly pid: number }> {
  const readyFile = join(folder, 'ready.json');
  const started = startCli(['mock', '--port', '0', '--workers', '2', '--ready-file', readyFile, ...args]);
  running.push(started);
  await runCli(['wait', '--ready-file', readyFile]);
  return { ...started, ...(JSON.parse(readFileSync(readyFile, 'utf8')) as { url: string; pid: number }) };
}

type Line = Readonly<Record<string, unknown>>;

function linesOf(text: string): readonly Line[] {
  return text
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as Line);
}

/** Each request on a connection of its own, which the next worker takes. */
async function ask(url: string, path = '/userinfo'): Promise<Response> {
  return fetch(`${url}${path}`, { headers: { authorization: 'Bearer mock.alice', connection: 'close' } });
}

describe('aps-userinfo mock --workers', () => {
  it('warns of what each worker has, listens once, writes one ready file, and ends on SIGTERM', async () => {
    const { child, finished, url, pid } = await start('--log-level', 'debug');
    expect(pid).toBe(child.pid);
    for (const _ of Array(4)) expect((await ask(url)).status).toBe(200);
    child.kill('SIGTERM');
    const { exitCode, stdout, stderr } = await finished;
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const lines = linesOf(stdout);
    expect(lines.filter(({ level }) => level === 40)).toMatchObject([
      { msg: expect.stringContaining('--store shares them') },
    ]);
    expect(lines.filter(({ msg }) => msg === 'listening')).toMatchObject([{ url }]);
    expect(lines.filter(({ msg }) => msg === 'stopping')).toHaveLength(1);
    expect(new Set(lines.filter(({ msg }) => msg === 'request').map(line => line['pid'])).size).toBe(2);
    expect(existsSync(join(folder, 'ready.json'))).toBe(false);
  });

  it('is stopped by its ready file', async () => {
    const { finished } = await start();
    expect((await runCli(['stop', '--ready-file', join(folder, 'ready.json')])).exitCode).toBe(0);
    expect((await finished).exitCode).toBe(0);
  });

  it('ends as a whole, and says why, when a worker ends', async () => {
    const { child, finished, url } = await start('--log-level', 'debug');
    let text = '';
    const pid = await new Promise<number>(resolve => {
      child.stdout.on('data', chunk => {
        text += chunk;
        const request = linesOf(text.slice(0, text.lastIndexOf('\n'))).find(({ msg }) => msg === 'request');
        if (request !== undefined) resolve(Number(request['pid']));
      });
      ask(url).catch(() => undefined);
    });
    process.kill(pid, 'SIGKILL');
    const { exitCode, stdout } = await finished;
    expect(exitCode).toBe(1);
    expect(linesOf(stdout)).toContainEqual(
      expect.objectContaining({ level: 50, msg: 'a worker has ended, so all end', signal: 'SIGKILL' }),
    );
  });

  it('fails as one process does where it cannot start, and tells it once', async () => {
    const other = createServer();
    await new Promise<void>(resolve => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const taken = await runCli(['mock', '--port', String(port), '--workers', '2']);
    other.close();
    expect(taken).toMatchObject({ exitCode: 2, stderr: expect.stringMatching(/^[^\n]*is in use/) });
    const unreachable = await runCli(['mock', '--port', '0', '--workers', '2', '--store', 'redis://127.0.0.1:1']);
    expect(unreachable.exitCode).toBe(4);
    expect(unreachable.stderr.match(/ERR_STORE_UNREACHABLE/g)).toHaveLength(1);
  });

  it('has no verdicts without a store, and no certificate of its own for each worker', async () => {
    const verdicts = await runCli(['mock', '--port', '0', '--workers', '2', '--verdicts', 'text']);
    expect(verdicts).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('Share the journal with --store') });
    const tls = await runCli(['mock', '--port', '0', '--workers', '2', '--tls']);
    expect(tls).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('--tls-folder') });
  });
});

describeWithRedis('workers with a store', () => {
  it('tell one verdict on the requests of all', async () => {
    const redis = await RedisServer.start();
    const report = join(folder, 'verdicts.json');
    const { child, finished, url } = await start('--store', redis.url, '--verdicts', `json=${report}`);
    await fetch(`${url}/__admin/scenarios/use`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ scenario: '429' }),
    });
    for (const _ of Array(6)) expect((await ask(url)).status).toBe(429);
    child.kill('SIGTERM');
    expect(await finished).toMatchObject({ exitCode: 0, stderr: '' });
    await redis.stop();
    const { checks } = JSON.parse(readFileSync(report, 'utf8'));
    const { findings } = checks.find(({ id }: { id: string }) => id === 'retry-after');
    expect(findings).toHaveLength(5);
  });
});
