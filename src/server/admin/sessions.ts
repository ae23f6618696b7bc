// /__admin/sessions and /__admin/reset: the sessions of the server, and their reset.

import type { AdminRoute } from './admin-route.ts';
import { count, list, object, text } from './schemas.ts';

export const listSessions: AdminRoute = {
  method: 'GET',
  path: '/sessions',
  operationId: 'listSessions',
  summary: 'All sessions, the default one first.',
  answer: object({
    sessions: list(
      object({
        id: text,
        requests: { ...count, description: 'entries in its journal' },
        'idleSeconds?': { ...count, description: 'since it was last used; the default session does not count' },
      }),
    ),
  }),
  handle: ({ sessions }) => ({
    sessions: sessions
      .list()
      .map(({ id, journal }) => ({ id, requests: journal.count(), idleSeconds: sessions.idleSeconds(id) })),
  }),
};

export const removeSession: AdminRoute = {
  method: 'DELETE',
  path: '/sessions/{id}',
  operationId: 'removeSession',
  summary: 'Removes a session; the default one is reset instead.',
  errors: ['ERR_SESSION_UNKNOWN'],
  answer: object({ removed: text }),
  async handle({ sessions, store, path: { id = '' } }) {
    sessions.remove(id);
    await store?.reset(id);
    return { removed: id };
  },
};

export const reset: AdminRoute = {
  method: 'POST',
  path: '/reset',
  operationId: 'reset',
  summary: 'Resets the session: scenarios, limits, journal, logins, personas, settings and clock.',
  session: 'made',
  query: {
    all: {
      description: 'every session: resets the default one, removes the others',
      schema: { type: 'boolean', default: false },
    },
  },
  answer: object({ reset: { ...list(text), description: 'ids of the sessions' } }),
  async handle({ session, sessions, store, query }) {
    if (query['all'] !== true) {
      session.reset();
      await store?.reset(session.id);
      return { reset: [session.id] };
    }
    const ids = sessions.list().map(({ id }) => id);
    sessions.resetAll();
    for (const id of ids) await store?.reset(id);
    return { reset: ids };
  },
};
