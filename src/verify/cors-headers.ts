// Whether Access-Control-Allow-Origin permits an origin. @see https://fetch.spec.whatwg.org/#cors-check

import type { Finding } from '../contract/findings/finding.ts';
import type { SeenExchange } from '../contract/responses/exchange.ts';
import { headerValue, headerValues } from '../contract/responses/headers.ts';
import type { CheckContext } from './check.ts';

/** The origin that the checks ask with; nobody's. */
export const origin = 'https://app.example';

const name = 'Access-Control-Allow-Origin';

/** Whether an answer takes part in CORS at all. */
export function allowsOrigins({ response }: SeenExchange): boolean {
  return headerValue(response.headers, name) !== undefined;
}

/** What is wrong with the header; nothing where it permits the origin. */
export function originFindings(context: CheckContext, exchange: SeenExchange): readonly Finding[] {
  const { headers } = exchange.response;
  const message = problemOf(
    headerValues(headers, name),
    headerValue(headers, 'Access-Control-Allow-Credentials') === 'true',
  );
  if (message === undefined) return [];
  const about = { message, schemaPath: context.operation.pointer, expected: '"*" or the origin that asked' };
  return [context.finding('check/cors-origin', exchange, about)];
}

function problemOf(values: readonly string[], withCredentials: boolean): string | undefined {
  if (values.length > 1) return `${name} is there ${values.length} times.`;
  if (values[0] === '*')
    return withCredentials ? `${name}: * does not go with Access-Control-Allow-Credentials.` : undefined;
  return values[0] === origin ? undefined : `${name} does not permit the origin that asked.`;
}
