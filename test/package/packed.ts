// The package as a user gets it: packed from a copy of the sources, installed in an empty folder. Made once for all
// tests that ask; they share one file, so one pack and one install serve them all.

import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { patienceMs } from '../patience.ts';

/** Folder of the repository. */
export const root: string = fileURLToPath(new URL('../../', import.meta.url));

const run = promisify(execFile);

/** Environment of the programs. */
export const bare: { readonly PATH: string } = { PATH: process.env['PATH'] ?? '' };

/** What the package is made from. Packing in the repository itself would build under the feet of other tests, and pack what an older build left in dist. */
const sources = [
  'src',
  'spec',
  'fixtures',
  'ui',
  'package.json',
  'tsconfig.json',
  'tsconfig.build.json',
  'README.md',
  'CHANGELOG.md',
  'LICENSE',
];

export interface Packed {
  /** Temporary folder with everything; to be removed. */
  readonly folder: string;
  /** Paths of the files in the tarball. */
  readonly files: readonly string[];
  /** The folder it was installed in. */
  readonly app: string;
  /** The folder of the installed package. */
  readonly installed: string;
  /** Makes packages of the repository known to the folder, as if they were installed there. */
  readonly link: (...names: readonly string[]) => void;
  /** Everything that a program prints in the folder, whatever its exit code. */
  readonly outputOf: (file: string, args: readonly string[], env?: Readonly<Record<string, string>>) => Promise<string>;
}

/** @param project folder of a package.json and its lock file: what else the folder has installed */
export async function packAndInstall(project?: string): Promise<Packed> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'packed-')));
  const copy = join(folder, 'copy');
  const app = join(folder, 'app');
  mkdirSync(copy);
  mkdirSync(app);
  for (const name of sources) cpSync(join(root, name), join(copy, name), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  const packed = await npm(copy, 'pack', '--json', '--pack-destination', folder);
  // What the build prints comes before it.
  const [{ filename, files }] = JSON.parse(packed.slice(packed.search(/^\[$/m))) as [
    { readonly filename: string; readonly files: readonly { readonly path: string }[] },
  ];
  if (project === undefined)
    writeFileSync(join(app, 'package.json'), '{ "name": "app", "private": true, "type": "module" }\n');
  else for (const name of ['package.json', 'package-lock.json']) cpSync(join(project, name), join(app, name));
  await npm(app, 'install', join(folder, filename), '--omit=dev', '--prefer-offline', '--ignore-scripts');
  return {
    ...{ folder, app, files: files.map(({ path }) => path), installed: join(app, 'node_modules/aps-userinfo') },
    link(...names) {
      for (const name of names) {
        const target = join(app, 'node_modules', name);
        mkdirSync(dirname(target), { recursive: true });
        if (!existsSync(target)) symlinkSync(join(root, 'node_modules', name), target);
      }
    },
    async outputOf(file, args, env = {}) {
      const options = { cwd: app, env: { ...bare, ...env }, timeout: patienceMs };
      const { stdout, stderr } = await run(file, args, options).catch((e: { stdout: string; stderr: string }) => e);
      return stdout + stderr;
    },
  };
}

async function npm(cwd: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await run('npm', [...args, '--no-audit', '--no-fund', '--no-update-notifier'], {
    cwd,
    env: { ...withoutNpm(), PATH: `${join(root, 'node_modules/.bin')}${delimiter}${process.env['PATH']}` },
    timeout: patienceMs,
    maxBuffer: 16 * 1024 * 1024,
  });
  return stdout;
}

/** What `npm test` tells its scripts about this package would mislead an npm in another folder. */
function withoutNpm(): NodeJS.ProcessEnv {
  const misleading =
    /^(npm_(lifecycle|package|command|execpath|node_execpath)|npm_config_(local_prefix|prefix|global_prefix)|INIT_CWD|NODE_ENV|VITEST|VITE_)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !misleading.test(name)));
}

/** A Node.js to run the package on. */
export interface Runtime {
  readonly version: string;
  readonly file: string;
}

/** The pinned Node.js, and the machine's own where it is another one that the package supports. */
export async function runtimes(): Promise<readonly Runtime[]> {
  const pinned = await runtime(createRequire(import.meta.url).resolve('node/bin/node'));
  const path = (process.env['PATH'] ?? '').split(':').filter(part => !part.includes('node_modules'));
  const { stdout } = await run('sh', ['-c', 'command -v node || true'], { env: { PATH: path.join(':') } });
  if (stdout.trim() === '') return [pinned];
  const own = await runtime(stdout.trim());
  return own.version === pinned.version || !isSupported(own.version) ? [pinned] : [pinned, own];
}

async function runtime(file: string): Promise<Runtime> {
  const { stdout } = await run(file, ['--version']);
  return { version: stdout.trim(), file };
}

/** `engines` of package.json. */
function isSupported(version: string): boolean {
  const [major = 0, minor = 0] = version.slice(1).split('.').map(Number);
  return major > 20 || (major === 20 && minor >= 19);
}
