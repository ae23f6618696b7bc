// /__admin/personas: the personas of a session; changes are visible in this session only.

import { KitError } from '../../base/errors.ts';
import { suggest } from '../../base/suggest.ts';
import type { JsonObject } from '../../contract/openapi/document.ts';
import { checkPersonas } from '../../profiles/check-personas.ts';
import { type Persona, parsePersona } from '../../profiles/personas.ts';
import type { AdminCall, AdminDocument, AdminRoute } from './admin-route.ts';
import { list, object, ref, text } from './schemas.ts';

export const listPersonas: AdminRoute = {
  method: 'GET',
  path: '/personas',
  operationId: 'listPersonas',
  summary: 'The personas of the session.',
  session: 'existing',
  answer: object({ personas: list(object({ name: text, title: text, description: text, 'locale?': text })) }),
  handle: ({ session }) => ({
    personas: [...session.personas.values()].map(({ name, title, description, locale }) => ({
      name,
      title,
      description,
      locale,
    })),
  }),
};

export const getPersona: AdminRoute = {
  method: 'GET',
  path: '/personas/{name}',
  operationId: 'getPersona',
  summary: 'One persona: its own claims; the others are generated.',
  session: 'existing',
  answer: ref('Persona'),
  errors: ['ERR_PERSONA_UNKNOWN'],
  handle: call => show(requirePersona(call)),
};

const writable: JsonObject = object({
  'title?': text,
  'description?': text,
  'locale?': { ...text, description: 'faker locale of the generated claims, such as "de"' },
  'claims?': { type: 'object', description: 'claims to send as they are; the others are generated' },
  'absent?': { ...list(text), description: 'optional claims to omit' },
});

export const putPersona: AdminRoute = {
  method: 'PUT',
  path: '/personas/{name}',
  operationId: 'putPersona',
  summary: 'Adds or replaces a persona of the session.',
  session: 'made',
  body: {
    schema: writable,
    example: { title: 'unverified email', claims: { email_verified: false } },
    checkedByRoute: true,
  },
  answer: ref('Persona'),
  errors: ['ERR_PERSONA_INVALID'],
  handle(call) {
    const { name = '' } = call.path;
    requireRoom(call, name);
    const persona = parsePersona(name, call.body, `persona ${name}`);
    requireClaims(call.served, persona);
    call.session.personas = new Map(call.session.personas).set(persona.name, persona);
    return show(persona);
  },
};

export const checkPersona: AdminRoute = {
  method: 'POST',
  path: '/personas/{name}/check',
  operationId: 'checkPersona',
  summary: 'Whether PUT would accept a persona, and the persona as a YAML file; changes nothing.',
  session: 'existing',
  body: { schema: writable, example: { claims: { email_verified: false } }, checkedByRoute: true },
  answer: object({
    problems: list(object({ pointer: { ...text, description: 'JSON Pointer into the persona' }, text })),
    yaml: text,
  }),
  async handle(call) {
    const { stringify } = await import('yaml');
    return { problems: problemsIn(call), yaml: stringify(call.body) };
  },
};

function problemsIn(call: AdminCall): readonly object[] {
  const { name = '' } = call.path;
  try {
    requireRoom(call, name);
    requireClaims(call.served, parsePersona(name, call.body, `persona ${name}`));
    return [];
  } catch (error) {
    if (!(error instanceof KitError) || error.code !== 'ERR_PERSONA_INVALID') throw error;
    const { problems } = error.data as { problems?: readonly { pointer: string; text: string }[] };
    return (
      problems?.map(({ pointer, text: told }) => ({ pointer, text: told })) ?? [{ pointer: '', text: error.message }]
    );
  }
}

export const removePersona: AdminRoute = {
  method: 'DELETE',
  path: '/personas/{name}',
  operationId: 'removePersona',
  summary: 'Removes a persona from the session, until reset.',
  session: 'made',
  answer: object({ removed: text }),
  errors: ['ERR_PERSONA_UNKNOWN'],
  handle(call) {
    const { name } = requirePersona(call);
    call.session.personas = new Map([...call.session.personas].filter(([key]) => key !== name));
    return { removed: name };
  },
};

/** Limits of one persona in bytes and of one session in personas: claims are checked and shown one by one. */
const largestPersona = 256 * 1024;
const mostPersonas = 1000;

/** @throws ERR_PERSONA_INVALID */
function requireRoom({ session: { personas }, body }: AdminCall, name: string): void {
  const bytes = Buffer.byteLength(JSON.stringify(body));
  if (bytes > largestPersona) {
    throw new KitError(
      'ERR_PERSONA_INVALID',
      `Persona "${name}" has ${bytes} bytes, and ${largestPersona} is the limit.`,
      {
        hint: 'Use fewer or shorter claims.',
      },
    );
  }
  if (personas.size < mostPersonas || personas.has(name)) return;
  throw new KitError('ERR_PERSONA_INVALID', `The session has ${personas.size} personas, which is the limit.`, {
    hint: 'Remove one (DELETE /__admin/personas/{name}), or reset the session.',
  });
}

/** @throws ERR_PERSONA_UNKNOWN */
export function requirePersona({ session, path: { name = '' } }: Pick<AdminCall, 'session' | 'path'>): Persona {
  const persona = session.personas.get(name);
  if (persona !== undefined) return persona;
  const names = [...session.personas.keys()];
  throw new KitError('ERR_PERSONA_UNKNOWN', `Unknown persona "${name}".`, {
    hint: suggest(name, names),
    data: { personas: names },
  });
}

/** @throws ERR_PERSONA_INVALID naming each invalid claim */
export function requireClaims({ document, validators, successes }: AdminDocument, persona: Persona): void {
  const builders = new Map([...successes.values()].map(({ media, profiles }) => [media.schemaPointer, profiles]));
  for (const [schemaPointer, profiles] of builders) {
    checkPersonas([persona], { document, schemaPointer, validators, profiles });
  }
}

function show({ name, title, description, locale, claims, absent }: Persona): object {
  return { name, title, description, locale, claims, absent };
}
