// GET /__admin/health: whether the server is up, and what it serves. Container health checks call it.

import { basename } from 'node:path';
import { packageVersion } from '../../base/package-files.ts';
import type { AdminRoute } from './admin-route.ts';
import { count, object, text } from './schemas.ts';

export const health: AdminRoute = {
  method: 'GET',
  path: '/health',
  operationId: 'health',
  summary: 'Whether the server is up, and what it serves.',
  open: true,
  answer: object({
    status: { const: 'ok' },
    version: text,
    document: object({
      title: text,
      version: text,
      file: text,
      hash: { ...text, description: 'SHA-256 of the files, in hex' },
    }),
    uptimeSeconds: { type: 'number', minimum: 0 },
    sessions: count,
  }),
  handle: ({ world: { document }, sessions }) => ({
    status: 'ok',
    version: packageVersion(),
    document: { title: document.title, version: document.version, file: basename(document.file), hash: document.hash },
    uptimeSeconds: Math.max(0, sessions.now() - sessions.startedAt) / 1000,
    sessions: sessions.list().length,
  }),
};
