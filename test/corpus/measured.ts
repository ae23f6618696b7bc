// What `npm run peers` measured, as it is kept in peers.json.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** One run of the peers over the corpus. */
export interface Measured {
  /** Names and versions as npm has them, in the order of the counts. */
  readonly tools: readonly string[];
  readonly groups: readonly MeasuredGroup[];
}

/** What became of one family, or of the good servers. */
export interface MeasuredGroup {
  readonly title: string;
  /** Servers whose mistake one response shows, so that the peers could be asked. */
  readonly asked: number;
  readonly peers: readonly PeerCount[];
}

export interface PeerCount {
  /** Servers that the peer objected to, for whatever reason. */
  readonly objections: number;
  /** Servers that it did not survive. */
  readonly crashes: number;
}

export const measuredFile: string = fileURLToPath(new URL('peers.json', import.meta.url));

export function readMeasured(): Measured {
  return JSON.parse(readFileSync(measuredFile, 'utf8')) as Measured;
}
