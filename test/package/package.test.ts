// The package, not the source: packed, installed in an empty folder, imported, type-checked and run.

import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { rolldown } from 'rolldown';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundledPackages } from '../../spec/publish.ts';
import type { Options } from '../../src/index.ts';
import { patienceMs } from '../patience.ts';
import { loadedFiles, packagesOf } from './loaded-files.ts';
import { compilerOptions, problemsOfTypes } from './matcher-consumers.ts';
import { bare, type Packed, packAndInstall, type Runtime, root, runtimes } from './packed.ts';
import { choosyDocument, profilesIn } from './profiles-in-sessions.ts';
import { fakingProjects, runProject, shownMistakes } from './runners.ts';

const run = promisify(execFile);
const supported = await runtimes();
const pinned = supported[0] as Runtime;
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly version: string };
let packed: Packed;

beforeAll(async () => {
  packed = await packAndInstall();
});
afterAll(() => rmSync(packed.folder, { recursive: true }));

describe('the tarball', () => {
  it('has what is published at its top, and nothing else', () => {
    expect(distinct(packed.files.map(file => file.split('/')[0] ?? ''))).toEqual([
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'dist',
      'fixtures',
      'package.json',
      'spec',
    ]);
  });

  it('has the document, the published schemas, but not what generates them', () => {
    expect(packed.files.filter(file => file.startsWith('spec/')).sort()).toEqual([
      'spec/authentication.yaml',
      'spec/config.schema.json',
      'spec/coverage.schema.json',
      'spec/recording.schema.json',
      'spec/report.schema.json',
      'spec/scenario.schema.json',
      'spec/userinfo-v2.yaml',
      'spec/userinfo.yaml',
    ]);
  });

  it('has compiled code and types, and what was compiled ahead of time', () => {
    const others = packed.files.filter(
      file => file.startsWith('dist/') && !/\.(js|d\.ts|d\.cts)$/.test(file) && !/^dist\/lib\/[\w-]+\.cjs$/.test(file),
    );
    const names = ['precompiled-report.cjs', 'precompiled.cjs', 'precompiled.json'];
    const folders = ['dist/authentication', 'dist', 'dist/v2'];
    const precompiled = folders.flatMap(folder => names.map(name => `${folder}/${name}`));
    const metaSchemas = ['3.0', '3.1', '3.2', 'schema'].flatMap(version =>
      ['precompiled.cjs', 'precompiled.json'].map(name => `dist/meta/${version}/${name}`),
    );
    expect(others.sort()).toEqual(
      [...precompiled, ...metaSchemas, 'dist/licenses.txt', 'dist/ui/index.html', 'dist/ui/page.css'].sort(),
    );
  });

  it('names the license of each package inside its code, and installs none of these packages', () => {
    const licenses = readFileSync(join(packed.installed, 'dist/licenses.txt'), 'utf8');
    for (const name of bundledPackages) {
      expect(licenses).toMatch(new RegExp(`^${name} [\\d.]+, MIT$`, 'm'));
      expect(existsSync(join(packed.app, 'node_modules', name))).toBe(false);
    }
  });

  it('has its code in a few files, and the types of each source file', () => {
    const code = packed.files.filter(file => /^dist\/(?!ui\/).*\.js$/.test(file));
    expect(code).toEqual(expect.arrayContaining(['dist/lib/index.js', 'dist/lib/main.js']));
    expect(code.filter(file => !/^dist\/lib\/[\w-]+\.js$/.test(file))).toEqual([]);
    // A file for each command and for what is loaded on demand; `src` has hundreds.
    expect(code.length).toBeLessThan(110);
    const types = packed.files.filter(file => file.endsWith('.d.ts'));
    const strangers = types.filter(
      file => !existsSync(join(root, file.replace(/^dist\/types(.*)\.d\.ts$/, 'src$1.ts'))),
    );
    expect(types.length).toBeGreaterThan(50);
    expect(strangers).toEqual([]);
  });

  it('has the page for browsers in three files of at most 350 KiB together', () => {
    const files = packed.files.filter(file => file.startsWith('dist/ui/'));
    expect(files.sort()).toEqual(['dist/ui/index.html', 'dist/ui/page.css', 'dist/ui/page.js']);
    const sizes = files.map(file => statSync(join(packed.installed, file)).size);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(350 * 1024);
  });

  it('has nothing in fixtures but YAML', () => {
    const others = packed.files.filter(file => /^fixtures\/(?!(personas|scenarios)\/[\w-]+\.yaml$)/.test(file));
    expect(others).toEqual([]);
  });

  it('passes publint, strictly', async () => {
    const { messages, pkg } = await publint({ pkgDir: packed.installed, strict: true, pack: false });
    expect(messages.map(message => formatMessage(message, pkg))).toEqual([]);
  });

  it('takes at most 24 MiB with all it needs in production', async () => {
    const { stdout } = await run('du', ['-sk', 'node_modules'], { cwd: packed.app });
    expect(Number.parseInt(stdout, 10)).toBeLessThanOrEqual(24 * 1024);
  });
});

