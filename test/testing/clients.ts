// The client libraries that people test with, each asking for a profile in its own way.

import axios from 'axios';
import fastify from 'fastify';
import nodeFetch from 'node-fetch';
import superagent from 'superagent';
import supertest from 'supertest';
import { fetch as undiciFetch, request as undiciRequest } from 'undici';

/** Asks for a profile, and gives back what the library gives. */
export type Ask = (url: string, token: string) => Promise<unknown>;

const bearer = (token: string): { authorization: string } => ({ authorization: `Bearer ${token}` });

/** By name; none throws for a status that is not a success. */
export const clients: Readonly<Record<string, Ask>> = {
  fetch: (url, token) => fetch(url, { headers: bearer(token) }),
  'fetch of undici': (url, token) => undiciFetch(url, { headers: bearer(token) }),
  'request of undici': (url, token) => undiciRequest(url, { headers: bearer(token) }),
  'node-fetch': (url, token) => nodeFetch(url, { headers: bearer(token) }),
  axios: (url, token) => axios.get(url, { headers: bearer(token), validateStatus: () => true }),
  'axios for text': (url, token) =>
    axios.get(url, { headers: bearer(token), validateStatus: () => true, responseType: 'text' }),
  'axios for bytes': (url, token) =>
    axios.get(url, { headers: bearer(token), validateStatus: () => true, responseType: 'arraybuffer' }),
  superagent: async (url, token) =>
    await superagent
      .get(url)
      .set(bearer(token))
      .ok(() => true),
  supertest: async (url, token) => {
    const { origin, pathname } = new URL(url);
    return await supertest(origin).get(pathname).set(bearer(token));
  },
  'light-my-request': async (url, token) => {
    const { statusCode, headers, body } = await undiciRequest(url, { headers: bearer(token) });
    const bytes = Buffer.from(await body.arrayBuffer());
    const app = fastify();
    app.get('/userinfo', (_request, reply) => reply.code(statusCode).headers(headers).send(bytes));
    return await app.inject('/userinfo');
  },
};
