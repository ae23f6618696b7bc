// The load of load.lua by autocannon, for machines without wrk: a process of its own, so that its processor time can
// be told. Its argument is the job as JSON.

import { createRequire } from 'node:module';
import type { LoadResult, Traffic } from './load.ts';

interface Job {
  readonly url: string;
  readonly traffic: Traffic;
  readonly seconds: number;
  readonly connections: number;
}

interface Request {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** As much of autocannon as is used: it comes without types. */
type Autocannon = (options: {
  readonly url: string;
  readonly connections: number;
  readonly duration: number;
  readonly requests: readonly { readonly setupRequest: (request: Request) => Request }[];
}) => Promise<{ requests: { total: number }; duration: number; non2xx: number; errors: number }>;

const autocannon = createRequire(import.meta.url)('autocannon') as Autocannon;
const { url, traffic, seconds, connections } = JSON.parse(process.argv[2] ?? '') as Job;
const nextHeaders = headersOf(traffic);
const setupRequest = (request: Request): Request => ({
  ...request,
  method: 'GET',
  path: '/userinfo',
  headers: nextHeaders(),
});

const { requests, duration, non2xx, errors } = await autocannon({
  url,
  connections,
  duration: seconds,
  requests: [{ setupRequest }],
});
const result: LoadResult = { requests: requests.total, seconds: duration, refused: non2xx, broken: errors };
process.stdout.write(`RESULT ${JSON.stringify(result)}\n`);

function headersOf(wanted: Traffic): () => Record<string, string> {
  let serial = 0;
  switch (wanted.kind) {
    case 'known':
      return () => {
        serial = (serial + 7919) % wanted.count;
        return bearer(`${wanted.prefix}${serial}`);
      };
    case 'unseen':
      return () => bearer(`${wanted.prefix}${++serial}`);
    case 'sessions':
      return () => ({ ...bearer(wanted.token), 'x-mock-session': `${wanted.prefix}${++serial}` });
    case 'fixed':
      return () => bearer(wanted.token);
    case 'none':
      return () => ({});
  }
}

function bearer(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}` };
}