it('has no overrides, which npm ignores where the package is installed from git', () => {
  expect(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))).not.toHaveProperty('overrides');
});

describe('its types', () => {
  it('compile in a project that checks its libraries', async () => {
    packed.link('@types/node');
    writeFileSync(join(packed.app, 'consumer.ts'), consumer);
    writeFileSync(join(packed.app, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['consumer.ts'] }));
    expect(await packed.outputOf(join(root, 'node_modules/.bin/tsc'), ['-p', '.'])).toBe('');
  });

  it.each(['nodenext', 'node16', 'bundler'] as const)(
    'make the matchers known to vitest with the resolution of %s',
    async resolution => {
      packed.link('vitest');
      expect(await problemsOfTypes(packed, 'vitest', resolution)).toBe('');
    },
  );
});

describe.each(supported)('on Node.js $version', ({ file }) => {
  it('is imported as an ES module and serves in process', async () => {
    writeFileSync(join(packed.app, 'in-process.js'), inProcess);
    expect(await packed.outputOf(file, ['in-process.js'])).toBe('200 Alice Lindqvist 1\n');
  });

  it('logs people in without the fetch of Node.js and formats of lists, and says nothing about it', async () => {
    writeFileSync(join(packed.app, 'login.js'), inProcessLogin);
    const { stdout, stderr } = await run(file, ['login.js'], { cwd: packed.app });
    expect([stdout, stderr]).toEqual(['0 0\n200 Alice Lindqvist\n', '']);
  });

  it('has of the tables of media types what a login uses', () => {
    expect(readFileSync(join(packed.installed, 'dist/lib/provider.js'), 'utf8')).not.toContain('application/vnd.');
  });

  it('is one copy, whether imported or required', async () => {
    const name = `copy-${file.length}.mjs`;
    const text = `import { createRequire } from 'node:module';
import { KitError } from 'aps-userinfo';
console.log(createRequire(import.meta.url)('aps-userinfo').KitError === KitError);`;
    writeFileSync(join(packed.app, name), text);
    expect(await packed.outputOf(file, [name])).toBe('true\n');
  });

  it.each(['es', 'cjs'] as const)('works as an external of a bundle (%s), and says so inside one', async format => {
    const at = (name: string): string => join(packed.app, 'bundles', `${name}-${file.length}-${format}`);
    const outside = `${at('outside')}.${format === 'es' ? 'mjs' : 'cjs'}`;
    await bundleTo(outside, format, [/^node:/, 'aps-userinfo']);
    expect(await packed.outputOf(file, [outside])).toBe('200\n');
    const inside = `${at('inside')}.${format === 'es' ? 'mjs' : 'cjs'}`;
    await bundleTo(inside, format, [/^node:/]);
    const output = await packed.outputOf(file, [inside]);
    expect(output).toContain('aps-userinfo does not find its own "spec/userinfo.yaml"');
    expect(output).toContain('If it was bundled, keep the package external, such as with --external:aps-userinfo');
  });

  it('says so inside a bundle that has no address, as CommonJS of esbuild', async () => {
    const inside = join(packed.app, 'bundles', `nowhere-${file.length}.cjs`);
    await bundleTo(inside, 'cjs', [/^node:/], { define: { 'import.meta.url': 'undefined' } });
    expect(await packed.outputOf(file, [inside])).toContain(
      'aps-userinfo cannot run inside a bundle: keep the package external',
    );
  });

  it('says so inside a bundle whose program requires it', async () => {
    const inside = join(packed.app, 'bundles', `required-${file.length}.cjs`);
    const program = "try { require('aps-userinfo'); } catch (error) { console.log(error.message); }";
    await bundleTo(inside, 'cjs', [/^node:/], { program, input: 'bundled.cjs' });
    expect(await packed.outputOf(file, [inside])).toContain(
      'aps-userinfo cannot run inside a bundle: keep the package external',
    );
  });

  it('prints its version and a token', async () => {
    expect(await packed.outputOf(file, [bin(), '--version'])).toBe(`${manifest.version}\n`);
    expect(await packed.outputOf(file, [bin(), 'token', 'alice', '429'])).toBe('mock.alice.429\n');
  });

  it('says what contracts need, which is not installed with it', async () => {
    const pact = join(packed.app, 'page-userinfo.json');
    writeFileSync(pact, '{"consumer":{"name":"page"},"provider":{"name":"userinfo"},"interactions":[]}');
    const target = ['--target', 'http://127.0.0.1:1'];
    const verified = await packed.outputOf(file, [bin(), 'pact', 'verify', '--pact', pact, ...target]);
    expect(verified).toContain('(ERR_PACT_NOT_INSTALLED). Run: npm install --save-dev @pact-foundation/pact');
    const compared = await packed.outputOf(file, [bin(), 'pact', 'compare', pact]);
    expect(compared).toContain('Run: npm install --save-dev @pactflow/openapi-pact-comparator');
    const withoutCore = join(packed.app, 'node_modules/@pact-foundation/pact');
    mkdirSync(withoutCore, { recursive: true });
    writeFileSync(join(withoutCore, 'package.json'), '{"version":"16.5.0"}');
    writeFileSync(join(withoutCore, 'index.js'), '');
    const incomplete = await packed.outputOf(file, [bin(), 'pact', 'verify', '--pact', pact, ...target]);
    rmSync(withoutCore, { recursive: true });
    expect(incomplete).toContain('(ERR_PACT_NOT_INSTALLED). Run: npm install --save-dev @pact-foundation/pact-core');
  });

  it('serves from the command line, and stops on a signal', async () => {
    const { status, exitCode } = await serveOnce(file);
    expect(status).toBe(200);
    expect(exitCode).toBe(0);
  });
});

