// The files that README and docs show do what the page says.

import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { root } from '../../spec/docs.ts';
import { loadConfig } from '../../src/config/config.ts';
import { optionNames, variableOf } from '../../src/config/options.ts';
import { startMock } from '../../src/testing/start-mock.ts';
import { recipes } from '../recipes/recipes.ts';
import { folderOfShownFiles, node, shownFiles, version } from './pages.ts';

const folder = folderOfShownFiles();
afterAll(() => rmSync(folder, { recursive: true }));

const checked = new Set<string>();

function shown(path: string): string {
  checked.add(path);
  return join(folder, path);
}

describe('the shown files', () => {
  it('people/zoe.yaml is a persona', async () => {
    await using mock = await startMock({ personas: [shown('people/zoe.yaml')] });
    const response = await fetch(`${mock.url}/userinfo`, { headers: { authorization: mock.token('zoe') } });
    const claims = (await response.json()) as Record<string, unknown>;
    expect(claims).toMatchObject({ sub: 'ZOE4K7QX2M9P', given_name: 'Zoé', email_verified: false });
    expect(claims).toHaveProperty('family_name');
    expect(claims).not.toHaveProperty('phone_number');
  });

  it('behaviours/tired.yaml is a scenario of four steps', async () => {
    await using mock = await startMock({
      scenarios: [shown('behaviours/tired.yaml'), shown('behaviours/outage.yaml')],
    });
    const ask = () => fetch(`${mock.url}/userinfo`, { headers: { authorization: mock.token('alice', 'tired') } });
    const first = await ask();
    const second = await ask();
    const third = await ask();
    const fourth = await ask();
    expect([first, second, third, fourth].map(({ status }) => status)).toEqual([200, 200, 500, 200]);
    expect(second.headers.get('x-mock-decision')).toContain('variant=minimal');
    expect(third.headers.get('content-type')).toContain('text/html');
    expect(await fourth.text()).toBe('{}');
    expect(fourth.headers.get('x-tired')).toBe('yes');
    expect(fourth.headers.has('cache-control')).toBe(false);
    expect(fourth.headers.get('x-mock-decision')).toContain('breaks=body');
  });

  it('tiny.yaml is a document that can be served', async () => {
    await using mock = await startMock({ spec: shown('tiny.yaml') });
    const response = await fetch(`${mock.url}/userinfo`, { headers: { authorization: 'Bearer anybody' } });
    expect(await response.json()).toEqual({ sub: expect.any(String), badge: expect.stringMatching(/^B-[0-9]{4}$/) });
  });

  it('clients.yaml pins a client', async () => {
    await using mock = await startMock({ clients: shown('clients.yaml') });
    expect(await mock.login()).toMatchObject({ clientId: 'my-client-id', idToken: expect.any(String) });
  });

  it('mock.yaml is a config file', () => {
    const config = loadConfig({ file: shown('mock.yaml') });
    expect(config).toMatchObject({ errorStyle: 'oauth', personas: [join(folder, 'people')] });
  });

  it.each(['compose.app.yaml', '.github/workflows/test.yaml'])('%s sets variables that exist', path => {
    const text = readFileSync(shown(path), 'utf8');
    const variables = [...text.matchAll(/\bAPS_USERINFO_\w+/g)].map(([name]) => name);
    expect(variables).not.toEqual([]);
    expect(variables.filter(name => !optionNames.some(option => variableOf(option) === name))).toEqual([]);
    expect(parse(text)).toBeTypeOf('object');
  });

  it('compose.app.yaml uses the image that compose.yaml builds', () => {
    const image = (file: string): unknown =>
      (parse(readFileSync(file, 'utf8')) as { services: { userinfo: { image: string } } }).services.userinfo.image;
    expect(image(shown('compose.app.yaml'))).toBe(image(join(root, 'compose.yaml')));
  });

  it('the workflow installs the version of this package', () => {
    const text = readFileSync(shown('.github/workflows/test.yaml'), 'utf8');
    expect(/aps-userinfo:(\S+)/.exec(text)?.[1]).toBe(version);
  });

  it.each(['compose.suite.yaml', '.gitlab-ci.yml'])('%s sets variables that exist, and waits for the mock', path => {
    const text = readFileSync(shown(path), 'utf8');
    const variables = [...text.matchAll(/\bAPS_USERINFO_\w+/g)].map(([name]) => name);
    expect(variables).toEqual(['APS_USERINFO_ADMIN_TOKEN']);
    expect(text).toMatch(/service_healthy|aps-userinfo wait http:\/\/userinfo:4010/);
    expect(parse(text)).toBeTypeOf('object');
  });

  it("kubernetes/userinfo.yaml satisfies the API's own types, and its probes ask what the mock answers", async () => {
    const documents = parseAllDocuments(readFileSync(shown('kubernetes/userinfo.yaml'), 'utf8'));
    const types = { Deployment: 'apps/v1', Service: 'core/v1', HorizontalPodAutoscaler: 'autoscaling/v2' } as const;
    const lines = documents.map((document, index) => {
      const value = document.toJS() as { kind: keyof typeof types };
      const type = `import('kubernetes-types/${types[value.kind]}').${value.kind}`;
      return `export const value${index}: ${type} = ${JSON.stringify(value)};`;
    });
    expect(lines).toHaveLength(3);
    writeFileSync(join(folder, 'kubernetes.ts'), lines.join('\n'));
    const compiler = join(root, 'node_modules/typescript/bin/tsc');
    const flags = [
      '--noEmit',
      '--strict',
      '--ignoreConfig',
      '--skipLibCheck',
      '--module',
      'esnext',
      '--moduleResolution',
      'bundler',
    ];
    const run = promisify(execFile)(process.execPath, [compiler, ...flags, 'kubernetes.ts'], { cwd: folder });
    expect(await run.catch(({ stdout }: { readonly stdout: string }) => ({ stdout }))).toMatchObject({ stdout: '' });
    await using mock = await startMock();
    for (const [, path = ''] of lines.join().matchAll(/"path":"([^"]+)"/g))
      expect((await fetch(mock.url + path)).status).toBe(200);
  });

  it('profile.container.test.js passes with a container that runs the same server', async () => {
    const file = shown('profile.container.test.js');
    const text = readFileSync(file, 'utf8')
      .replace("'aps-userinfo/testcontainers'", `'${join(root, 'src/testing/testcontainers.ts')}'`)
      .replace("'testcontainers'", `'${join(root, 'test/testing/server-container.ts')}'`);
    writeFileSync(file, text);
    const { stdout } = await promisify(execFile)(node, ['--test', '--test-reporter=tap', file], { cwd: folder });
    expect(stdout).toContain('# pass 1');
  });

  it('pact.setup.js removes old contracts', async () => {
    const file = shown('pact.setup.js');
    writeFileSync(file, readFileSync(file, 'utf8').replace('aps-userinfo/pact', join(root, 'src/pact/index.ts')));
    const { default: setup } = (await import(pathToFileURL(file).href)) as { default: () => Promise<void> };
    mkdirSync(join(folder, 'pacts'));
    writeFileSync(
      join(folder, 'pacts/greeter-userinfo.json'),
      '{"consumer":{"name":"greeter"},"provider":{"name":"userinfo"},"interactions":[]}',
    );
    const before = process.cwd();
    process.chdir(folder);
    await Promise.resolve(setup()).finally(() => process.chdir(before));
    expect(readdirSync(join(folder, 'pacts'))).toEqual([]);
  });

  it('are all checked, here or where a program of their kind runs', () => {
    const elsewhere = ['auth.js', 'client.js', 'app.js', 'profile.test.cjs', ...recipes.map(({ file }) => file)];
    expect([...checked, ...elsewhere].sort()).toEqual(shownFiles.map(({ path }) => path).sort());
  });
});
