// Configuration of oidc-provider: APS's behaviour, as far as its options reach.
// @see https://github.com/panva/node-oidc-provider/blob/main/docs/README.md#configuration-options

import { hash } from 'node:crypto';
import type { Configuration, KoaContextWithOIDC, Provider } from 'oidc-provider';
import type { EngineCall, EngineOptions } from './engine-call.ts';
import { randomText } from './keyring.ts';
import { audience, cookieNames, engineMode, enginePaths, engineSecret, lifetimes, loginPath } from './names.ts';
import { adapterOf, type RecordAdapter } from './records.ts';
import { answerIn, responseModes } from './response-modes.ts';

type Grant = InstanceType<Provider['Grant']>;

const neverSeconds = 10 * 365 * 86_400;

/** @param call the call that oidc-provider works on at the moment */
export function configurationOf({ key, listener }: EngineOptions, call: () => EngineCall): Configuration {
  const off = { enabled: false };
  const own = (_ctx: unknown, client: { clientId: string }, token: { clientId?: string | undefined }): boolean =>
    token.clientId === client.clientId;
  return {
    adapter: kind => (kind === 'Client' ? clients() : adapterOf(kind, () => call().records, listener)),
    // It signs nothing itself, but requires a key.
    jwks: { keys: [{ ...key.privateKey.export({ format: 'jwk' }), kid: key.kid, use: 'sig', alg: 'RS256' }] },
    routes: {
      authorization: enginePaths.authorize,
      token: enginePaths.token,
      introspection: enginePaths.introspect,
      revocation: enginePaths.revoke,
    },
    responseTypes: ['code', 'id_token', 'code id_token'],
    scopes: ['openid'],
    clockTolerance: 0,
    pkce: { required: () => false },
    rotateRefreshToken: true,
    issueRefreshToken: async () => true,
    expiresWithSession: async () => false,
    clientBasedCORS: () => false,
    cookies: {
      names: { ...cookieNames },
      long: { httpOnly: true, sameSite: 'lax', path: '/' },
      short: { httpOnly: true, sameSite: 'lax' },
    },
    ttl: {
      AccessToken: lifetimes.accessToken,
      ClientCredentials: lifetimes.accessToken,
      AuthorizationCode: lifetimes.authorizationCode,
      RefreshToken: lifetimes.refreshToken,
      IdToken: lifetimes.idToken,
      Interaction: lifetimes.interaction,
      Session: lifetimes.session,
      // A family of refresh tokens lives as long as it is in use.
      Grant: neverSeconds,
    },
    features: {
      devInteractions: off,
      userinfo: off,
      rpInitiatedLogout: off,
      pushedAuthorizationRequests: off,
      dPoP: off,
      clientCredentials: { enabled: true },
      introspection: { enabled: true, allowedPolicy: async (...args) => own(...args) },
      revocation: { enabled: true, allowedPolicy: async (...args) => own(...args) },
      resourceIndicators: {
        enabled: true,
        defaultResource: async () => audience,
        useGrantedResource: async () => true,
        getResourceServerInfo: async ctx => ({ audience, scope: scopeOf(ctx), accessTokenFormat: 'opaque' }),
      },
    },
    interactions: { url: async (_ctx, { uid }) => `${loginPath}/${uid}` },
    findAccount: async (_ctx, accountId) => {
      const isKnown = call().claimsOf(accountId) !== undefined;
      return isKnown ? { accountId, claims: async () => ({ sub: accountId }) } : undefined;
    },
    loadExistingGrant: grantFor,
    renderError: async (ctx, out) => {
      ctx.body = out;
    },
  };
}

/** The client is authenticated before: its metadata allow everything that APS supports. */
function clients(): RecordAdapter {
  const find = async (id: string) => ({
    client_id: id,
    ...engineSecret,
    token_endpoint_auth_method: 'client_secret_post' as const,
    grant_types: ['authorization_code', 'refresh_token', 'client_credentials', 'implicit'],
    response_types: ['code', 'id_token', 'code id_token'] as const,
    redirect_uris: ['https://client.internal/'],
  });
  const never = async (): Promise<undefined> => undefined;
  return {
    find: find as RecordAdapter['find'],
    upsert: never,
    findByUid: never,
    findByUserCode: never,
    consume: never,
    destroy: never,
    revokeByGrantId: never,
  };
}

/** Grants the requested scopes without consent, a new grant each time, so that families stay separate. */
async function grantFor({ oidc }: KoaContextWithOIDC): Promise<Grant> {
  const grant = new oidc.provider.Grant({
    clientId: oidc.client?.clientId ?? '',
    accountId: oidc.account?.accountId ?? '',
  });
  const scope = String(oidc.params?.['scope'] ?? '');
  grant.addOIDCScope(scope);
  grant.addResourceScope(audience, scope);
  await grant.save();
  return grant;
}

/** The scopes of a request are checked before; a code or refresh token has those of its grant. */
function scopeOf(ctx: KoaContextWithOIDC): string {
  const granted = ctx.oidc.entities.Grant?.getResourceScope(audience) ?? '';
  return `${granted} ${String(ctx.oidc.params?.['scope'] ?? '')}`.trim();
}

export function overrideModels(provider: Provider, call: () => EngineCall): void {
  for (const [model, length] of [
    [provider.AccessToken, 64],
    [provider.ClientCredentials, 64],
    [provider.RefreshToken, 42],
    [provider.AuthorizationCode, 40],
  ] as const) {
    const own = Reflect.get(model.prototype, 'generateTokenId') as () => string;
    override(model.prototype, 'generateTokenId', function generateTokenId(this: object) {
      // The original also notes the format of the token.
      own.call(this);
      return randomText(length);
    });
  }
  override(provider.Client.prototype, 'redirectUriAllowed', () => true);
  override(provider.IdToken.prototype, 'issue', async function issue(this: IdTokenParts) {
    const { claimsOf, records, signIdToken } = call();
    const { nonce, c_hash: code } = this.extra;
    const { auth_time: authTime } = this.available;
    // OpenID Connect Core 2: a must where the request has max_age, and only then.
    const isAsked = authTime !== undefined && this.mask?.auth_time !== undefined;
    return signIdToken({
      ...claimsOf(this.available.sub),
      aud: this.client.clientId,
      ...(isAsked ? { auth_time: Math.floor(records.momentOf(authTime)) } : {}),
      ...(nonce === undefined ? {} : { nonce }),
      ...(code === undefined ? {} : { c_hash: halfHash(code) }),
    });
  });
  for (const mode of responseModes) {
    provider.registerResponseMode(engineMode(mode), (ctx, redirectUri, payload) => {
      answerIn(mode, ctx, redirectUri, payload);
    });
  }
}

interface IdTokenParts {
  readonly available: { readonly sub: string; readonly auth_time?: number };
  readonly mask?: Readonly<Record<string, unknown>>;
  readonly client: { readonly clientId: string };
  readonly extra: { readonly nonce?: string; readonly c_hash?: string };
}

/** @see https://openid.net/specs/openid-connect-core-1_0.html#HybridIDToken */
function halfHash(code: string): string {
  return hash('sha256', code, 'buffer').subarray(0, 16).toString('base64url');
}

function override(prototype: object, name: string, value: unknown): void {
  Object.defineProperty(prototype, name, { value, configurable: true, writable: true });
}