describe('in process', () => {
  it.each<Options>([
    {},
    { variant: 'respelled' },
    { variant: 'drifted' },
    { variant: 'boundary' },
    { profileApi: 'v2' },
    { pictures: 'autodesk' },
    { spec: choosyDocument() },
  ])('answers with the same profile whether another session asked for it before or not: %j', async option => {
    const { startMock } = await import(join(packed.installed, 'dist/lib/index.js'));
    const after = await profilesIn(startMock, option, ['first', 'second']);
    expect(after).toEqual(await profilesIn(startMock, option, ['second']));
  });

  it.each(['vitest', 'sinon', 'node:test'] as const)(
    'serves, logs in, stops and explains mistakes under the fake timers of %s',
    async name => {
      packed.link('vitest', 'sinon');
      const output = await runProject(packed, pinned, fakingProjects[name]);
      expect(output).toContain(fakingProjects[name].passed);
      for (const shown of shownMistakes) if (name !== 'sinon') expect(output).toContain(shown);
    },
  );
});

describe('a start', () => {
  const argumentsOf = [['--version'], ['--help'], ['mock', '--help'], ['token', '--help']];

  it.each(argumentsOf.map(args => [args.join(' '), args] as const))(
    'with %s loads the command line alone',
    async (_name, args) => {
      const files = await loadedBy(args);
      expect(packagesOf(files)).toEqual([]);
      expect(files.filter(file => /\/dist\/lib\/(server|contract|tokens)\.js$/.test(file))).toEqual([]);
    },
  );

  it.each([['token alice'], ['token'], ['catalog']])(
    'with %s loads no server, no people and no validator',
    async command => {
      const files = await loadedBy(command.split(' '));
      expect(packagesOf(files)).toEqual([]);
      expect(files.filter(file => /\/dist\/lib\/(server|contract)\.js$/.test(file))).toEqual([]);
    },
  );

  it('of the mock with one request loads neither a parser of YAML nor the compiler of ajv', async () => {
    const files = await loadedFiles(packed.folder, env => serveOnce(pinned.file, env));
    const needless = ['yaml', 'openapi-types', '@seriousme/openapi-schema-validator'];
    expect(packagesOf(files).filter(name => needless.includes(name))).toEqual([]);
    expect(files.filter(file => /\/node_modules\/ajv\/dist\/(?!runtime\/)/.test(file))).toEqual([]);
    expect(files.filter(file => file.endsWith('/dist/precompiled-report.cjs'))).toEqual([]);
    expect(packagesOf(files)).toContain('@faker-js/faker');
  });

  it('of the mock with one request loads nothing that a login, a picture or captured traffic needs', async () => {
    const files = await loadedFiles(packed.folder, env => serveOnce(pinned.file, env));
    expect(packagesOf(files).filter(name => ['@streamparser/json', 'jsonc-parser'].includes(name))).toEqual([]);
    const needless = /\/dist\/lib\/(login|login-plugin|provider|admin-plugin|cors|jdenticon-node)\.js$/;
    expect(files.filter(file => needless.test(file))).toEqual([]);
  });

  it('of the mock with one request loads no locale but English', async () => {
    const files = await loadedFiles(packed.folder, env => serveOnce(pinned.file, env));
    const faker = files.flatMap(file => /\/@faker-js\/faker\/dist\/(.*)$/.exec(file)?.[1] ?? []);
    expect(faker.filter(name => !/^(locale\/en|base-\w+|en-\w+)\.js$/.test(name))).toEqual([]);
    expect(faker).toContain('locale/en.js');
  });

  it('with an own document proves it once, and again with other content, another seed, or without the compile cache', async () => {
    const cache = { NODE_COMPILE_CACHE: join(packed.folder, 'compiled') };
    const document = readFileSync(join(packed.installed, 'spec/userinfo.yaml'), 'utf8');
    writeFileSync(join(packed.app, 'proven.yaml'), `${document}# not precompiled\n`);
    writeFileSync(join(packed.app, 'changed.yaml'), document.replace('maxLength: 128', 'maxLength: 127'));
    // Only the proof draws people of many countries.
    const proves = async (
      file: string,
      env: Readonly<Record<string, string>>,
      ...flags: string[]
    ): Promise<boolean> => {
      const files = await loadedFiles(packed.folder, report =>
        serveOnce(pinned.file, { ...env, ...report }, '--spec', file, ...flags),
      );
      return files.some(name => /\/@faker-js\/faker\/dist\/locale\/(?!en\.js$)/.test(name));
    };
    expect(await proves('proven.yaml', cache)).toBe(true);
    expect(await proves('proven.yaml', cache)).toBe(false);
    expect(await proves('proven.yaml', cache, '--seed', 'other')).toBe(true);
    expect(await proves('changed.yaml', cache)).toBe(true);
    expect(await proves('proven.yaml', { ...cache, NODE_DISABLE_COMPILE_CACHE: '1' })).toBe(true);
  });

  it('of a consumer test loads neither a server nor faker', async () => {
    writeFileSync(join(packed.app, 'consumer.js'), consumerTest);
    const files = await loadedFiles(packed.folder, env => packed.outputOf(pinned.file, ['consumer.js'], env));
    expect(packagesOf(files)).not.toContain('@faker-js/faker');
    const own = files.flatMap(file => /\/aps-userinfo\/dist\/lib\/(\w+)\.js$/.exec(file)?.[1] ?? []);
    expect(own).toContain('pact');
    expect(own).not.toContain('server');
  });

  it('in process loads no command line', async () => {
    writeFileSync(join(packed.app, 'in-process.js'), inProcess);
    const files = await loadedFiles(packed.folder, env => packed.outputOf(pinned.file, ['in-process.js'], env));
    expect(files.filter(file => /\/aps-userinfo\/dist\/lib\/(?:main|program|mock|failure)\.js$/.test(file))).toEqual(
      [],
    );
  });
});

