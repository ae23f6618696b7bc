import { betterAuth } from 'better-auth';
import { genericOAuth } from 'better-auth/plugins';

const baseURL = 'http://localhost:3000';

export default async ({ base, visit }) => {
  const aps = {
    providerId: 'aps',
    discoveryUrl: `${base}/.well-known/openid-configuration`,
    ...{ clientId: 'judged', clientSecret: 'secret', scopes: ['openid', 'data:read'], pkce: true },
  };
  const auth = betterAuth({
    ...{ baseURL, secret: 'a secret of the server, 32 characters or more', logger: { disabled: true } },
    plugins: [genericOAuth({ config: [aps] })],
  });
  const started = await auth.api.signInSocial({ body: { provider: 'aps', callbackURL: '/' }, returnHeaders: true });
  const { url } = await visit(started.response.url, baseURL);
  const callback = await auth.handler(new Request(url, { headers: { cookie: cookiesOf(started.headers) } }));
  const session = await auth.api.getSession({ headers: new Headers({ cookie: cookiesOf(callback.headers) }) });
  if (session === null) throw new Error(`The login ends at ${callback.headers.get('location')}.`);
  return session.user;
};

const cookiesOf = headers =>
  headers
    .getSetCookie()
    .map(line => line.split(';')[0])
    .join('; ');
