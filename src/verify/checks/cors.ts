// Access for web pages of other origins. @see https://fetch.spec.whatwg.org/#http-cors-protocol

import type { Finding } from '../../contract/findings/finding.ts';
import type { SeenExchange } from '../../contract/responses/exchange.ts';
import { headerValue, headerValues, listMembers } from '../../contract/responses/headers.ts';
import type { Check, CheckContext } from '../check.ts';

const origin = 'https://app.example';

const name = 'Access-Control-Allow-Origin';

export const cors: Check = {
  id: 'cors',
  title: 'Web pages of other origins may read profiles and errors',
  description: `GET with an Origin, once with APS_TOKEN and once without a token; ${name} must allow it.`,
  needs: ['token'],
  requests: 2,
  async *run(context) {
    const headers = [['Origin', origin]] as const;
    const profile = await context.send({ token: context.credentials.token, headers });
    const error = await context.send({ headers });
    if (!allowsOrigins(profile)) return yield missing(context, profile);
    yield* originFindings(context, profile);
    if (allowsOrigins(error)) return yield* originFindings(context, error);
    const about = { message: `The profile has ${name}, the error has none.`, schemaPath: context.operation.pointer };
    yield context.finding('check/cors-errors', error, about);
  },
};

/** The request of a browser before a page may send Authorization. */
export const preflight: Check = {
  id: 'preflight',
  title: 'A preflight allows web pages to send a token',
  description: 'OPTIONS as browsers send it, without a token; it must allow the origin and the header Authorization.',
  requests: 1,
  async *run(context) {
    const schemaPath = context.operation.pointer;
    const exchange = await context.send({
      method: 'OPTIONS',
      headers: [
        ['Origin', origin],
        ['Access-Control-Request-Method', context.operation.method],
        ['Access-Control-Request-Headers', 'authorization'],
      ],
    });
    const { status, headers } = exchange.response;
    // Without the header the service does not support CORS, and any answer to OPTIONS is valid.
    if (!allowsOrigins(exchange)) return yield missing(context, exchange);
    if (status < 200 || status >= 300) {
      const about = { message: `The preflight gets ${status}.`, schemaPath, expected: 'a 2xx status' };
      return yield context.finding('check/preflight-refused', exchange, { ...about, actual: `status ${status}` });
    }
    yield* originFindings(context, exchange);
    if (listMembers(headerValue(headers, 'access-control-allow-headers')).includes('authorization')) return;
    const message = 'Access-Control-Allow-Headers lacks Authorization.';
    yield context.finding('check/preflight-header', exchange, { message, schemaPath });
  },
};

/** Whether an answer has CORS headers. */
function allowsOrigins({ response }: SeenExchange): boolean {
  return headerValue(response.headers, name) !== undefined;
}

function missing(context: CheckContext, exchange: SeenExchange): Finding {
  const about = { message: `There is no ${name}.`, schemaPath: context.operation.pointer };
  return context.finding('check/cors-missing', exchange, about);
}

/** @see https://fetch.spec.whatwg.org/#cors-check */
function originFindings(context: CheckContext, exchange: SeenExchange): readonly Finding[] {
  const { headers } = exchange.response;
  const withCredentials = headerValue(headers, 'Access-Control-Allow-Credentials') === 'true';
  const message = originProblem(headerValues(headers, name), withCredentials);
  if (message === undefined) return [];
  const about = { message, schemaPath: context.operation.pointer, expected: '"*" or the origin of the request' };
  return [context.finding('check/cors-origin', exchange, about)];
}

function originProblem(values: readonly string[], withCredentials: boolean): string | undefined {
  if (values.length > 1) return `${name} was sent ${values.length} times.`;
  if (values[0] === '*')
    return withCredentials ? `${name}: * is invalid with Access-Control-Allow-Credentials.` : undefined;
  return values[0] === origin ? undefined : `${name} does not allow the origin of the request.`;
}