const consumer = `
import { errorCatalog, KitError, startMock } from 'aps-userinfo';
import type { ErrorBody, JournalEntry, Mock, Options, QuotaError, UserInfo, Variant } from 'aps-userinfo';
import { freshPacts, type PactLike, type PactOptions, userinfoInteractions } from 'aps-userinfo/pact';

const variant: Variant = 'minimal';
const options: Options = { variant, rateLimit: 5 };
await using mock: Mock = await startMock(options);
const response = await fetch(\`\${mock.url}/userinfo\`, { headers: { authorization: mock.token() } });
const profile = (await response.json()) as UserInfo;
const thumbnail: string | undefined = profile.thumbnails?.sizeX120;
const refusal: ErrorBody | QuotaError = { developerMessage: 'Quota limit exceeded.' };
const entries: readonly JournalEntry[] = mock.journal.all();
mock.once({ status: 429, headers: { 'Retry-After': '1' } });
// @ts-expect-error there is no such variant
mock.once({ variant: 'full' });
declare const pact: PactLike | PactOptions;
const [interaction] = await userinfoInteractions(pact, { claims: ['sub', 'address.country'] });
const length: number | undefined = await interaction?.executeTest(async ({ url, token = '' }) => (url + token).length);
export default freshPacts({ dir: 'pacts' });
// @ts-expect-error there is no such option
await userinfoInteractions(pact, { claim: ['sub'] });
export const seen = [length, profile.sub, thumbnail, refusal, entries.length, errorCatalog.ERR_INTERNAL.status, KitError];
`;

