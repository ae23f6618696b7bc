// Prism's validating proxy. It tells violations in the header sl-violations.
// @see https://github.com/stoplightio/prism

import path from 'node:path';
import { freePort, hasEnded, type Peer, type PeerAnswer, type PeerOptions, startTool, stopTool } from './peer.ts';

interface Violation {
  readonly location: readonly string[];
  readonly message: string;
}

export async function startPrism({ folder, upstream, document }: PeerOptions): Promise<Peer> {
  const port = await freePort();
  const command = path.join(folder, 'node_modules/.bin/prism');
  const tool = await startTool(command, ['proxy', document, upstream, '--port', String(port)], /is listening on/u);
  return {
    name: 'Prism',
    port,
    hasCrashed: () => hasEnded(tool),
    complaints: answer => [...violations(answer), ...ownError(answer)],
    async end() {
      await stopTool(tool, 'SIGTERM');
      return new Map();
    },
  };
}

function violations({ headers }: PeerAnswer): readonly string[] {
  const list = JSON.parse(String(headers['sl-violations'] ?? '[]')) as readonly Violation[];
  return list.map(({ location, message }) => `${location.join('.')}: ${message}`);
}

/** Where it could not read the server's answer, it says so in an answer of its own. */
function ownError({ status = 0, headers, body }: PeerAnswer): readonly string[] {
  const isOwn = status >= 500 && String(headers['content-type']).startsWith('application/problem+json');
  return isOwn ? [body] : [];
}
