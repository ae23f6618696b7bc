import { describe, expect, it } from 'vitest';
import { runCatalog } from '../../src/cli/catalog.ts';
import { resolveConfig } from '../../src/config/config.ts';
import { variants } from '../../src/profiles/variants.ts';
import { runCli } from './run-cli.ts';

describe('aps-userinfo catalog', () => {
  it('lists personas, statuses, examples, variants and scenarios for people', async () => {
    await expect(await runCatalog(resolveConfig(), false)).toMatchFileSnapshot('catalog.txt');
  });

  it('lists the same as JSON', async () => {
    const { personas, scenarios } = JSON.parse(await runCatalog(resolveConfig(), true)) as {
      personas: { name: string; token: string }[];
      scenarios: { name: string; kind: string; status?: number }[];
    };
    expect(personas).toContainEqual(expect.objectContaining({ name: 'alice', token: 'mock.alice' }));
    expect(scenarios).toContainEqual(expect.objectContaining({ name: 'token-expired', kind: 'example', status: 401 }));
    expect(scenarios.filter(({ kind }) => kind === 'variant').map(({ name }) => name)).toEqual(variants);
  });

  it('runs as a command, and survives a reader that goes away', async () => {
    expect(await runCli(['catalog', '--json'])).toMatchObject({ exitCode: 0, stderr: '' });
  });
});
