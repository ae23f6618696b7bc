// What is left at the end of a run: scenarios queued and never used, and requests that nothing serves.

import { KitError } from '../base/errors.ts';
import type { JournalEntry } from './sessions/journal-entry.ts';
import type { Session } from './sessions/session.ts';
import { defaultSessionId } from './sessions/sessions.ts';

/** One sentence each. A reset of a session forgets them. */
export function leftoversOf(sessions: readonly Session[]): readonly string[] {
  return sessions.flatMap(({ id, queued, journal }) => {
    const where = id === defaultSessionId ? '' : ` in session "${id}"`;
    const unused = queued.map(({ name }) => `The scenario "${name}", queued with once${where}, was not used.`);
    const unexpected = journal.all().filter(isUnexpected);
    return [...unused, ...unexpected.map(entry => `Nothing serves ${asked(entry)}${where}: ${entry.status}.`)];
  });
}

/** @throws ERR_RUN_UNEXPECTED naming everything that is left */
export function requireNoLeftovers(leftovers: readonly string[]): void {
  const [first] = leftovers;
  if (first === undefined) return;
  throw new KitError(
    'ERR_RUN_UNEXPECTED',
    leftovers.length === 1 ? first : `${leftovers.length} things were not expected, or did not happen.`,
    {
      hint: 'Correct the test or the client, or reset the session where that is meant.',
      details: leftovers.length === 1 ? [] : leftovers,
    },
  );
}

/** Browsers ask for an icon by themselves. */
function isUnexpected({ status, operationId, outcome, url }: JournalEntry): boolean {
  const isUnserved = status === 404 || status === 405 || status === 501;
  return isUnserved && operationId === undefined && outcome !== 'picture' && url !== '/favicon.ico';
}

function asked({ method, url }: JournalEntry): string {
  return `${method} ${url.replace(/\?.*$/su, '')}`;
}
