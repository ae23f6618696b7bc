// May a web page of another origin read the answers? @see https://fetch.spec.whatwg.org/#http-cors-protocol

import type { Check } from '../check.ts';
import { allowsOrigins, origin, originFindings } from '../cors-headers.ts';

export const cors: Check = {
  id: 'cors',
  title: 'Web pages of other origins may read profiles and errors',
  description:
    'GET with an Origin, once with APS_TOKEN and once without a token; Access-Control-Allow-Origin must permit it.',
  needs: ['token'],
  shares: [],
  requests: 2,
  async *run(context) {
    const headers = [['Origin', origin]] as const;
    const profile = await context.send({ token: context.credentials.token, headers });
    const error = await context.send({ headers });
    const schemaPath = context.operation.pointer;
    if (!allowsOrigins(profile)) {
      const message = 'There is no Access-Control-Allow-Origin.';
      return yield context.finding('check/cors-missing', profile, { message, schemaPath });
    }
    yield* originFindings(context, profile);
    if (allowsOrigins(error)) return yield* originFindings(context, error);
    const message = 'The profile has Access-Control-Allow-Origin, the error has none.';
    yield context.finding('check/cors-errors', error, { message, schemaPath });
  },
};
