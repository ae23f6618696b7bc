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

  it('tells a person of a request in a line', () => {
    const lines: string[] = [];
    const log = createLog({ level: 'debug', forPeople: true, write: line => lines.push(line), now: () => 0 });
    log.debug('request', {
      id: '1',
      method: 'GET',
      url: '/userinfo',
      status: 200,
      outcome: 'persona=alice',
      durationMs: 3,
    });
    expect(lines[0]).toMatch(/^\d\d:\d\d:\d\d debug GET \/userinfo 200 {2}persona=alice {2}3 ms\n$/);
  });
});
