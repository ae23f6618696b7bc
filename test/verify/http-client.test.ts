import { describe, expect, it } from 'vitest';
import { sendRequest } from '../../src/verify/http-client.ts';
import { parseTarget } from '../../src/verify/target.ts';
import { startServer } from '../corpus/wire.ts';
import { patienceMs } from '../patience.ts';

const ok = 'HTTP/1.1 200 OK\r\n';
const sized = `${ok}Content-Length: 2\r\n\r\n{}`;
const chunkedHead = `${ok}Transfer-Encoding: chunked\r\n\r\n`;
const chunked = `${chunkedHead}2;x=y\r\n{}\r\n0\r\n\r\n`;
const trailed = `${chunkedHead}1\r\n{\r\n01\r\n}\r\n0\r\nX-Trailer: yes\r\n\r\n`;
const second = 'HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n';

/** What is wrong with the body of an answer that is sent in one go, as its bytes. */
async function failureOf(bytes: string, method = 'GET'): Promise<string | undefined> {
  await using server = await startServer(() => ({
    status: 200,
    headers: {},
    body: '',
    send: socket => socket.end(bytes, 'latin1'),
  }));
  const target = parseTarget(server.url, { live: false, allowHttp: false });
  const headers = [['Connection', 'close']] as const;
  const { response } = await sendRequest({ target, method, path: '/', headers, timeoutMs: patienceMs });
  return response.failure;
}

describe('what follows an answer on its connection', () => {
  it.each([
    ['of a length', sized],
    ['of a length that ends with the connection', sized.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n')],
    ['in chunks', chunked],
    ['in chunks with a trailer', trailed],
    ['in no chunk', `${chunkedHead}0\r\n\r\n`],
    ['without a body', 'HTTP/1.1 204 None\r\n\r\n'],
    ['after hints', `HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n${sized}`],
  ])('is found, be it another answer or a part of one: after one %s', async (_, first) => {
    expect(await failureOf(first)).toBeUndefined();
    expect(await failureOf(first + second)).toBe('surplus');
    expect(await failureOf(first + sized)).toBe('surplus');
    expect(await failureOf(`${first}HTTP/1.`)).toBe('surplus');
    expect(await failureOf(`${first}more`)).toBe('surplus');
  });

  it.each([
    ['a length', `${ok}Content-Length: 2\r\n\r\n`, '{}'],
    ['chunks', chunkedHead, '2\r\n{}\r\n0\r\n\r\n'],
  ])('is found after an answer to HEAD that announces %s', async (_, head, body) => {
    expect(await failureOf(head, 'HEAD')).toBeUndefined();
    expect(await failureOf(head + body, 'HEAD')).toBe('surplus');
    expect(await failureOf(head + second, 'HEAD')).toBe('surplus');
  });

  it('is the body, where only the connection ends it', async () => {
    expect(await failureOf(`${ok}\r\n{}${second}`)).toBeUndefined();
  });
});

describe('what comes before an answer', () => {
  it('ends the request after 4 MiB, be it interim answers without end', async () => {
    const hints = `HTTP/1.1 103 Early Hints\r\nLink: <${'x'.repeat(1000)}>\r\n\r\n`.repeat(64);
    let sentBytes = 0;
    await using server = await startServer(() => ({
      status: 200,
      headers: {},
      body: '',
      send(socket) {
        const flood = (): void => {
          // The bound of the test: far beyond what the buffers of a connection hold.
          while (sentBytes < 256 * 1024 * 1024 && !socket.destroyed) {
            sentBytes += hints.length;
            if (!socket.write(hints)) return;
          }
        };
        socket.on('drain', flood);
        flood();
      },
    }));
    const target = parseTarget(server.url, { live: false, allowHttp: false });
    const answer = sendRequest({ target, method: 'GET', path: '/', headers: [], timeoutMs: 60_000 });
    await expect(answer).rejects.toMatchObject({ code: 'TOO_LARGE' });
    expect(sentBytes).toBeLessThan(64 * 1024 * 1024);
  });
});
