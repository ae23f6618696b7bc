import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Mock } from '../../../src/testing/mock.ts';
import { startMock } from '../../../src/testing/start-mock.ts';
import { ask } from './ask.ts';
import { endOf, getRequest, openWire, transmit, until } from './wire.ts';

let mock: Mock;
beforeAll(async () => {
  mock = await startMock();
});
afterAll(() => mock.close());

const send = (scenario: string) => transmit(mock.port, getRequest(`mock.alice.${scenario}`));
const close = 'Connection: close\r\n';
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

/** What came until the client closed the connection, once this much of it is there. */
async function take(scenario: string, isEnough: (text: string) => boolean): Promise<string> {
  const socket = openWire(mock.port, getRequest(`mock.alice.${scenario}`));
  const chunks: Buffer[] = [];
  socket.on('data', chunk => chunks.push(chunk));
  await until(() => isEnough(Buffer.concat(chunks).toString('latin1')));
  socket.destroy();
  return Buffer.concat(chunks).toString('latin1');
}

/** Body bytes of a whole answer by its Content-Length; the connection stays open. */
async function wholeBody(scenario: string): Promise<{ head: string; body: Buffer }> {
  const socket = openWire(mock.port, getRequest(`mock.alice.${scenario}`, '/userinfo', 'Connection: close\r\n'));
  const { bytes } = await endOf(socket);
  const start = bytes.indexOf('\r\n\r\n');
  const head = bytes.subarray(0, start).toString('latin1');
  const body = bytes.subarray(start + 4);
  expect(Number(/content-length: (\d+)/i.exec(head)?.[1])).toBe(body.length);
  return { head, body };
}

const normal = async () => (await wholeBody('documented')).body.toString();

describe('a fault of the head', () => {
  it('NO_ANSWER sends no byte, and keeps the connection open', async () => {
    const before = mock.journal.count();
    const socket = openWire(mock.port, getRequest('mock.alice.never-answers'));
    let bytes = 0;
    let ended = false;
    socket.on('data', chunk => {
      bytes += chunk.length;
    });
    socket.on('end', () => {
      ended = true;
    });
    await until(() => mock.journal.all()[before]?.fault === 'NO_ANSWER');
    // An answer to a later request on another connection shows that the mock had its turn.
    await ask(mock, { token: 'mock.alice' });
    expect([bytes, ended]).toEqual([0, false]);
    socket.destroy();
    await until(() => mock.journal.all()[before]?.aborted === true);
  });

  it('STALL_IN_HEAD sends the status line and one header, and no end of the head', async () => {
    const text = await take('stall-in-head', got => /^HTTP.*\r\n.*\r\n/.test(got));
    expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\n[a-z-]+: .*\r\n$/);
  });

  it('INFORMATIONAL_FIRST sends 103, then the normal response', async () => {
    const text = await take('early-hints', got => got.endsWith('}'));
    expect(text).toMatch(/^HTTP\/1\.1 103 Early Hints\r\nlink: .*\r\n\r\nHTTP\/1\.1 200 OK\r\n/);
    expect(JSON.parse(text.slice(text.lastIndexOf('\r\n\r\n')))).toMatchObject({ given_name: 'Alice' });
  });
});

