import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { imagePackages } from '../../spec/publish.ts';

interface Locked {
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly devOptional?: boolean;
}

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const { packages } = JSON.parse(read('package-lock.json')) as { packages: Readonly<Record<string, Locked>> };
const { dependencies, devDependencies, peerDependencies } = JSON.parse(read('package.json')) as Record<
  string,
  Record<string, string>
>;

it('the image has the dependencies, and no development dependency, not even as an optional peer', () => {
  const [installed = ''] = read('Dockerfile').match(/npm prune --omit.*/u) ?? [];
  const omitted = new Set([...installed.matchAll(/--omit=(\w+)/gu)].map(([, kind]) => kind));
  // npm leaves a development dependency that is an optional peer, too, out only where both are to be omitted.
  const isLeft = ({ dev = false, optional = false, devOptional = false }: Locked): boolean =>
    devOptional
      ? !omitted.has('dev') || !omitted.has('optional')
      : !(dev && omitted.has('dev')) && !(optional && omitted.has('optional'));
  const left = Object.entries(packages).filter(([, locked]) => isLeft(locked));
  expect(left.filter(([, { dev, devOptional }]) => dev || devOptional)).toEqual([]);
  expect(left.map(([path]) => path)).toEqual(
    expect.arrayContaining(Object.keys(dependencies ?? {}).map(name => `node_modules/${name}`)),
  );
});

it('the image has the packages of options that it can be started with', () => {
  expect(read('Dockerfile')).toContain('node spec/publish.ts image');
  expect(Object.keys(peerDependencies ?? {})).toEqual(expect.arrayContaining([...imagePackages]));
  expect(Object.keys(devDependencies ?? {})).toEqual(expect.arrayContaining([...imagePackages]));
});

it('the sources run without the development dependencies', () => {
  const declared = [...Object.keys(dependencies ?? {}), ...Object.keys(peerDependencies ?? {})];
  const files = readdirSync(new URL('../../src', import.meta.url), { recursive: true, encoding: 'utf8' });
  const sources = files.filter(name => name.endsWith('.ts')).map(name => read(`src/${name}`));
  const imported = sources.flatMap(text => [
    ...text.matchAll(/^(?:import|export)(?! type)[^;]*? from '((?:@[\w-]+\/)?[a-z][\w-]*)[^:']*';/gm),
  ]);
  const names = new Set(imported.map(([, name = '']) => name));
  expect(names.size).toBeGreaterThan(5);
  expect([...names].filter(name => name !== 'node' && !declared.includes(name))).toEqual([]);
});

it('the image of compose and of the release is built on a base image pinned by digest', () => {
  const [, image = ''] = /^ +NODE_IMAGE: (.+)$/mu.exec(read('compose.yaml')) ?? [];
  expect(image).toMatch(/^node:24\.\d+\.\d+-bookworm-slim@sha256:[0-9a-f]{64}$/u);
  const dockerfile = read('Dockerfile');
  const bases = [...dockerfile.matchAll(/^FROM (\S+)/gmu)].map(([, from]) => from);
  expect(new Set(bases)).toEqual(new Set([`$\{NODE_IMAGE}`]));
  expect(read('.github/workflows/release.yaml')).toContain('docker compose build');
});
