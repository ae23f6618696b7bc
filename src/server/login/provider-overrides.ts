// What oidc-provider's options do not reach, changed on its own models: once, when it is made.

import { hash } from 'node:crypto';
import type { Provider } from 'oidc-provider';
import type { Turn } from './engine.ts';
import { engineMode } from './names.ts';
import { randomText } from './random-text.ts';
import { answerIn, responseModes } from './response-modes.ts';

/** Lengths of tokens, ID tokens, redirect addresses, response modes. */
export function speakAsAps(provider: Provider, turn: () => Turn): void {
  for (const [model, length] of [
    [provider.AccessToken, 64],
    [provider.ClientCredentials, 64],
    [provider.RefreshToken, 42],
    [provider.AuthorizationCode, 40],
  ] as const) {
    const own = Reflect.get(model.prototype, 'generateTokenId') as () => string;
    override(model.prototype, 'generateTokenId', function generateTokenId(this: object) {
      // Its own also notes the format of the token.
      own.call(this);
      return randomText(length);
    });
  }
  override(provider.Client.prototype, 'redirectUriAllowed', () => true);
  override(provider.IdToken.prototype, 'issue', async function issue(this: IdTokenParts) {
    const { claimsOf, signIdToken } = turn();
    const { nonce, c_hash: code } = this.extra;
    return signIdToken({
      ...claimsOf(this.available.sub),
      aud: this.client.clientId,
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
  readonly available: { readonly sub: string };
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
