// The package, not the source: packed, installed in an empty folder, imported, type-checked and run.

import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadedFiles, packagesOf } from './loaded-files.ts';
import { type Packed, packAndInstall, type Runtime, root, runtimes } from './packed.ts';

const run = promisify(execFile);
const supported = await runtimes();
const pinned = supported[0] as Runtime;
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly version: string };
let packed: Packed;

beforeAll(async () => {
  packed = await packAndInstall();
}, 240_000);
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

  it('has the document, the schema of the config file and their guide, but not what generates them', () => {
    expect(packed.files.filter(file => file.startsWith('spec/')).sort()).toEqual([
      'spec/README.md',
      'spec/config.schema.json',
      'spec/userinfo.yaml',
    ]);
  });

  it('has compiled code and types, and what was compiled ahead of time', () => {
    const others = packed.files.filter(file => file.startsWith('dist/') && !/\.(js|d\.ts)$/.test(file));
    expect(others.sort()).toEqual(['dist/precompiled-report.cjs', 'dist/precompiled.cjs', 'dist/precompiled.json']);
  });

  it('has its code in a few files, and the types of each source file', () => {
    const code = packed.files.filter(file => /^dist\/.*\.js$/.test(file));
    expect(code).toEqual(expect.arrayContaining(['dist/lib/index.js', 'dist/lib/main.js']));
    expect(code.filter(file => !/^dist\/lib\/[\w-]+\.js$/.test(file))).toEqual([]);
    expect(code.length).toBeLessThan(40);
    const types = packed.files.filter(file => file.endsWith('.d.ts'));
    const strangers = types.filter(
      file => !existsSync(join(root, file.replace(/^dist\/types(.*)\.d\.ts$/, 'src$1.ts'))),
    );
    expect(types.length).toBeGreaterThan(50);
    expect(strangers).toEqual([]);
  });

  it('has nothing in fixtures but YAML', () => {
    const others = packed.files.filter(file => /^fixtures\/(?!(personas|scenarios)\/[\w-]+\.yaml$)/.test(file));
    expect(others).toEqual([]);
  });

  it('passes publint, strictly', async () => {
    const { messages, pkg } = await publint({ pkgDir: packed.installed, strict: true, pack: false });
    expect(messages.map(message => formatMessage(message, pkg))).toEqual([]);
  });

  it('takes at most 36 MiB with all it needs in production', async () => {
    const { stdout } = await run('du', ['-sk', 'node_modules'], { cwd: packed.app });
    expect(Number.parseInt(stdout, 10)).toBeLessThanOrEqual(36 * 1024);
  });
});

describe('its types', () => {
  it('compile in a project that checks its libraries', async () => {
    mkdirSync(join(packed.app, 'node_modules/@types'), { recursive: true });
    symlinkSync(join(root, 'node_modules/@types/node'), join(packed.app, 'node_modules/@types/node'));
    writeFileSync(join(packed.app, 'consumer.ts'), consumer);
    writeFileSync(join(packed.app, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['consumer.ts'] }));
    expect(await outputOf(join(root, 'node_modules/.bin/tsc'), ['-p', '.'])).toBe('');
  });
});

describe.each(supported)('on Node.js $version', ({ file }) => {
  it('is imported as an ES module and serves in process', async () => {
    writeFileSync(join(packed.app, 'in-process.js'), inProcess);
    expect(await outputOf(file, ['in-process.js'])).toBe('200 Alice Lindqvist 1\n');
  });

  it('prints its version and a token', async () => {
    expect(await outputOf(file, [bin(), '--version'])).toBe(`${manifest.version}\n`);
    expect(await outputOf(file, [bin(), 'token', 'alice', '429'])).toBe('mock.alice.429\n');
  });

  it('serves from the command line, and stops when told to', async () => {
    const { status, exitCode } = await serveOnce(file);
    expect(status).toBe(200);
    expect(exitCode).toBe(0);
  });
});

