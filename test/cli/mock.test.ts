import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Running, runCli, startCli, startMockCli } from './run-cli.ts';

let folder = '';
let running: Running[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mock-'));
});
afterEach(async () => {
  for (const { child } of running) child.kill('SIGKILL');
  await Promise.all(running.map(({ finished }) => finished));
  running = [];
  rmSync(folder, { recursive: true });
});

async function start(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Awaited<ReturnType<typeof startMockCli>>> {
  const started = await startMockCli(['--port', '0', ...args], { env });
  running.push(started);
  return started;
}

describe('aps-userinfo mock', () => {
  it('logs JSON, writes its ready file, answers, and leaves nothing behind on SIGTERM', async () => {
    const readyFile = join(folder, 'ready.json');
    const { child, finished, ready } = await start(['--ready-file', readyFile, '--log-level', 'debug']);
    expect(ready).toMatchObject({ level: 30, msg: 'listening', url: `http://127.0.0.1:${ready.port}`, pid: child.pid });
    expect(JSON.parse(readFileSync(readyFile, 'utf8'))).toEqual({ url: ready.url, port: ready.port, pid: child.pid });
    const response = await fetch(`${ready.url}/userinfo`, { headers: { authorization: 'Bearer mock.alice' } });
    expect(response.status).toBe(200);
    child.kill('SIGTERM');
    const { exitCode, stdout, stderr } = await finished;
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const events = stdout
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line) as Record<string, unknown>);
    expect(events.map(({ msg }) => msg)).toEqual(['listening', 'request', 'stopping']);
    expect(stdout).not.toContain('mock.alice');
    expect(existsSync(readyFile)).toBe(false);
  });

  it('logs each failed request and what it says last, also of a turn that ends the process', async () => {
    const { child, finished, ready } = await start(['--on-unexpected', 'error']);
    const headers = { authorization: 'Bearer mock.alice.429' };
    const paths = [...Array.from({ length: 50 }, () => 'userinfo'), 'nowhere'];
    await Promise.all(paths.map(path => fetch(`${ready.url}/${path}`, { headers })));
    child.kill('SIGTERM');
    const { exitCode, stdout } = await finished;
    const events = stdout
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line) as Record<string, unknown>);
    expect(exitCode).toBe(1);
    expect(events.filter(({ status }) => status === 429)).toHaveLength(50);
    expect(events.at(-1)).toMatchObject({ level: 40, msg: expect.stringContaining('/nowhere') });
  });

  it('takes its options from flags, environment and config file', async () => {
    const file = join(folder, 'mock.yaml');
    writeFileSync(file, 'variant: minimal\nlogLevel: info\nexplain: true\n');
    const { ready } = await start(['--no-explain', '--config', file], { APS_USERINFO_VARIANT: 'documented' });
    const response = await fetch(`${ready.url}/userinfo`, { headers: { authorization: 'Bearer mock.alice' } });
    expect(response.headers.has('x-mock-decision')).toBe(false);
    expect(await response.json()).toHaveProperty('thumbnails');
  });

  it('lets a request under way finish on SIGTERM, and ends', async () => {
    writeFileSync(join(folder, 'late.yaml'), 'title: late\ndelayMs: 300\n');
    const { child, finished, ready } = await start(['--scenarios', folder]);
    const answers = pipelined(ready.port, ['mock.alice', 'mock.alice.late']);
    await answers.first;
    child.kill('SIGTERM');
    expect(await answers.all).toBe(2);
    expect((await finished).exitCode).toBe(0);
  });

  it('reports at the end how the client behaved, and lets it decide the exit code', async () => {
    const file = join(folder, 'verdicts.xml');
    const { child, finished, ready } = await start(['--verdicts', `junit=${file}`, '--exit-code']);
    const headers = { authorization: 'Bearer mock.alice.401' };
    for (const path of ['/userinfo', '/userinfo', '/sessions/other/userinfo'])
      await (await fetch(`${ready.url}${path}`, { headers })).text();
    child.kill('SIGTERM');
    expect((await finished).exitCode).toBe(1);
    const report = readFileSync(file, 'utf8');
    expect(report).toContain('The same request came again after a 401.');
    expect(report).toContain('repeated-refusal (session other)');
  });

  it('exits with 3 where a verdict was asked for and no request came', async () => {
    const { child, finished } = await start(['--exit-code', '--verdicts', `json=${join(folder, 'verdicts.json')}`]);
    child.kill('SIGTERM');
    expect((await finished).exitCode).toBe(3);
  });

  it('says before it serves that a report cannot be written', async () => {
    const { exitCode, stderr } = await startCli([
      'mock',
      '--port',
      '0',
      '--verdicts',
      `junit=${folder}/none/verdicts.xml`,
    ]).finished;
    expect({ exitCode, stderr }).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('ERR_REPORT_UNWRITABLE'),
    });
  });

  it('goes on serving when the reader of its log goes away', async () => {
    const { child, ready } = await start(['--log-level', 'debug']);
    child.stdout.destroy();
    for (const token of ['a', 'b', 'c']) {
      expect((await fetch(`${ready.url}/userinfo`, { headers: { authorization: `Bearer ${token}` } })).status).toBe(
        200,
      );
    }
    expect(child.exitCode).toBeNull();
  });
});

describe('aps-userinfo mock cannot start', () => {
  it('on a port in use', async () => {
    const server = createServer();
    const port = await listen(server);
    const { exitCode, stdout, stderr } = await runCli(['mock', '--port', String(port)]);
    server.close();
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toBe(
      `error: Port ${port} on 127.0.0.1 is in use by another program (ERR_SERVER_PORT_IN_USE). Stop it, or choose another port with --port; --port 0 takes any free one.\n`,
    );
  });

  it('without its document', async () => {
    const { exitCode, stdout, stderr } = await runCli(['mock', '--port', '0', '--spec', 'nowhere.yaml']);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(/^error: .*nowhere\.yaml.*\(ERR_DOCUMENT_UNREADABLE\)/);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  it('with a ready file that cannot be written', async () => {
    const file = join(folder, 'missing', 'ready.json');
    expect(await runCli(['mock', '--port', '0', '--ready-file', file])).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: `error: The ready file "${file}" cannot be written: there is no such folder (ERR_READY_FILE_UNWRITABLE). Use a file in an existing, writable folder.\n`,
    });
  });
});

function listen(server: Server): Promise<number> {
  return new Promise(resolve => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
  });
}

/** Requests that are sent at once on one connection: when the first is answered, the others are under way. */
function pipelined(port: number, tokens: readonly string[]): { first: Promise<void>; all: Promise<number> } {
  const socket: Socket = connect(port, '127.0.0.1');
  socket.setEncoding('utf8');
  socket.write(
    tokens.map(token => `GET /userinfo HTTP/1.1\r\nHost: mock\r\nAuthorization: Bearer ${token}\r\n\r\n`).join(''),
  );
  let received = '';
  const first = new Promise<void>((resolve, reject) => {
    socket.once('data', () => resolve());
    socket.once('close', () => reject(new Error('the connection was closed before an answer')));
  });
  const all = new Promise<number>((resolve, reject) => {
    socket.on('data', (text: string) => {
      received += text;
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(received.split('HTTP/1.1 200 OK').length - 1));
  });
  return { first, all };
}
