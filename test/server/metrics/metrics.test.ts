// The page of metrics, read back as a monitoring system reads it.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Mock } from '../../../src/testing/mock.ts';
import { startMock } from '../../../src/testing/start-mock.ts';

let mock: Mock;
beforeEach(async () => {
  mock = await startMock({ admin: true });
});
afterEach(() => mock.close());

interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

async function page(): Promise<string> {
  const response = await fetch(`${mock.url}/__admin/metrics`);
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  return response.text();
}

function samplesIn(text: string): readonly Sample[] {
  return text
    .split('\n')
    .filter(line => line !== '' && !line.startsWith('#'))
    .map(line => {
      const [, name = '', labels = '', value = ''] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
      expect(name, line).not.toBe('');
      const pairs = [...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, key = '', text = '']) => [key, text] as const);
      return { name, labels: Object.fromEntries(pairs), value: Number(value) };
    });
}

async function requests(): Promise<readonly Sample[]> {
  return samplesIn(await page()).filter(({ name }) => name === 'aps_userinfo_requests_total');
}

const ask = async (token?: string, session = ''): Promise<void> => {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  await fetch(`${mock.url}${session}/userinfo`, { headers }).then(
    response => response.text(),
    () => undefined,
  );
};

describe('GET /__admin/metrics', () => {
  it('counts requests by status, scenario and kind of person, also those before the first call', async () => {
    for (const token of ['mock.alice', 'mock.alice', 'mock.alice.429', 'stranger', undefined]) await ask(token);
    const expected = [
      { labels: { status: '200', scenario: 'none', person: 'persona' }, value: 2 },
      { labels: { status: '429', scenario: '429', person: 'persona' }, value: 1 },
      { labels: { status: '200', scenario: 'none', person: 'stranger' }, value: 1 },
      { labels: { status: '401', scenario: 'none', person: 'none' }, value: 1 },
    ].map(sample => ({ name: 'aps_userinfo_requests_total', ...sample }));
    expect(await requests()).toEqual(expected);
    await ask('mock.alice', '/sessions/other');
    expect((await requests())[0]?.value).toBe(3);
  });

  it('counts on when a session is reset, and requests of the login, too', async () => {
    await ask('mock.alice');
    await page();
    mock.reset();
    await fetch(`${mock.url}/authentication/v2/keys`);
    expect((await requests()).reduce((sum, { value }) => sum + value, 0)).toBe(2);
  });

  it('has a histogram of durations, and gauges of sessions and journals', async () => {
    await ask('mock.alice', '/sessions/one');
    const samples = samplesIn(await page());
    const gauge = (name: string): number | undefined => samples.find(sample => sample.name === name)?.value;
    expect(gauge('aps_userinfo_request_duration_seconds_count')).toBe(1);
    expect(gauge('aps_userinfo_sessions')).toBe(2);
    expect(gauge('aps_userinfo_journal_entries')).toBe(1);
    expect(gauge('aps_userinfo_journal_bytes')).toBeGreaterThan(100);
    expect(gauge('nodejs_eventloop_lag_seconds')).toBeGreaterThanOrEqual(0);
  });

  it('counts a broken connection without a status', async () => {
    mock.once({ fault: 'CONNECTION_RESET_BY_PEER' });
    await ask('mock.alice');
    expect((await requests())[0]?.labels).toEqual({ status: 'none', scenario: 'inline', person: 'persona' });
  });

  it('has counters that end in _total, and no label that is undefined', async () => {
    await ask();
    const text = await page();
    const counters = [...text.matchAll(/^# TYPE (\S+) counter$/gm)].map(([, name = '']) => name);
    expect(counters.length).toBeGreaterThan(1);
    expect(counters.filter(name => !name.endsWith('_total'))).toEqual([]);
    expect(text).not.toMatch(/undefined|NaN/);
  });

  it('has no token and no claim in any label, and no more series than scenarios and kinds', async () => {
    const text = await (await fetch(`${mock.url}/userinfo`, { headers: { authorization: 'mock.alice' } })).text();
    await page();
    for (let index = 0; index < 300; index++) await ask(`secret-${index}`, `/sessions/s${index % 5}`);
    await ask('mock.secret-persona.secret-scenario');
    await fetch(`${mock.url}/authentication/v2/secret-path?code=secret-code`);
    const values = Object.values(JSON.parse(text) as object).filter(value => typeof value === 'string');
    const shown = await page();
    expect(shown).not.toContain('secret');
    expect(values.filter(value => value.length > 5 && shown.includes(value))).toEqual([]);
    expect((await requests()).length).toBeLessThan(8);
  });
});

describe('the traceparent of a request', () => {
  it.each([
    ['is in the journal', '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', true],
    ['is left out where it is none', 'secret', false],
  ])('%s', async (_says, traceparent, isKept) => {
    await fetch(`${mock.url}/userinfo`, { headers: { traceparent } });
    await fetch(`${mock.url}/authentication/v2/keys`, { headers: { traceparent } });
    const kept = isKept ? traceparent : undefined;
    expect(mock.journal.all().map(entry => entry.traceparent)).toEqual([kept, kept]);
  });
});
