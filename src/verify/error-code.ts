// The code in the body of an error: what programs compare. It must be the one that the document has for the failure.

import { isObject } from '../base/json.ts';
import type { Finding } from '../contract/findings/finding.ts';
import type { JsonObject, NamedExample, Operation } from '../contract/openapi/document.ts';
import { joinPointer } from '../contract/openapi/pointer.ts';
import type { SeenExchange } from '../contract/responses/exchange.ts';
import type { CheckContext } from './check.ts';
import type { Documented } from './documented.ts';

/** Members that carry codes: `errorCode`, `error_code`, `code`, and OAuth's `error`. */
const codeName = /^error$|code$/iu;

/** Compares the code of an error with the example's, in whichever of its envelopes the body is. */
export function checkErrorCode(
  context: CheckContext,
  exchange: SeenExchange,
  { key, example }: Documented,
): readonly Finding[] {
  const body = context.bodyOf(exchange);
  if (example === undefined || !isObject(body)) return [];
  const codes = codesOf(example);
  const found = Object.entries(body).filter(([name]) => codes.has(name));
  if (found.length === 0) return needsNoCode(example, body) ? [] : [missing(context, exchange, example)];
  return found
    .filter(([name, value]) => value !== codes.get(name))
    .map(([name, value]) => {
      const isOfAnother = codesOfStatus(context.operation, key, name).includes(value);
      return context.finding(isOfAnother ? 'check/error-code-differs' : 'check/error-code', exchange, {
        message: isOfAnother
          ? `"${name}" is the code of another failure than "${example.name}".`
          : `"${name}" is none of the codes that the document has for this status.`,
        instancePath: joinPointer('', name),
        schemaPath: example.pointer,
        expected: `"${String(codes.get(name))}"`,
      });
    });
}

/** By the name of the member; the words of OAuth count as another envelope of the same failure. */
function codesOf({ value, oauthError }: NamedExample): ReadonlyMap<string, unknown> {
  const own = isObject(value) ? Object.entries(value).filter(([name]) => codeName.test(name)) : [];
  return new Map<string, unknown>([...(oauthError ? [['error', oauthError.error] as const] : []), ...own]);
}

function codesOfStatus(operation: Operation, key: string, name: string): readonly unknown[] {
  const examples = operation.responses.get(key)?.examples.values() ?? [];
  return [...examples].map(example => codesOf(example).get(name));
}

/** RFC 6750 has no code for a request without a token, so that in OAuth's envelope any one will do. */
function needsNoCode(example: NamedExample, body: JsonObject): boolean {
  return ownCode(example) === undefined || (example.oauthError === null && typeof body['error'] === 'string');
}

function missing(context: CheckContext, exchange: SeenExchange, example: NamedExample): Finding {
  const [name = '', code] = ownCode(example) ?? [];
  return context.finding('check/error-code-missing', exchange, {
    message: `The body of the error has no "${name}".`,
    schemaPath: example.pointer,
    expected: `"${String(code)}", as in the example "${example.name}"`,
    actual: 'nothing',
  });
}

function ownCode(example: NamedExample): readonly [string, unknown] | undefined {
  return [...codesOf({ ...example, oauthError: undefined })][0];
}
