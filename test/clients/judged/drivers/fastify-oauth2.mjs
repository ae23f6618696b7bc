import oauth2 from '@fastify/oauth2';
import fastify from 'fastify';

export default async ({ base, token }) => {
  const app = fastify();
  try {
    await app.register(oauth2, {
      name: 'aps',
      credentials: { client: { id: 'judged', secret: 'secret' } },
      discovery: { issuer: base },
      callbackUri: 'http://localhost:3000/callback',
    });
    return await app.aps.userinfo(token);
  } finally {
    await app.close();
  }
};
