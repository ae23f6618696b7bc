// The pictures over HTTP: real PNGs of exactly the size asked for, for as long as their address is good.

import { inflateSync } from 'node:zlib';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClock } from '../../../src/base/clock.ts';
import { silentLog } from '../../../src/base/log.ts';
import { createSignature, PictureIssuer } from '../../../src/server/pictures/picture-addresses.ts';
import { picturesPlugin } from '../../../src/server/pictures/pictures-plugin.ts';
import { answerError } from '../../../src/server/problem.ts';

const signature = createSignature('');
const issuer = new PictureIssuer(signature);
const clock = createClock();
let app: FastifyInstance;

beforeAll(async () => {
  clock.set(1_800_000_000_000);
  app = await serve(true);
});
afterAll(() => app.close());

async function serve(cors: boolean): Promise<FastifyInstance> {
  const server = Fastify();
  server.setErrorHandler<Error>((error, _request, reply) => answerError(error, reply, silentLog));
  await server.register(picturesPlugin, {
    prefix: '/pictures',
    signature,
    clockOf: () => clock,
    note: () => 'id',
    cors,
  });
  return server;
}

/** The address without the base URL. */
function addressOf(subject: string, size: number): string {
  return issuer.at('', clock.now()).uploadedBy(subject).signed(size);
}

/** Width, height and pixels of a PNG of one byte per channel. */
function decode(png: Buffer): { width: number; height: number; bytes: number } {
  expect(png.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
  let data = Buffer.alloc(0);
  for (let offset = 8; offset < png.length; offset += 12 + png.readUInt32BE(offset)) {
    const end = offset + 8 + png.readUInt32BE(offset);
    if (png.toString('latin1', offset + 4, offset + 8) === 'IDAT')
      data = Buffer.concat([data, png.subarray(offset + 8, end)]);
  }
  return { width: png.readUInt32BE(16), height: png.readUInt32BE(20), bytes: inflateSync(data).length };
}

describe('a picture', () => {
  it.each([1, 20, 40, 50, 58, 80, 120, 160, 176, 240, 360, 1024])(
    'is a whole PNG of %i pixels each way',
    async size => {
      const { statusCode, headers, rawPayload } = await app.inject(addressOf('A', size));
      expect(statusCode).toBe(200);
      expect(headers['content-type']).toBe('image/png');
      const { width, height, bytes } = decode(rawPayload);
      expect([width, height]).toEqual([size, size]);
      expect(bytes).toBeGreaterThanOrEqual(size);
    },
  );

  it('is the same for the same person and another for another', async () => {
    const [first, again, other] = await Promise.all(
      ['A', 'A', 'B'].map(async subject => (await app.inject(addressOf(subject, 80))).rawPayload.toString('base64')),
    );
    expect(again).toBe(first);
    expect(other).not.toBe(first);
  });

  it('may be cached by a browser while its URL is valid, and by no shared cache', async () => {
    const { headers } = await app.inject(addressOf('A', 20));
    expect(headers['cache-control']).toBe('private, max-age=1800');
    expect(headers['x-content-type-options']).toBe('nosniff');
  });

  it('has a HEAD with the same headers and no body', async () => {
    const url = addressOf('A', 20);
    const [get, head] = [await app.inject(url), await app.inject({ method: 'HEAD', url })];
    expect(head.statusCode).toBe(200);
    expect(head.headers['content-length']).toBe(get.headers['content-length']);
    expect(head.rawPayload).toHaveLength(0);
  });

  it('can be read by pages of other origins, unless CORS is off', async () => {
    const { headers } = await app.inject(addressOf('A', 20));
    expect(headers['access-control-allow-origin']).toBe('*');
    const closed = await serve(false);
    expect((await closed.inject(addressOf('A', 20))).headers['access-control-allow-origin']).toBeUndefined();
    await closed.close();
  });
});

describe('the default picture', () => {
  it.each(['user_X50.png', 'user_x50.png'])('needs no signature: %s', async file => {
    const { statusCode, headers, rawPayload } = await app.inject(`/pictures/default/${file}`);
    expect(statusCode).toBe(200);
    expect(headers['cache-control']).toBe('public, max-age=86400');
    expect(decode(rawPayload)).toMatchObject({ width: 50, height: 50 });
  });
});

describe('an address that was not given out', () => {
  const good = () => addressOf('A', 20);
  it.each([
    ['has no token', () => good().replace(/\?.*/, '')],
    ['has an empty token', () => good().replace(/t=.*/, 't=')],
    ['has another token', () => good().replace(/t=./, 't=z')],
    ['has two tokens', () => `${good()}&t=1`],
    ['names another person', () => good().replace(/\/[\da-f]{16}\//, '/0123456789abcdef/')],
  ])('is 403 where it %s', async (_, url) => {
    const { statusCode, headers, body } = await app.inject(url());
    expect(statusCode).toBe(403);
    expect(headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(headers['access-control-allow-origin']).toBe('*');
    expect(JSON.parse(body)).toMatchObject({ code: 'ERR_PICTURE_FORBIDDEN', status: 403 });
  });

  it.each(['x0.png', 'x1025.png', 'x99999999999999999999.png', 'x20.jpg', 'x020a.png', 'x-1.png', 'x1e2.png', '%00'])(
    'is 404 where nothing is drawn: %s',
    async file => {
      const { statusCode, body } = await app.inject(good().replace('x20.png', file));
      expect(statusCode).toBe(404);
      expect(JSON.parse(body)).toMatchObject({ code: 'ERR_ROUTE_UNKNOWN' });
    },
  );
});

describe('an address that was good once', () => {
  it('is 403 from the second on at which it ends, and says when that was', async () => {
    const url = addressOf('A', 20);
    clock.advance(1_799_000);
    expect((await app.inject(url)).statusCode).toBe(200);
    clock.advance(1000);
    const { statusCode, body } = await app.inject(url);
    expect(statusCode).toBe(403);
    expect(JSON.parse(body)).toMatchObject({
      detail: 'The URL of this picture expired at 2027-01-15T08:30:00Z.',
    });
  });
});
