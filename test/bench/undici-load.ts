// The load of load.lua by undici, for machines without wrk: a process of its own, so that its processor time can be told.
// Its argument is the job as JSON.

import { Pool } from 'undici';
import type { LoadResult, Traffic } from './load.ts';

interface Job {
  readonly url: string;
  readonly traffic: Traffic;
  readonly seconds: number;
  readonly connections: number;
}

const { url, traffic, seconds, connections } = JSON.parse(process.argv[2] ?? '') as Job;
const nextHeaders = headersOf(traffic);
const pool = new Pool(url, { connections, pipelining: 1 });
const started = performance.now();
const lasted = (): number => (performance.now() - started) / 1000;
let [requests, refused, broken] = [0, 0, 0];

async function connection(): Promise<void> {
  while (lasted() < seconds) {
    try {
      const { statusCode, body } = await pool.request({ method: 'GET', path: '/userinfo', headers: nextHeaders() });
      await body.dump();
      requests++;
      if (statusCode >= 400) refused++;
    } catch {
      broken++;
    }
  }
}

await Promise.all(Array.from({ length: connections }, connection));
const result: LoadResult = { requests, seconds: lasted(), refused, broken };
await pool.close();
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
