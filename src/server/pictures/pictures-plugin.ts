// The pictures as a Fastify plugin: serves the URLs that `PictureIssuer` issues, and rejects all others.
// @see https://www.rfc-editor.org/rfc/rfc9111#section-5.2

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Clock, isoOf } from '../../base/clock.ts';
import { KitError } from '../../base/errors.ts';
import type { Signature } from './picture-addresses.ts';

export interface PicturesPluginOptions {
  readonly signature: Signature;
  /** The clock for the expiry of this request's URL. */
  readonly clockOf: (request: FastifyRequest) => Pick<Clock, 'now'>;
  /** Notes an answer in the journal. @returns the id of its entry */
  readonly note: (request: FastifyRequest, status: number) => string;
  /** Whether scripts of other origins may read the pictures. */
  readonly cors: boolean;
}

/** Registers `/<id>/x<size>.png` and `/default/user_X<size>.png`, with GET and HEAD. */
export async function picturesPlugin(app: FastifyInstance, options: PicturesPluginOptions): Promise<void> {
  const painter = new Painter();
  app.addHook('onRequest', async (_request, reply) => openToPages(reply, options.cors));
  app.addHook('onSend', async (request, reply) => {
    reply.header('x-request-id', options.note(request, reply.statusCode));
  });
  app.get<DefaultAddress>('/default/:file', async ({ params }, reply) => {
    const size = sizeIn(params.file, /^user_[xX](\d+)\.png$/);
    return send(reply, await painter.draw(undefined, size), 'public, max-age=86400');
  });
  app.get<SignedAddress>('/:id/:file', async (request, reply) => {
    const { id, file } = request.params;
    const size = sizeIn(file, /^x(\d+)\.png$/);
    const seconds = secondsLeft(options, request, id);
    return send(reply, await painter.draw(id, size), `private, max-age=${seconds}`);
  });
}

interface DefaultAddress {
  readonly Params: { readonly file: string };
}

interface SignedAddress {
  readonly Params: { readonly id: string; readonly file: string };
  readonly Querystring: { readonly t?: string | readonly string[] };
}

/** A page of any origin may show a picture, and read its pixels. */
function openToPages(reply: FastifyReply, cors: boolean): void {
  if (cors) reply.header('access-control-allow-origin', '*').header('cross-origin-resource-policy', 'cross-origin');
}

/** @throws ERR_ROUTE_UNKNOWN for an unknown name or size */
function sizeIn(file: string, pattern: RegExp): number {
  const size = Number(pattern.exec(file)?.[1]);
  if (Number.isInteger(size) && size >= 1 && size <= maximumSize) return size;
  throw new KitError('ERR_ROUTE_UNKNOWN', `There is no picture ${JSON.stringify(file.slice(0, 80))}.`, {
    hint: `Pictures are PNGs of 1 to ${maximumSize} pixels; use their URLs from the profile unchanged.`,
  });
}

/** @throws ERR_PICTURE_FORBIDDEN */
function secondsLeft({ signature, clockOf }: PicturesPluginOptions, request: SignedRequest, id: string): number {
  const { t } = request.query;
  const expiresAt = typeof t === 'string' ? signature.expiryOf(id, t) : undefined;
  if (expiresAt === undefined) throw forbidden('is not signed, or differs from the signed one');
  const seconds = Math.floor(expiresAt - clockOf(request).now() / 1000);
  if (seconds <= 0) throw forbidden(`expired at ${isoOf(expiresAt * 1000)}`);
  return seconds;
}

type SignedRequest = FastifyRequest<SignedAddress>;

function forbidden(why: string): KitError {
  return new KitError('ERR_PICTURE_FORBIDDEN', `The URL of this picture ${why}.`, {
    hint: 'Such URLs are short-lived: request the profile again instead of storing them.',
  });
}

function send(reply: FastifyReply, png: Buffer, cacheControl: string): FastifyReply {
  return reply
    .header('content-type', 'image/png')
    .header('cache-control', cacheControl)
    .header('x-content-type-options', 'nosniff')
    .send(png);
}

/** The picture of the first address of this server in a text, whatever its token; undefined without any. */
export async function drawAddress(text: string, size: number): Promise<Buffer | undefined> {
  const [, id] = /\/pictures\/(default|[0-9a-f]{16})\/(?:user_[xX]|x)\d+\.png/.exec(text) ?? [];
  return id === undefined ? undefined : draw(id === 'default' ? undefined : id, size);
}

/** In pixels of width and height. */
const maximumSize = 1024;

/** Size of the cache, in bytes. */
const maximumBytes = 4 * 1024 * 1024;

class Painter {
  readonly #drawn = new Map<string, Buffer>();
  #bytes = 0;

  /** @param id of the URL; undefined for the default picture, which is grey */
  async draw(id: string | undefined, size: number): Promise<Buffer> {
    const key = `${id ?? ''} ${size}`;
    return this.#drawn.get(key) ?? this.#remember(key, await draw(id, size));
  }

  #remember(key: string, png: Buffer): Buffer {
    if (this.#bytes + png.length > maximumBytes) {
      this.#drawn.clear();
      this.#bytes = 0;
    }
    this.#drawn.set(key, png);
    this.#bytes += png.length;
    return png;
  }
}

/**
 * jdenticon is loaded with the first picture, since most servers never serve one. The plain entry is the browser's under
 * jest-environment-jsdom.
 */
async function draw(id: string | undefined, size: number): Promise<Buffer> {
  const { toPng } = await import('jdenticon/node');
  return id === undefined
    ? toPng('0123456789abcdef', size, { backColor: '#f1f3f5', saturation: { color: 0, grayscale: 0 } })
    : toPng(id, size, { backColor: '#ffffff' });
}
