// docs/clients.md: the clients that the repository has are judged again, and do what the page says.

import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { root } from '../../spec/docs.ts';
import { loadOffer } from '../../src/cli/offer.ts';
import { resolveConfig } from '../../src/config/config.ts';
import { judgedClients, scenarios } from './judged/clients.ts';
import { type Cells, importDriver, judgeDriver } from './judged/judge-driver.ts';
import { readJudged } from './judged/table.ts';

const driverFile = (driver: string): string => join(root, 'test/clients/judged/drivers', `${driver}.mjs`);
// A busy machine can stretch a pause that is too short; not each time.
const again = { retry: 3 };

// The official SDK writes every failure to the console.
beforeAll(() => void vi.spyOn(console, 'error').mockReturnValue(undefined));
afterAll(() => void vi.restoreAllMocks());

describe.concurrent('the page about clients', () => {
  it('has every client, each in every scenario', () => {
    expect(readJudged().map(({ driver }) => driver)).toEqual(judgedClients.map(({ driver }) => driver));
    for (const { cells } of readJudged())
      expect(Object.keys(cells).sort()).toEqual([...scenarios, 'documented'].sort());
  });

  it('shows no client that was not connected to the mock', () => {
    const outcomes = readJudged().map(({ driver, cells }) => [driver, cells['documented']?.outcome]);
    expect(outcomes).toEqual(judgedClients.map(({ driver }) => [driver, 'profile']));
  });

  describe('says what they do', () => {
    it.for(judgedClients.filter(({ packages }) => packages === undefined))(
      '$driver',
      again,
      async ({ driver, package: name }, { expect: expectHere }) => {
        const row = readJudged().find(each => each.driver === driver);
        const { drive, version } = await importDriver(driverFile(driver), name);
        const cells = await judgeDriver(drive, scenarios);
        expectHere({ version, cells }).toEqual({ version: row?.version, cells: row?.cells });
      },
    );
  });
});

describe.concurrent('a well-behaved client', async () => {
  const { catalog } = await loadOffer(resolveConfig());
  const names = catalog.entries().map(({ name }) => name);
  const parts = 6;
  const shares = Array.from({ length: parts }, (_, part) => names.filter((_name, at) => at % parts === part));

  it.for(shares)('breaks no rule in %j', again, async (share, { expect: expectHere }) => {
    const { drive } = await importDriver(driverFile('well-behaved'));
    const cells: Cells = await judgeDriver(drive, share);
    expectHere(Object.keys(cells)).toEqual(expect.arrayContaining(share));
    expectHere(Object.entries(cells).filter(([, { broken }]) => broken.length > 0)).toEqual([]);
    expectHere(Object.entries(cells).filter(([, { outcome }]) => outcome === 'no end')).toEqual([]);
  });
});
