// A JWT that names a persona's Autodesk id stands for that persona.

import type { Persona } from '../../profiles/persona.ts';
import type { ProfileBuilder } from '../../profiles/profile-builder.ts';

type Personas = ReadonlyMap<string, Persona>;

/** Persona names by subject: made once for a builder and a set of personas, which is replaced as a whole when one changes. */
const indexes = new WeakMap<ProfileBuilder, WeakMap<Personas, ReadonlyMap<string, string>>>();

/** Name of the persona whose subject this is; undefined where it is nobody's. */
export function personaOf(userid: string, personas: Personas, profiles: ProfileBuilder): string | undefined {
  const ofBuilder = indexes.get(profiles) ?? new WeakMap<Personas, ReadonlyMap<string, string>>();
  const index =
    ofBuilder.get(personas) ??
    new Map([...personas.values()].map(persona => [profiles.subjectOf(persona), persona.name]));
  indexes.set(profiles, ofBuilder.set(personas, index));
  return index.get(userid);
}