const inProcessLogin = `
import { startMock } from 'aps-userinfo';
let lists = 0;
Intl.ListFormat = class extends Intl.ListFormat { constructor(...args) { super(...args); lists++; } };
const mock = await startMock();
const { accessToken } = await mock.login({ persona: 'alice', scope: 'openid data:read:urn:a' });
console.log(process.moduleLoadList.filter(name => name.includes('undici')).length, lists);
const response = await fetch(mock.url + '/userinfo', { headers: { authorization: 'Bearer ' + accessToken } });
const { name } = await response.json();
console.log(response.status, name);
await mock.close();
`;

const consumerTest = `
import { userinfoInteractions } from 'aps-userinfo/pact';
await userinfoInteractions({ addInteraction() {} }, { claims: ['sub', 'email'] });
`;

const inProcess = `
import { startMock } from 'aps-userinfo';
const mock = await startMock();
const response = await fetch(mock.url + '/userinfo', { headers: { authorization: 'Bearer ' + mock.token('alice') } });
const { name } = await response.json();
console.log(response.status, name, mock.journal.count());
await mock.close();
`;

const bundled = `
import { startMock } from 'aps-userinfo';
startMock().then(async mock => {
  console.log((await fetch(mock.url + '/userinfo', { headers: { authorization: 'Bearer ' + mock.token('alice') } })).status);
  await mock.close();
}).catch(error => console.log(error.message));
`;

/** Bundles a program as a bundler of tests does. */
async function bundleTo(
  file: string,
  format: 'es' | 'cjs',
  external: readonly (string | RegExp)[],
  {
    define = {},
    program = bundled,
    input: name = 'bundled.mjs',
  }: { readonly define?: Readonly<Record<string, string>>; readonly program?: string; readonly input?: string } = {},
): Promise<void> {
  const input = join(packed.app, name);
  writeFileSync(input, program);
  const bundle = await rolldown({
    ...{ input, platform: 'node', external: [...external], logLevel: 'silent', transform: { define } },
  });
  await bundle.write({ file, format, codeSplitting: false });
  await bundle.close();
}

function distinct(names: readonly string[]): readonly string[] {
  return [...new Set(names)].sort();
}

function bin(): string {
  return join(packed.app, 'node_modules/.bin/aps-userinfo');
}

function loadedBy(args: readonly string[]): Promise<readonly string[]> {
  return loadedFiles(packed.folder, env => packed.outputOf(pinned.file, [bin(), ...args], env));
}

/** Starts the mock, asks it once and stops it. */
async function serveOnce(
  file: string,
  env: Readonly<Record<string, string>> = {},
  ...flags: readonly string[]
): Promise<{ status: number; exitCode: number | null }> {
  const child = spawn(file, [bin(), 'mock', '--port', '0', ...flags], {
    cwd: packed.app,
    env: { ...bare, ...env },
    timeout: patienceMs,
  });
  const finished = new Promise<number | null>(resolve => child.on('close', resolve));
  const url = await listening(child, finished);
  const { status } = await fetch(`${url}/userinfo`, { headers: { authorization: 'Bearer mock.alice' } });
  child.kill('SIGTERM');
  return { status, exitCode: await finished };
}

function listening({ stdout, stderr }: ChildProcess, finished: Promise<unknown>): Promise<string> {
  let said = '';
  stderr?.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  return new Promise((resolve, reject) => {
    stdout?.setEncoding('utf8').once('data', (line: string) => resolve((JSON.parse(line) as { url: string }).url));
    void finished.then(() => reject(new Error(`the mock ended before it listened: ${said}`)));
  });
}