describe('a fault of the body', () => {
  it('BODY_TOO_LONG sends more than Content-Length announces, which stands before the next answer', async () => {
    const text = await take('body-too-long', got => got.endsWith('more than Content-Length'));
    const announced = Number(/content-length: (\d+)/i.exec(text)?.[1]);
    expect(bodyOf(text)).toHaveLength(announced + 'more than Content-Length'.length);
    expect(JSON.parse(bodyOf(text).slice(0, announced))).toMatchObject({ given_name: 'Alice' });
  });

  it('CLOSED_WHEN_IDLE sends the whole answer with keep-alive, then closes', async () => {
    const { text, wasReset } = await send('closed-when-idle');
    expect(wasReset).toBe(false);
    expect(text).toMatch(/\r\nconnection: keep-alive\r\n/i);
    expect(JSON.parse(bodyOf(text))).toMatchObject({ given_name: 'Alice' });
  });

  it.each([
    ['corrupt-gzip', 'gzip', gunzipSync],
    ['corrupt-brotli', 'br', brotliDecompressSync],
  ])('%s sends a body that names its encoding and cannot be decoded', async (scenario, encoding, decode) => {
    const { head, body } = await wholeBody(scenario);
    expect(head).toContain(`content-encoding: ${encoding}`);
    expect(() => JSON.parse(decode(body).toString())).toThrow();
  });

  it('BYTE_ORDER_MARK sends EF BB BF and the normal body', async () => {
    const { body } = await wholeBody('byte-order-mark');
    expect([...body.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    expect(body.subarray(3).toString()).toBe(await normal());
  });

  it('DUPLICATE_NAMES sends the normal body with its first member again at the end', async () => {
    const { body } = await wholeBody('duplicate-names');
    const [first = ''] = Object.keys(JSON.parse(await normal()));
    expect(body.toString()).toBe((await normal()).replace(/\}$/, `,"${first}":"duplicate"}`));
  });

  it('INVALID_UTF8 sends bytes that are not UTF-8, and the rest as it is', async () => {
    const { body } = await wholeBody('invalid-utf8');
    expect(() => new TextDecoder('utf-8', { fatal: true }).decode(body)).toThrow();
    const start = body.indexOf(Buffer.from([0xc3, 0x28]));
    expect(Buffer.concat([body.subarray(0, start), body.subarray(start + 2)]).toString()).toBe(await normal());
  });

  it('HUGE_BODY sends the normal body and eight mebibytes of spaces', async () => {
    const { body } = await wholeBody('huge-body');
    const profile = await normal();
    expect(body.length).toBe(Buffer.byteLength(profile) + 8 * 1024 * 1024);
    expect(body.toString().trimEnd()).toBe(profile);
  });

  it('is in the journal with the status that the client received', async () => {
    mock.reset();
    await wholeBody('byte-order-mark');
    expect(mock.journal.all()).toMatchObject([{ status: 200, fault: 'BYTE_ORDER_MARK' }]);
  });
});

describe('an odd answer', () => {
  it('redirects to the same address, or to the other name of the host, with the session in it', async () => {
    const session = mock.session('redirected');
    for (const [scenario, host] of [
      ['redirect-same-host', '127.0.0.1'],
      ['redirect-other-host', 'localhost'],
    ] as const) {
      session.reset();
      session.use(scenario);
      const { text } = await transmit(mock.port, getRequest('mock.alice', '/sessions/redirected/userinfo?a=b', close));
      expect(text).toMatch(/^HTTP\/1\.1 302 Found\r\n/);
      const location = /location: (.*)\r\n/i.exec(text)?.[1] ?? '';
      expect(new URL(location)).toMatchObject({
        hostname: host,
        pathname: '/sessions/redirected/userinfo',
        search: '?a=b',
      });
      const again = await transmit(mock.port, getRequest('mock.alice', '/sessions/redirected/userinfo?a=b', close));
      expect(again.text).toMatch(/^HTTP\/1\.1 200 OK/);
    }
  });

  it.each([
    ['wrong-content-type', /content-type: text\/html/i, /^\{.*"given_name":"Alice"/s],
    ['error-with-200', /^HTTP\/1\.1 200 /, /^\{"developerMessage":/],
    ['gateway-html-502', /^HTTP\/1\.1 502 Bad Gateway[\s\S]*content-type: text\/html/i, /^<html>/],
    ['wild-types', /^HTTP\/1\.1 200 /, /"email_verified":"false".*"updated_at":"2026-01-31T12:00:00Z"/s],
    ['claims-disagree', /^HTTP\/1\.1 200 /, /"name":"Somebody Else"/],
  ])('%s', async (scenario, head, body) => {
    const { text } = await transmit(mock.port, getRequest(`mock.alice.${scenario}`, '/userinfo', close));
    expect(text).toMatch(head);
    expect(bodyOf(text)).toMatch(body);
  });

  it.each([
    ['retry-after-past', -3600],
    ['maintenance-503', 2],
  ])('%s has a date by the clock of the session', async (scenario, seconds) => {
    mock.reset();
    mock.clock.set(Date.UTC(2026, 0, 1));
    const { text } = await transmit(mock.port, getRequest(`mock.alice.${scenario}`, '/userinfo', close));
    mock.reset();
    const date = /retry-after: (.*)\r\n/i.exec(text)?.[1] ?? '';
    expect(Date.parse(date)).toBe(Date.UTC(2026, 0, 1) + seconds * 1000);
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
