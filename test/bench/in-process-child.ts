// Measures cycles of startMock() in a process of its own. Arguments: the file of the package, and how many cycles.

import { pathToFileURL } from 'node:url';
import Fastify from 'fastify';
import type { startMock as StartMock } from '../../src/index.ts';
import type { InProcessResult } from './in-process.ts';

const [, , file = '', count = '1'] = process.argv;
const { startMock } = (await import(pathToFileURL(file).href)) as { startMock: typeof StartMock };

const first = await timeMock();
for (let cycle = 0; cycle < 10; cycle++) await Promise.all([timeMock(), timeFastify()]);
const mock: number[] = [];
const fastify: number[] = [];
for (let cycle = 0; cycle < Number(count); cycle++) {
  mock.push(await timeMock());
  fastify.push(await timeFastify());
}
const result: InProcessResult = { first, mock, fastify };
process.stdout.write(`${JSON.stringify(result)}\n`);

async function timeMock(): Promise<number> {
  const started = performance.now();
  const server = await startMock();
  await expectOk(`${server.url}/userinfo`, server.token('alice'));
  await server.close();
  return performance.now() - started;
}

async function timeFastify(): Promise<number> {
  const started = performance.now();
  const app = Fastify();
  app.get('/userinfo', () => ({ sub: 'ABCDEFGH' }));
  await expectOk(`${await app.listen({ port: 0, host: '127.0.0.1' })}/userinfo`, 'alice');
  await app.close();
  return performance.now() - started;
}

async function expectOk(url: string, token: string): Promise<void> {
  const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
  await response.json();
  if (response.status !== 200) throw new Error(`${url} answers ${response.status}`);
}
