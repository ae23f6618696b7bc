// Logs in as a persona, as an application in a browser would: authorization code with PKCE, back to this page.
// @see https://www.rfc-editor.org/rfc/rfc7636

import { Problem, type Server } from './server.ts';

const storageKey = 'aps-userinfo login';

/** What the page remembers while the browser is at the login. */
interface Pending {
  readonly state: string;
  readonly verifier: string;
  readonly clientId: string;
  /** The view to come back to. */
  readonly hash: string;
}

export interface Tokens {
  readonly access_token: string;
  readonly id_token?: string;
  readonly refresh_token?: string;
  readonly expires_in: number;
  readonly scope?: string;
}

export async function startLogin(server: Server, persona: string, scope: string, clientId: string): Promise<void> {
  const [state, verifier] = [randomText(), randomText()];
  const pending: Pending = { state, verifier, clientId, hash: location.hash };
  sessionStorage.setItem(storageKey, JSON.stringify(pending));
  const challenge = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier));
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: ownAddress(),
    scope,
    state,
    nonce: randomText(),
    code_challenge: base64url(new Uint8Array(challenge)),
    code_challenge_method: 'S256',
    login_hint: persona,
  });
  location.assign(`${server.path}/authentication/v2/authorize?${query}`);
}

/** The tokens of a login that led here; undefined without one. Removes its parameters from the address. @throws Problem */
export async function finishLogin(server: Server): Promise<Tokens | undefined> {
  const query = new URLSearchParams(location.search);
  const stored = sessionStorage.getItem(storageKey);
  if (stored === null || !query.has('state')) return undefined;
  const { state, verifier, clientId, hash } = JSON.parse(stored) as Pending;
  sessionStorage.removeItem(storageKey);
  history.replaceState(null, '', `${location.pathname}${hash}`);
  dispatchEvent(new HashChangeEvent('hashchange'));
  const code = query.get('code');
  if (query.get('state') !== state || code === null) {
    throw new Problem(400, {
      detail: `The login gave no code: ${query.get('error_description') ?? query.get('error') ?? 'another state'}.`,
    });
  }
  const response = await fetch(`${server.path}/authentication/v2/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code,
      redirect_uri: ownAddress(),
      client_id: clientId,
      code_verifier: verifier,
    }),
  });
  const body = (await response.json()) as Record<string, unknown>;
  if (!response.ok) throw new Problem(response.status, { detail: String(body['error_description'] ?? body['error']) });
  return body as unknown as Tokens;
}

function ownAddress(): string {
  return `${location.origin}${location.pathname}`;
}

function randomText(): string {
  return base64url(crypto.getRandomValues(new Uint8Array(32)));
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');
}

/** Header and claims of a JWT; undefined for any other token. */
export function decodeToken(token: string): readonly [header: unknown, claims: unknown] | undefined {
  try {
    const [header = '', claims = ''] = token.split('.');
    return [parsePart(header), parsePart(claims)];
  } catch {
    return undefined;
  }
}

function parsePart(part: string): unknown {
  const bytes = Uint8Array.from(atob(part.replaceAll('-', '+').replaceAll('_', '/')), letter => letter.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(bytes));
}

/** Enough to tell tokens apart. */
export function masked(token: string): string {
  return `${token.slice(0, 6)}…${token.slice(-4)} (${token.length} characters)`;
}