describe('a start', () => {
  const argumentsOf = [['--version'], ['--help'], ['mock', '--help'], ['token', '--help']];

  it.each(argumentsOf.map(args => [args.join(' '), args] as const))(
    'with %s loads no package but commander',
    async (_name, args) => {
      const files = await loadedBy(args);
      expect(packagesOf(files)).toEqual(['commander']);
    },
  );

  it.each([['token alice'], ['token'], ['catalog']])(
    'with %s loads no server, no people and no validator',
    async command => {
      const files = await loadedBy(command.split(' '));
      expect(packagesOf(files)).toEqual(['commander']);
    },
  );

  it('of the mock with one request loads neither a parser of YAML nor the compiler of ajv', async () => {
    const files = await loadedFiles(packed.folder, env => serveOnce(pinned.file, env));
    // npm warns about cookie on Node.js 20, and README says that it is never loaded.
    const needless = ['yaml', 'openapi-types', '@seriousme/openapi-schema-validator', 'cookie'];
    expect(packagesOf(files).filter(name => needless.includes(name))).toEqual([]);
    expect(files.filter(file => /\/node_modules\/ajv\/dist\/(?!runtime\/)/.test(file))).toEqual([]);
    expect(files.filter(file => file.endsWith('/dist/precompiled-report.cjs'))).toEqual([]);
    expect(packagesOf(files)).toEqual(expect.arrayContaining(['commander', 'fastify', '@faker-js/faker']));
  });

  it('of the mock with one request loads no locale but English', async () => {
    const files = await loadedFiles(packed.folder, env => serveOnce(pinned.file, env));
    const faker = files.flatMap(file => /\/@faker-js\/faker\/dist\/(.*)$/.exec(file)?.[1] ?? []);
    expect(faker.filter(name => !/^(locale\/en|base-\w+|en-\w+)\.js$/.test(name))).toEqual([]);
    expect(faker).toContain('locale/en.js');
  });

  it('in process loads no command line', async () => {
    writeFileSync(join(packed.app, 'in-process.js'), inProcess);
    const files = await loadedFiles(packed.folder, env => outputOf(pinned.file, ['in-process.js'], env));
    expect(packagesOf(files)).not.toContain('commander');
    expect(files.filter(file => /\/aps-userinfo\/dist\/lib\/(?:main|program|mock|failure)\.js$/.test(file))).toEqual(
      [],
    );
  });
});

const compilerOptions = {
  module: 'nodenext',
  moduleResolution: 'nodenext',
  target: 'es2023',
  lib: ['es2023', 'esnext.disposable'],
  types: ['node'],
  strict: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: false,
  noEmit: true,
};

const consumer = `
import { errorCatalog, KitError, startMock } from 'aps-userinfo';
import type { ErrorBody, JournalEntry, Mock, Options, QuotaError, UserInfo, Variant } from 'aps-userinfo';

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
export const seen = [profile.sub, thumbnail, refusal, entries.length, errorCatalog.ERR_INTERNAL.status, KitError];
`;

const inProcess = `
import { startMock } from 'aps-userinfo';
const mock = await startMock();
const response = await fetch(mock.url + '/userinfo', { headers: { authorization: 'Bearer ' + mock.token('alice') } });
const { name } = await response.json();
console.log(response.status, name, mock.journal.count());
await mock.close();
`;

function distinct(names: readonly string[]): readonly string[] {
  return [...new Set(names)].sort();
}

function bin(): string {
  return join(packed.app, 'node_modules/.bin/aps-userinfo');
}

const bare = { PATH: process.env['PATH'] ?? '' };

/** Everything that a program prints in the folder of the consumer, whatever its exit code. */
async function outputOf(
  file: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const options = { cwd: packed.app, env: { ...bare, ...env }, timeout: 30_000 };
  const { stdout, stderr } = await run(file, args, options).catch((error: { stdout: string; stderr: string }) => error);
  return stdout + stderr;
}

function loadedBy(args: readonly string[]): Promise<readonly string[]> {
  return loadedFiles(packed.folder, env => outputOf(pinned.file, [bin(), ...args], env));
}

/** Starts the mock, asks it once and stops it. */
async function serveOnce(
  file: string,
  env: Readonly<Record<string, string>> = {},
): Promise<{ status: number; exitCode: number | null }> {
  const child = spawn(file, [bin(), 'mock', '--port', '0'], {
    cwd: packed.app,
    env: { ...bare, ...env },
    timeout: 30_000,
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
