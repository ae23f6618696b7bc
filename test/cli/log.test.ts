import { describe, expect, it } from 'vitest';
import { createLog } from '../../src/cli/log.ts';
import type { Config } from '../../src/config/config.ts';

function logged(level: Config['logLevel'], forPeople = false): string[] {
  const lines: string[] = [];
  const log = createLog({ level, forPeople, write: line => lines.push(line), now: () => 1_700_000_000_000 });
  log.debug('request', { status: 200 });
  log.info('listening', { url: 'http://127.0.0.1:1' });
  log.warn('slow');
  log.error('broken', { problems: [], code: undefined });
  return lines;
}

describe('the log', () => {
  it("is one JSON line for each event, in pino's fields", () => {
    expect(logged('info').map(line => JSON.parse(line))).toEqual([
      { level: 30, time: 1_700_000_000_000, pid: process.pid, url: 'http://127.0.0.1:1', msg: 'listening' },
      { level: 40, time: 1_700_000_000_000, pid: process.pid, msg: 'slow' },
      { level: 50, time: 1_700_000_000_000, pid: process.pid, problems: [], msg: 'broken' },
    ]);
    expect(logged('info').every(line => line.indexOf('\n') === line.length - 1)).toBe(true);
  });

  it.each<[Config['logLevel'], number]>([
    ['silent', 0],
    ['error', 1],
    ['warn', 2],
    ['info', 3],
    ['debug', 4],
  ])('at level %s has %i of four events', (level, count) => {
    expect(logged(level)).toHaveLength(count);
  });

  it('is short lines for a person', () => {
    const [listening, , broken] = logged('info', true).map(line => line.replace(/^\d\d:\d\d:\d\d /, ''));
    expect(listening).toBe('info  listening  url=http://127.0.0.1:1\n');
    expect(broken).toBe('error broken\n');
  });

  it('prints a request in a line', () => {
    const lines: string[] = [];
    const log = createLog({ level: 'info', forPeople: true, write: line => lines.push(line), now: () => 0 });
    log.request?.({
      id: '1',
      method: 'GET',
      url: '/userinfo',
      status: 200,
      outcome: 'persona=alice',
      durationMs: 3,
    });
    expect(lines[0]).toMatch(/^\d\d:\d\d:\d\d 200 GET \/userinfo {2}persona=alice {2}3 ms\n$/);
  });

  const scenario = { method: 'GET', url: '/userinfo', persona: 'alice', scenario: '429', scenarioFrom: 'token' };
  const limited = { ...scenario, status: 429, outcome: 'example=quota', durationMs: 2 };

  it('names the scenario of a request, and who chose it, with a coloured status', () => {
    const lines: string[] = [];
    createLog({ level: 'info', forPeople: true, color: true, write: line => lines.push(line), now: () => 0 }).request?.(
      limited,
    );
    expect(lines[0]).toContain(
      '\u001b[33m429\u001b[0m GET /userinfo  persona=alice  scenario=429 (from token)  example=quota  2 ms',
    );
  });

  it('shows requests and a broken edit on a terminal', async () => {
    const lines: string[] = [];
    const log = createLog({ level: 'info', forPeople: true, write: line => lines.push(line), now: () => 0 });
    log.request?.({ method: 'GET', url: '/userinfo', status: 200, outcome: 'persona=alice', durationMs: 3 });
    log.request?.(limited);
    log.request?.({ method: 'GET', url: '/userinfo', status: 401, outcome: 'example=token-missing', durationMs: 1 });
    log.request?.({ method: 'GET', url: '/userinfo', status: undefined, outcome: 'fault=stall', aborted: true });
    log.request?.({ ...limited, status: 200, outcome: 'persona=alice; breaks=schema/type at /email' });
    log.error('"my.yaml" cannot be read as OpenAPI. The last good document is still served.', {
      code: 'ERR_DOCUMENT_INVALID',
      hint: undefined,
      problems: ['my.yaml:3:1: /paths: expected an object, but found a string', 'my.yaml:9:1: /inf: unknown key'],
    });
    const text = lines.join('').replaceAll(/^\d\d:\d\d:\d\d /gm, 'HH:MM:SS ');
    await expect(text).toMatchFileSnapshot('requests.txt');
  });

  it('shows warnings and errors in colour', () => {
    const lines: string[] = [];
    const log = createLog({
      level: 'info',
      forPeople: true,
      color: true,
      write: line => lines.push(line),
      now: () => 0,
    });
    log.error('broken');
    log.warn('odd');
    expect(lines[0]).toContain('\u001b[31merror\u001b[0m broken');
    expect(lines[1]).toContain('\u001b[33mwarn \u001b[0m odd');
  });

  it('counts the requests beyond twenty a second in one line', () => {
    const lines: string[] = [];
    let time = 0;
    const log = createLog({ level: 'info', forPeople: true, write: line => lines.push(line), now: () => time });
    for (let count = 0; count < 25; count++) log.request?.(limited);
    time = 1000;
    log.request?.(limited);
    expect(lines).toHaveLength(22);
    expect(lines[20]).toMatch(/and more requests: 5 × 429\n$/);
  });

  it('is JSON for failed requests only where no person reads it', () => {
    const lines: string[] = [];
    const log = createLog({ level: 'info', forPeople: false, write: line => lines.push(line), now: () => 0 });
    log.request?.({ method: 'GET', status: 200 });
    log.request?.({ method: 'GET', status: 429 });
    log.request?.({ method: 'GET', status: undefined });
    expect(lines.map(line => JSON.parse(line))).toMatchObject([
      { level: 30, status: 429 },
      { level: 30, msg: 'request' },
    ]);
  });

  it.each([{ quiet: true }, { level: 'warn' as const }])('has no requests with %j', options => {
    expect(
      createLog({ level: 'info', forPeople: true, write: () => undefined, now: () => 0, ...options }).request,
    ).toBeUndefined();
  });
});
