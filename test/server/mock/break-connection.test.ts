import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Mock, startMock } from '../../../src/testing/start-mock.ts';
import { ask } from './ask.ts';
import { endOf, getRequest, openWire, transmit, until } from './wire.ts';

let mock: Mock;
beforeAll(async () => {
  mock = await startMock();
});
afterAll(() => mock.close());

const send = (scenario: string) => transmit(mock.port, getRequest(`mock.alice.${scenario}`));
const bodyOf = (text: string): string => text.slice(text.indexOf('\r\n\r\n') + 4);

describe('a fault on the wire', () => {
  it('CONNECTION_RESET_BY_PEER resets, without a byte', async () => {
    expect(await send('reset')).toMatchObject({ wasReset: true, text: '' });
  });

  it('EMPTY_RESPONSE closes, without a byte', async () => {
    expect(await send('empty-response')).toMatchObject({ wasReset: false, text: '' });
  });

  it('MALFORMED_RESPONSE_CHUNK sends status and headers, then an invalid chunk', async () => {
    const { text } = await send('malformed-chunk');
    expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\n[\s\S]*transfer-encoding: chunked\r\n/i);
    expect(bodyOf(text)).not.toMatch(/^[0-9a-f]+\r\n/i);
  });

  it('RANDOM_DATA_THEN_CLOSE sends bytes that are not HTTP, the same every time', async () => {
    const [first, second] = [await send('random-data'), await send('random-data')];
    expect(first.bytes.length).toBeGreaterThan(100);
    expect(first.text).not.toMatch(/HTTP|sub/);
    expect(first.bytes.equals(second.bytes)).toBe(true);
  });

  it('TRUNCATED_BODY promises a length and sends half of it', async () => {
    const { text } = await send('truncated');
    const promised = Number(/content-length: (\d+)/i.exec(text)?.[1]);
    expect(Buffer.byteLength(bodyOf(text))).toBe(Math.floor(promised / 2));
    expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  });

  it('SLOW_DRIP sends the right body in small pieces', async () => {
    const started = performance.now();
    const socket = openWire(mock.port, getRequest('mock.alice.drip', '/userinfo', 'Connection: close\r\n'));
    let pieces = 0;
    socket.on('data', () => pieces++);
    const { text } = await endOf(socket);
    expect(JSON.parse(bodyOf(text))).toMatchObject({ given_name: 'Alice' });
    expect(pieces).toBeGreaterThan(5);
    expect(performance.now() - started).toBeGreaterThan(1500);
  });

  it('STALL sends headers, and nothing more until the client gives up', async () => {
    const socket = openWire(mock.port, getRequest('mock.alice.stall'));
    let text = '';
    socket.on('data', chunk => {
      text += chunk;
    });
    await until(() => text.includes('\r\n\r\n'));
    expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\n[\s\S]*content-length: \d{4}\r\n/i);
    expect(bodyOf(text)).toBe('');
    socket.destroy();
  });
});

describe('a fault', () => {
  it('is in the journal with its name and no status', async () => {
    mock.reset();
    await send('reset');
    expect(mock.journal.all()).toMatchObject([
      { status: undefined, outcome: 'fault=CONNECTION_RESET_BY_PEER', scenario: 'reset', persona: 'alice' },
    ]);
  });

  it('may come late, and with its own status', async () => {
    mock.use({ fault: 'TRUNCATED_BODY', status: 500, delayMs: 20, headers: { 'X-A': 'b', 'Retry-After': null } });
    const started = performance.now();
    const { text } = await transmit(mock.port, getRequest('mock.alice'));
    mock.reset();
    expect(text).toMatch(/^HTTP\/1\.1 500 [\s\S]*x-a: b\r\n/i);
    expect(performance.now() - started).toBeGreaterThan(18);
  });

  it('has the headers of every answer, as far as it has any, for web pages', async () => {
    for (const scenario of ['truncated', 'malformed-chunk']) {
      const { text } = await send(scenario);
      expect(text).toMatch(/\r\naccess-control-allow-origin: \*\r\n/i);
      expect(text).toMatch(/\r\nx-request-id: [0-9a-f-]{36}\r\n/i);
      expect(text).toMatch(new RegExp(`\r\nx-mock-decision: scenario=${scenario} \\(token\\); fault=[A-Z_]+\r\n`, 'i'));
    }
  });

  it('breaks its own connection only', async () => {
    const [, whole] = await Promise.all([send('reset'), ask(mock, { token: 'mock.alice' }), send('truncated')]);
    expect(whole.status).toBe(200);
  });
});
