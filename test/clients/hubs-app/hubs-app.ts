// A small application with the login button of Autodesk's tutorials: Express, a session in a signed cookie, and the
// official SDK. Nothing in it knows of a mock but the base URL.

import { fileURLToPath } from 'node:url';
import { AuthenticationClient, ResponseType, Scopes } from '@aps_sdk/authentication';
import { ApsConfiguration, SdkManagerBuilder } from '@aps_sdk/autodesk-sdkmanager';
import cookieSession from 'cookie-session';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';

/** What the tutorial keeps in its environment. */
export interface HubsAppConfig {
  readonly baseUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly callbackUrl: string;
}

const internalScopes = [Scopes.DataRead, Scopes.DataCreate];
const publicScopes = [Scopes.ViewablesRead];

/** The application: `/api/auth/{login,callback,token,profile,logout}` and a page with the button. */
export function createHubsApp(config: HubsAppConfig): Express {
  const client = clientOf(config.baseUrl);
  const secret = { clientSecret: config.clientSecret };
  const app = express();
  app.use(express.static(fileURLToPath(new URL('public', import.meta.url))));
  app.use(cookieSession({ name: 'hubs', secret: 'a secret of the server', maxAge: 86_400_000 }));

  app.get('/api/auth/login', (_request, response) => {
    const scopes = [...internalScopes, ...publicScopes];
    response.redirect(client.authorize(config.clientId, ResponseType.Code, config.callbackUrl, scopes));
  });

  app.get('/api/auth/callback', async (request, response) => {
    const { code, error } = request.query;
    if (typeof code !== 'string') return response.redirect(`/?error=${encodeURIComponent(String(error))}`);
    const internal = await client.getThreeLeggedToken(config.clientId, code, config.callbackUrl, secret);
    await keep(request, internal);
    response.redirect('/');
  });

  app.get('/api/auth/token', refreshed, (request, response) => {
    response.json({ access_token: request.session?.['public_token'] });
  });

  app.get('/api/auth/profile', refreshed, async (request, response) => {
    const { name, email, picture } = await client.getUserInfo(String(request.session?.['internal_token']));
    response.json({ name, email, picture });
  });

  app.get('/api/auth/logout', (request, response) => {
    request.session = null;
    response.redirect(client.logout({ postLogoutRedirectUri: new URL('/', config.callbackUrl).href }));
  });

  /** Two tokens, as in the tutorials: all scopes for the server, few for the viewer in the browser. */
  async function keep(request: Request, internal: Awaited<ReturnType<typeof client.refreshToken>>): Promise<void> {
    const options = { ...secret, scopes: publicScopes };
    const viewer = await client.refreshToken(String(internal.refresh_token), config.clientId, options);
    request.session = {
      internal_token: internal.access_token,
      public_token: viewer.access_token,
      refresh_token: viewer.refresh_token,
      expires_at: Date.now() + Number(internal.expires_in) * 1000,
    };
  }

  async function refreshed(request: Request, response: Response, next: NextFunction): Promise<void> {
    if (!request.session?.['refresh_token']) return void response.status(401).end();
    if (request.session['expires_at'] < Date.now()) {
      const options = { ...secret, scopes: internalScopes };
      await keep(request, await client.refreshToken(request.session['refresh_token'], config.clientId, options));
    }
    next();
  }

  return app;
}

function clientOf(baseUrl: string): AuthenticationClient {
  const configuration = new ApsConfiguration({});
  configuration.baseAddress = new URL(baseUrl);
  const client = new AuthenticationClient({
    sdkManager: SdkManagerBuilder.create().addApsConfiguration(configuration).build(),
  });
  client.usersApi.baseAddress = baseUrl;
  return client;
}
