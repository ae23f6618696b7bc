// Logs in with each recipe of docs/login-recipes.md whose packages are installed here, into a temporary folder.

import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Mock } from '../../src/testing/mock.ts';
import { startMock } from '../../src/testing/start-mock.ts';
import { describeInBrowser } from '../browser/chromium.ts';
import { node, shownFile } from '../docs/pages.ts';
import { commonPackages, recipes } from './recipes.ts';
import { visit } from './visit.ts';

const folder = mkdtempSync(join(tmpdir(), 'recipes-'));
let mock: Mock;

beforeAll(async () => {
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n');
  const packages = [...new Set([...commonPackages, ...recipes.flatMap(recipe => recipe.packages)])];
  const options = ['--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'];
  execFileSync('npm', ['install', '--prefix', folder, ...options, ...packages], { stdio: 'inherit' });
  mock = await startMock({ autoLogin: 'alice' });
});
afterAll(async () => {
  await mock?.close();
  rmSync(folder, { recursive: true });
});

describe('a server', () => {
  it.each(recipes.filter(({ start }) => start !== undefined))('logs in with $file', async ({ file, start }) => {
    await using server = await startRecipe(file);
    const { response } = await visit(`${server.url}${start}`);
    expect(await response?.text()).toBe('Alice Lindqvist');
    expect(answers()).toContain('/userinfo 200');
    mock.reset();
  });
});

/** The mock's answers, each as path and status. */
function answers(): readonly string[] {
  return mock.journal.all().map(({ url, status }) => `${url.replace(/\?.*/u, '')} ${status}`);
}

/** A program of the page as it stands there, but for its port. */
async function startRecipe(file: string): Promise<AsyncDisposable & { readonly url: string }> {
  const port = await freePort();
  const text = shownFile(file).replaceAll('localhost:3000', `localhost:${port}`);
  const program = join(folder, file);
  writeFileSync(program, text.replace(/listen\((\{ port: )?3000/u, `listen($1${port}`));
  const options = { cwd: folder, env: { PATH: process.env['PATH'], APS_URL: mock.url } };
  const child = spawn(node, [program], { ...options, stdio: ['ignore', 'ignore', 'inherit'] });
  const url = `http://localhost:${port}`;
  await expect.poll(() => child.exitCode ?? fetch(`${url}/is-it-up`).catch(() => undefined)).toBeInstanceOf(Response);
  return {
    url,
    async [Symbol.asyncDispose]() {
      const ended = new Promise(resolve => child.once('exit', resolve));
      child.kill();
      await ended;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise(resolve => server.close(resolve));
  return port;
}

describeInBrowser('a page', open => {
  const files: Readonly<Record<string, string>> = {
    '/oidc-client-ts': 'node_modules/oidc-client-ts/dist/esm/oidc-client-ts.js',
    '/jwt-decode': 'node_modules/jwt-decode/build/esm/index.js',
  };
  const html = `<!doctype html><html lang="en"><meta charset="utf-8"><title>A page</title>
<script type="importmap">{ "imports": { "oidc-client-ts": "/oidc-client-ts", "jwt-decode": "/jwt-decode" } }</script>
<h1>Loading</h1><button id="login">Log in</button><button id="logout">Log out</button>
<script type="module" src="/app.js"></script>`;

  it('logs in and out with oidc-client-ts.js, and revokes its token', async () => {
    const script = shownFile('oidc-client-ts.js').replace('http://127.0.0.1:4010', mock.url);
    const server = createServer(({ url = '' }, response) => {
      const file = files[url];
      const isScript = file !== undefined || url === '/app.js';
      response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
      response.end(file === undefined ? (isScript ? script : html) : readFileSync(join(folder, file)));
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const page = await open();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await page.getByRole('heading', { name: 'Not logged in' }).waitFor();
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByRole('heading', { name: 'Alice Lindqvist' }).waitFor();
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.getByRole('heading', { name: 'Not logged in' }).waitFor();
    expect(answers()).toContain('/authentication/v2/revoke 200');
    await page.context().close();
    server.closeAllConnections();
    await new Promise(resolve => server.close(resolve));
  });
});
