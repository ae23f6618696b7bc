// The same 32 interactions, written out, on plain pact-js: what speed-kit.pact.mjs is measured against.
import { readFileSync } from 'node:fs';
import { Pact } from '@pact-foundation/pact';
import { readProfile } from './client.mjs';

const pact = new Pact({ consumer: 'plain', provider: 'userinfo', dir: 'pacts', logLevel: 'error' });
const interactions = JSON.parse(readFileSync(new URL('./speed-plain.json', import.meta.url), 'utf8'));

// Plain pact-js 16 misses a request now and then.
it.each(interactions)('$description', { retry: 3 }, one => {
  const { description, state, params, requestHeaders, status, responseHeaders, body, text } = one;
  const token = requestHeaders?.Authorization?.replace('Bearer ', '');
  return pact
    .addInteraction()
    .given(state, params)
    .uponReceiving(description)
    .withRequest('GET', '/userinfo', request => request.headers(requestHeaders ?? {}))
    .willRespondWith(status, response => {
      response.headers(responseHeaders);
      if (text !== undefined) response.body(text[0], Buffer.from(text[1]));
      else if (body !== undefined) response.jsonBody(body);
    })
    .executeTest(async ({ url }) => {
      expect((await readProfile(url, token)).status).toBe(status);
    });
});
