// An app with a login, as an app's own repository would have it: PKCE, state and nonce, and one request for the profile.

import { createHash, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface App {
  readonly url: string;
  close(): void;
}

/** @param api base URL of Autodesk's API, or of a mock */
export async function startApp(api: string): Promise<App> {
  const random = (): string => randomBytes(48).toString('base64url');
  const [verifier, state] = [random(), random()];
  const urlOf = (): string => `http://localhost:${(server.address() as AddressInfo).port}`;
  const callback = (): string => `${urlOf()}/callback`;
  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', urlOf());
    if (pathname !== '/callback') {
      const challenge = createHash('sha256').update(verifier).digest('base64url');
      const query = new URLSearchParams({
        ...{ client_id: 'the-app', response_type: 'code', scope: 'openid', redirect_uri: callback() },
        ...{ state, nonce: random(), code_challenge: challenge, code_challenge_method: 'S256' },
      });
      return void response.writeHead(302, { location: `${api}/authentication/v2/authorize?${query}` }).end();
    }
    const code = searchParams.get('code') ?? '';
    const body = new URLSearchParams({
      ...{ grant_type: 'authorization_code', code, code_verifier: verifier },
      ...{ client_id: 'the-app', redirect_uri: callback() },
    });
    const grant = await fetch(`${api}/authentication/v2/token`, { method: 'POST', body });
    const { access_token } = (await grant.json()) as { access_token: string };
    const headers = { authorization: `Bearer ${access_token}` };
    let profile = await fetch(`${api}/userinfo`, { headers });
    if (profile.status === 429) profile = await fetch(`${api}/userinfo`, { headers });
    const { name } = (await profile.json()) as { name?: string };
    response
      .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
      .end(`<h1>${name ?? 'Try again later'}</h1>`);
  }
  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.writeHead(500).end());
  });
  await new Promise<void>(resolve => server.listen(0, 'localhost', resolve));
  return { url: urlOf(), close: () => server.close() };
}
