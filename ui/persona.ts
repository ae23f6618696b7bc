// A persona from the texts of a form, and back: what is empty is generated, what is JSON is taken as JSON.

import type { Claim } from './claims.ts';

/** How a claim of a form is given. */
export type Mode = 'generated' | 'given' | 'absent';

export interface Field {
  readonly mode: Mode;
  readonly text: string;
}

export interface PersonaForm {
  readonly title: string;
  readonly description: string;
  readonly locale: string;
  readonly fields: Readonly<Record<string, Field>>;
}

export interface PersonaBody {
  readonly title?: string;
  readonly description?: string;
  readonly locale?: string;
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly absent?: readonly string[];
}

export const emptyForm: PersonaForm = { title: '', description: '', locale: '', fields: {} };

/** The body for the admin API; members without content are left out. */
export function bodyOf({ title, description, locale, fields }: PersonaForm, claims: readonly Claim[]): PersonaBody {
  const given = claims.filter(({ name }) => fields[name]?.mode === 'given');
  const absent = claims.filter(({ name }) => fields[name]?.mode === 'absent').map(({ name }) => name);
  return {
    ...(title !== '' && { title }),
    ...(description !== '' && { description }),
    ...(locale !== '' && { locale }),
    ...(given.length > 0 && {
      claims: Object.fromEntries(given.map(claim => [claim.name, claimValue(claim, fields[claim.name]?.text ?? '')])),
    }),
    ...(absent.length > 0 && { absent }),
  };
}

/** A text stays text where the claim may be a string, unless it is in quotes; anything else is JSON if it can be. */
export function claimValue({ types }: Pick<Claim, 'types'>, text: string): unknown {
  const isText = types.includes('string') && !types.some(type => ['object', 'array'].includes(type));
  if (isText && !(types.includes('null') && text.trim() === 'null')) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The form of an existing persona. */
export function formOf(persona: PersonaBody): PersonaForm {
  const given = Object.entries(persona.claims ?? {}).map(([name, value]): [string, Field] => [
    name,
    { mode: 'given', text: typeof value === 'string' ? value : JSON.stringify(value) },
  ]);
  const absent = (persona.absent ?? []).map((name): [string, Field] => [name, { mode: 'absent', text: '' }]);
  return {
    title: persona.title ?? '',
    description: persona.description ?? '',
    locale: persona.locale ?? '',
    fields: Object.fromEntries([...given, ...absent]),
  };
}

/** The claim that a problem is about; undefined for a problem of the whole. */
export function claimAt(pointer: string, body: PersonaBody): string | undefined {
  const [, member, name = ''] = pointer.split('/');
  if (member === 'absent') return body.absent?.[Number(name)];
  return member === 'claims' && name !== '' ? name.replaceAll('~1', '/').replaceAll('~0', '~') : undefined;
}
