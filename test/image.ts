// `npm run test:image`: builds the Dockerfile, and tries the container as a suite would: read-only, as user 1000, stopped by a
// signal. Prints size, memory and time to ready.
//
//   IMAGE_TOOL       podman (default), docker, or a command that takes their arguments
//   IMAGE_RUN_FLAGS  more flags of `run`

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from './corpus/peers/peer.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const image = 'localhost/aps-userinfo:test';
const [program = 'podman', ...before] = words(process.env['IMAGE_TOOL'] ?? 'podman');
const readyWithinMs = 60_000;

tool('build', '--network', 'host', '--tag', image, '--file', 'Dockerfile', '.');
const port = String(await freePort());
const started = performance.now();
const id = tool(
  ...['run', '--detach', '--network', 'host', '--read-only', '--env', `APS_USERINFO_PORT=${port}`],
  ...[...words(process.env['IMAGE_RUN_FLAGS'] ?? ''), image],
);
try {
  await ready(`http://127.0.0.1:${port}/__admin/health`);
  const readyMs = performance.now() - started;
  const answer = await fetch(`http://127.0.0.1:${port}/userinfo`, { headers: { authorization: 'Bearer mock.alice' } });
  assert.equal(answer.status, 200);
  assert.equal(((await answer.json()) as { name: string }).name, 'Alice Lindqvist');
  const discovery = await fetch(`http://127.0.0.1:${port}/.well-known/openid-configuration`);
  assert.equal(discovery.status, 200);
  assert.match(tool('image', 'inspect', '--format', '{{.Config.User}}', image), /^1000/u);
  tool('stop', '--time', '10', id);
  assert.equal(tool('inspect', '--format', '{{.State.ExitCode}}', id), '0');
  const mebibytes = Number(tool('image', 'inspect', '--format', '{{.Size}}', image)) / 1024 ** 2;
  process.stdout.write(`The image has ${mebibytes.toFixed(0)} MiB and is ready in ${readyMs.toFixed(0)} ms.\n`);
} finally {
  tool('rm', '--force', id);
}

/** @throws Error when the command fails */
function tool(...args: readonly string[]): string {
  // A container that goes on may hold a pipe of standard error open.
  const { status, stdout } = spawnSync(program, [...before, ...args], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} fails.`);
  return stdout.trim();
}

async function ready(url: string): Promise<void> {
  const end = performance.now() + readyWithinMs;
  while (performance.now() < end) {
    const status = await fetch(url).then(
      answer => answer.status,
      () => undefined,
    );
    if (status === 200) return;
    await sleep(20);
  }
  throw new Error(`${url} does not answer within ${readyWithinMs} ms.`);
}

function words(text: string): readonly string[] {
  return text.split(' ').filter(word => word !== '');
}
