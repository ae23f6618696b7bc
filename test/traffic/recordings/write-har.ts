// HAR files for tests: entries as browsers write them, and files of any size.

import { closeSync, openSync, writeSync } from 'node:fs';
import type { Json } from '../../../src/contract/openapi/document.ts';
import { builtinDocument, loadDocument } from '../../../src/contract/openapi/load.ts';

/** The profile of the document's own example. */
export const profile: Readonly<Record<string, Json>> = await exampleProfile();

async function exampleProfile(): Promise<Readonly<Record<string, Json>>> {
  const { operations } = await loadDocument(builtinDocument());
  const example = operations[0]?.responses.get('200')?.examples.get('first-last');
  return example?.value as Readonly<Record<string, Json>>;
}

/** What differs from an ordinary entry. */
export interface HarEntryParts {
  readonly method?: string;
  readonly url?: string;
  readonly status?: number;
  readonly requestHeaders?: readonly Pair[];
  readonly headers?: readonly Pair[];
  readonly content?: Readonly<Record<string, unknown>>;
}

interface Pair {
  readonly name: string;
  readonly value: string;
}

/** An entry: by default a profile as the service answers it. */
export function harEntry(parts: HarEntryParts = {}): Readonly<Record<string, unknown>> {
  const { method = 'GET', url = 'https://developer.api.autodesk.com/userinfo', status = 200 } = parts;
  const text = JSON.stringify(profile);
  return {
    startedDateTime: '2026-01-01T00:00:00.000Z',
    time: 12,
    request: {
      method,
      url,
      httpVersion: 'HTTP/1.1',
      headers: parts.requestHeaders ?? [{ name: 'Authorization', value: 'Bearer secret-token' }],
      queryString: [],
      cookies: [],
      headersSize: -1,
      bodySize: 0,
    },
    response: {
      status,
      statusText: '',
      httpVersion: 'HTTP/1.1',
      headers: parts.headers ?? jsonHeaders,
      cookies: [],
      content: parts.content ?? { size: text.length, mimeType: 'application/json', text },
      redirectURL: '',
      headersSize: -1,
      bodySize: -1,
    },
    cache: {},
    timings: { send: 0, wait: 12, receive: 0 },
  };
}

/** Headers of an answer that the document has nothing against. */
export const jsonHeaders: readonly Pair[] = [
  { name: 'Content-Type', value: 'application/json; charset=utf-8' },
  { name: 'Cache-Control', value: 'no-store' },
];

/** A whole file. */
export function har(...entries: readonly unknown[]): string {
  return JSON.stringify({ log: { version: '1.2', creator: { name: 'test', version: '1' }, entries } });
}

/** A file of about this size: profiles, and among them pages and pictures of other hosts, of 1 kB to 1 MB. */
export function writeHar(file: string, bytes: number): void {
  const out = openSync(file, 'w');
  const own = JSON.stringify(harEntry());
  const others = [1_000, 30_000, 1_000_000].map(size =>
    JSON.stringify(
      harEntry({
        url: 'https://example.com/picture.png',
        content: { size, mimeType: 'image/png', encoding: 'base64', text: 'QUJD'.repeat(size / 4) },
      }),
    ),
  );
  let written = writeSync(out, '{"log":{"version":"1.2","entries":[');
  for (let index = 0; written < bytes; index++) {
    const entry = index % 10 === 0 ? (others[(index / 10) % 3] ?? own) : own;
    written += writeSync(out, `${index === 0 ? '' : ',\n'}${entry}`);
  }
  writeSync(out, ']}}\n');
  closeSync(out);
}
