// /__admin/personas: the personas of a session; changes are visible in this session only.

import { KitError } from '../../base/errors.ts';
import { suggest } from '../../base/suggest.ts';
import type { JsonObject } from '../../contract/openapi/document.ts';
import { withheldClaims, withoutClaims } from '../../contract/openapi/extensions.ts';
import { checkPersonas } from '../../profiles/check-personas.ts';
import { type Persona, parsePersona } from '../../profiles/personas.ts';
import { type Variant, variants } from '../../profiles/variants.ts';
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
function requirePersona({ session, path: { name = '' } }: Pick<AdminCall, 'session' | 'path'>): Persona {
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

// GET /__admin/personas/{name}/profile: the profile of a persona, without a request on the API.

/** In pixels. */
const pictureSize = 96;

export const getProfile: AdminRoute = {
  method: 'GET',
  path: '/personas/{name}/profile',
  operationId: 'getProfile',
  summary: 'The profile of a persona as the API answers it, for a variant and scopes.',
  session: 'existing',
  query: {
    variant: { description: 'default: that of the session', schema: { enum: [...variants] } },
    scope: { description: 'scopes, separated by spaces; default: all', schema: { type: 'string' } },
  },
  answer: object({
    claims: { type: 'object' },
    withheld: { ...list(text), description: 'JSON Pointers of claims that the scopes do not give' },
    'picture?': { ...text, description: 'data URL of a PNG; missing without a picture of this server' },
    'driftedAt?': { ...text, description: 'JSON Pointer of the claim that the variant breaks' },
  }),
  errors: ['ERR_PERSONA_UNKNOWN'],
  async handle(call) {
    const persona = requirePersona(call);
    const { served, session, query, pictures } = call;
    const success = served.successes.get(served.profile) ?? served.successes.values().next().value;
    if (success === undefined) return { claims: {}, withheld: [] };
    const variant = (query['variant'] as Variant | undefined) ?? session.settings.variant;
    const profile = success.profiles.build({ seed: persona.name, persona, variant, pictures: pictures?.host });
    const { scope } = query;
    const withheld = typeof scope === 'string' ? withheldClaims(success.claimScopes, scope.split(' ')) : [];
    const png = await pictures?.draw(profile.body, pictureSize);
    return {
      claims: withoutClaims(profile.claims, withheld),
      withheld,
      driftedAt: profile.driftedAt,
      picture: png && `data:image/png;base64,${png.toString('base64')}`,
    };
  },
};
