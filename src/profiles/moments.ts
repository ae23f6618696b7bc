// The moments of an account, in order: created, then updated and signed in. In Unix seconds, never relative to now.

import type { KnownOfPerson, Person } from './person.ts';
import type { Random } from './random.ts';

export type Moments = Pick<Person, 'createdAt' | 'updatedAt' | 'lastLoginAt'>;

const first = Date.UTC(2010, 0, 1) / 1000;
const lastCreation = Date.UTC(2024, 11, 31) / 1000;
const last = Date.UTC(2026, 0, 1) / 1000;

/** Moments between 2010 and 2026, save where others are known; what is known decides the order of the rest. */
export function createMoments(random: Random, known: KnownOfPerson): Moments {
  const limit = Math.min(lastCreation, known.updatedAt ?? lastCreation, known.lastLoginAt ?? lastCreation);
  const createdAt = known.createdAt ?? random.between(Math.min(first, limit), limit);
  const end = Math.max(createdAt, last);
  const updatedAt = known.updatedAt ?? random.between(createdAt, end);
  const lastLoginAt = known.lastLoginAt ?? random.between(createdAt, end);
  return { createdAt, updatedAt, lastLoginAt };
}
