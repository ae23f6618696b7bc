// The rows of docs/testing.md about tools that keep a test off the network. msw has a test of its own.

import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { getGlobalDispatcher, MockAgent, setGlobalDispatcher } from 'undici';
import { expect, it, onTestFinished } from 'vitest';
import { startMock } from '../../src/testing/start-mock.ts';

const run = promisify(execFile);
const node = createRequire(import.meta.url).resolve('node/bin/node');

it("undici's MockAgent lets requests for the mock through once told to, and intercepts others", async () => {
  await using mock = await startMock();
  const former = getGlobalDispatcher();
  const agent = new MockAgent();
  onTestFinished(async () => {
    setGlobalDispatcher(former);
    await agent.close();
  });
  agent.disableNetConnect();
  agent.get('https://developer.api.autodesk.com').intercept({ path: '/' }).reply(204);
  setGlobalDispatcher(agent);
  const ask = (): Promise<Response> =>
    fetch(`${mock.url}/userinfo`, { headers: { authorization: `Bearer ${mock.token('alice')}` } });

  await expect(ask()).rejects.toThrow();
  agent.enableNetConnect(/^127\.0\.0\.1:/);
  expect((await ask()).status).toBe(200);
  expect((await fetch('https://developer.api.autodesk.com/')).status).toBe(204);
});

it('Node.js sends requests for the mock to HTTP_PROXY with NODE_USE_ENV_PROXY only, and never with NO_PROXY', async () => {
  await using mock = await startMock();
  const proxy = createServer((_, response) => response.writeHead(418).end());
  // Node.js asks the proxy for a tunnel, or sends it the request.
  proxy.on('connect', (_, socket) => socket.end('HTTP/1.1 418 Teapot\r\n\r\n'));
  await new Promise<void>(resolve => proxy.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void proxy.close());
  const url = `${mock.url}/userinfo`;
  const script = `fetch(process.argv[1], { headers: { authorization: 'Bearer mock.alice' } })
    .then(({ status }) => console.log(status), () => console.log('refused'))`;
  const statusWith = async (env: NodeJS.ProcessEnv): Promise<string> => {
    const HTTP_PROXY = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    const { stdout } = await run(node, ['-e', script, url], { env: { HTTP_PROXY, ...env } });
    return stdout.trim();
  };

  expect(await statusWith({})).toBe('200');
  expect(await statusWith({ NODE_USE_ENV_PROXY: '1' })).not.toBe('200');
  expect(await statusWith({ NODE_USE_ENV_PROXY: '1', NO_PROXY: '127.0.0.1,localhost' })).toBe('200');
});
