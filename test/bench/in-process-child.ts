// Measures cycles of startMock() in a process of its own. Arguments: how many cycles, and the files of the builds.

import { pathToFileURL } from 'node:url';
import Fastify from 'fastify';
import type { startMock as StartMock } from '../../src/index.ts';
import type { InProcessResult } from './in-process.ts';

const [, , count = '1', ...files] = process.argv;
const builds = await Promise.all(files.map(file => import(pathToFileURL(file).href)));
const subjects = [
  timeFastify,
  ...builds.map(
    ({ startMock }) =>
      () =>
        timeMock(startMock),
  ),
];

const first = await subjects[1]?.();
for (let cycle = 0; cycle < 10; cycle++) for (const time of subjects) await time();
const times: number[][] = subjects.map(() => []);
for (let cycle = 0; cycle < Number(count); cycle++)
  for (const [index, time] of subjects.entries()) times[index]?.push(await time());
const result: InProcessResult = { first: first ?? 0, times };
process.stdout.write(`${JSON.stringify(result)}\n`);

async function timeMock(startMock: typeof StartMock): Promise<number> {
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
