import express from 'express';
import session from 'express-session';
import grant from 'grant';

export default async ({ base, visit }) => {
  const app = express();
  const server = await new Promise(resolve => {
    const listening = app.listen(0, '127.0.0.1', () => resolve(listening));
  });
  try {
    const origin = `http://localhost:${server.address().port}`;
    const aps = {
      oauth: 2,
      authorize_url: `${base}/authentication/v2/authorize`,
      access_url: `${base}/authentication/v2/token`,
      profile_url: `${base}/userinfo`,
      ...{ key: 'judged', secret: 'secret', scope: ['data:read'], pkce: true },
      ...{ response: ['tokens', 'profile'], callback: '/profile' },
    };
    app.use(session({ secret: 'a secret of the server', resave: false, saveUninitialized: false }));
    app.use(grant.express({ defaults: { origin, transport: 'session', state: true }, aps }));
    app.get('/profile', (request, response) => response.json(request.session.grant.response));
    const { error, profile } = await (await visit(`${origin}/connect/aps`)).response.json();
    if (error !== undefined) throw new Error(JSON.stringify(error));
    return profile;
  } finally {
    server.closeAllConnections();
    server.close();
  }
};
