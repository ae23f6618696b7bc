// GET /__admin/personas/{name}/profile: the profile of a persona, without a request on the API.

import { withheldClaims, withoutClaims } from '../../contract/openapi/scopes.ts';
import { type Variant, variants } from '../../profiles/variants.ts';
import type { AdminRoute } from './admin-route.ts';
import { requirePersona } from './personas.ts';
import { list, object, text } from './schemas.ts';

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
