// Accounts: every persona of the session, and a stranger of any other name.

import { KitError } from '../../base/errors.ts';
import { suggest } from '../../base/suggest.ts';
import type { Person } from '../../profiles/person.ts';
import type { ProfileBuilder } from '../../profiles/profile-builder.ts';
import type { Session } from '../sessions/session.ts';

export interface Account {
  /** Name of a persona, or `~` and the name of a stranger, as in `mock.<persona>`. */
  readonly id: string;
  readonly person: Person;
}

/** In characters. */
const longestName = 100;

/** Undefined if the session has no such persona (any more). */
export function accountOf(id: string, session: Session, profiles: ProfileBuilder): Account | undefined {
  if (id.startsWith('~')) return { id, person: profiles.personOf({ seed: id }) };
  const persona = session.personas.get(id);
  return persona && { id, person: profiles.personOf({ seed: id, persona }) };
}

/** The account id for a typed name: a persona, in any case, else a stranger. Undefined for no name. */
export function idOfName(name: string, session: Session): string | undefined {
  const wanted = name.trim();
  if (wanted === '' || wanted.length > longestName) return undefined;
  if (wanted.startsWith('~')) return wanted.length > 1 ? wanted : undefined;
  const persona = [...session.personas.keys()].find(known => known.toLowerCase() === wanted.toLowerCase());
  return persona ?? `~${wanted}`;
}

/** The account id for a `login_hint`: a persona's name, email or Autodesk id, or `~name`; else undefined. */
export function idOfHint(hint: string, session: Session, profiles: ProfileBuilder): string | undefined {
  if (hint.startsWith('~') || session.personas.has(hint)) return idOfName(hint, session);
  return [...session.personas.keys()].find(id => {
    const person = accountOf(id, session, profiles)?.person;
    return person?.email === hint || person?.subject === hint;
  });
}

/** @throws ERR_PERSONA_UNKNOWN naming what exists */
export function requireAccount(id: string, session: Session, profiles: ProfileBuilder): Account {
  const account = id === '~' ? undefined : accountOf(id, session, profiles);
  if (account) return account;
  const names = [...session.personas.keys()];
  throw new KitError('ERR_PERSONA_UNKNOWN', `Unknown persona "${id}" for the login.`, {
    hint: suggest(id, names, [...names, `~${id} (a stranger)`]),
    data: { personas: names },
  });
}
