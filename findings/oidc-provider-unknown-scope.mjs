// Expected: a request for a scope that the server does not have gets the error invalid_scope.
// Happens: oidc-provider drops the scope silently and goes on to the login, as RFC 6749 section 3.3 allows if the answer
// names the scope that was given.
// Version: oidc-provider 9.13.3.
// Source: https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2.1

import { once } from 'node:events';
import { finding } from './finding.mjs';

await finding({
  packages: ['oidc-provider@9.13.3'],
  expected: 'invalid_scope',
  behaviour: 'login',
  observe: async require => {
    const { default: Provider } = await import(require.resolve('oidc-provider'));
    const client = { client_id: 'app', client_secret: 'secret', redirect_uris: ['https://app.example/callback'] };
    const server = new Provider('http://127.0.0.1', { clients: [client], pkce: { required: () => false } }).listen(
      0,
      '127.0.0.1',
    );
    await once(server, 'listening');
    const query = {
      client_id: 'app',
      response_type: 'code',
      redirect_uri: client.redirect_uris[0],
      scope: 'openid made-up',
    };
    const url = `http://127.0.0.1:${server.address().port}/auth?${new URLSearchParams(query)}`;
    const location = (await fetch(url, { redirect: 'manual' })).headers.get('location');
    server.close();
    server.closeAllConnections();
    return (
      new URL(location, url).searchParams.get('error') ?? (location.includes('/interaction/') ? 'login' : location)
    );
  },
});
