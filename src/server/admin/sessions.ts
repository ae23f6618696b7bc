// /__admin/sessions and /__admin/reset: the sessions of the server, and their reset.

import type { Replica } from '../sessions/replica.ts';
import type { Session } from '../sessions/session.ts';
import type { Sessions } from '../sessions/sessions.ts';
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
  async handle({ sessions, replica }) {
    await replica?.open(sessions);
    const all = sessions.list();
    await Promise.all(all.map(session => replica?.journal.read(session)));
    return {
      sessions: all.map(({ id, journal }) => ({
        id,
        requests: journal.count(),
        idleSeconds: sessions.idleSeconds(id),
      })),
    };
  },
};

export const removeSession: AdminRoute = {
  method: 'DELETE',
  path: '/sessions/{id}',
  operationId: 'removeSession',
  summary: 'Removes a session; the default one is reset instead.',
  errors: ['ERR_SESSION_UNKNOWN'],
  answer: object({ removed: text }),
  async handle({ sessions, replica, path: { id = '' } }) {
    await replica?.open(sessions);
    await remove(sessions.find(id), sessions, replica);
    return { removed: id };
  },
};

export const reset: AdminRoute = {
  method: 'POST',
  path: '/reset',
  operationId: 'reset',
  summary: 'Resets the session: scenarios, limits, journal, logins, personas, settings and clock.',
  session: 'made',
  locksItself: true,
  query: {
    all: {
      description: 'every session: resets the default one, removes the others',
      schema: { type: 'boolean', default: false },
    },
  },
  answer: object({ reset: { ...list(text), description: 'ids of the sessions' } }),
  async handle({ session, sessions, replica, query }) {
    const isAll = query['all'] === true;
    if (isAll) await replica?.open(sessions);
    const chosen = isAll ? sessions.list() : [session];
    for (const each of chosen) {
      if (isAll) await remove(each, sessions, replica);
      else await inReplica(replica, each, () => each.reset());
    }
    return { reset: chosen.map(({ id }) => id) };
  },
};

function remove(session: Session, sessions: Sessions, replica: Replica | undefined): Promise<void> {
  return inReplica(replica, session, () => sessions.remove(session.id));
}

async function inReplica(replica: Replica | undefined, session: Session, action: () => void): Promise<void> {
  await (replica === undefined ? action() : replica.change(session, action));
}
