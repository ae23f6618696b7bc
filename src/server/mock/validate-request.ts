// Step: checks the request against the document. 400 for a missing or invalid parameter or body. Undeclared query
// parameters pass: the real service ignores them.
// @see https://spec.openapis.org/oas/v3.1.1.html#parameter-object

import type { Parameter } from '../../contract/openapi/document.ts';
import { isIgnoredHeader } from '../../contract/openapi/operations.ts';
import { isJson } from '../../contract/openapi/responses.ts';
import { type Exchange, Rejection } from './exchange.ts';
import { parameterKey } from './paths.ts';

/** @throws Rejection 400 */
export function validateRequest(exchange: Exchange): void {
  const { parameters, requestBody } = exchange.route.operation;
  for (const parameter of parameters) if (!isIgnoredHeader(parameter)) validateParameter(exchange, parameter);
  if (requestBody !== undefined) validateBody(exchange);
}

function validateParameter(exchange: Exchange, parameter: Parameter): void {
  const texts = valuesOf(exchange, parameter);
  if (texts.length === 0) {
    if (parameter.required) reject(exchange, `${parameter.in} parameter "${parameter.name}" is missing`);
    return;
  }
  if (parameter.schema === undefined) return;
  const validator = exchange.route.served.validators.get(parameter.schemaPointer);
  if (!readings(texts).some(reading => validator.isValid(reading))) {
    reject(exchange, `${parameter.in} parameter "${parameter.name}" does not satisfy ${parameter.schemaPointer}`);
  }
}

function valuesOf({ request }: Exchange, { in: place, name }: Parameter): readonly string[] {
  if (place === 'query') return valuesIn(request.query, name);
  if (place === 'path') return valuesIn(request.params, parameterKey(name));
  if (place === 'cookie') return cookies(request.headers.cookie, name);
  return valuesIn(request.headers, name.toLowerCase());
}

function valuesIn(record: unknown, name: string): readonly string[] {
  const value = (record as Readonly<Record<string, string | readonly string[] | undefined>>)[name];
  return value === undefined ? [] : [value].flat();
}

function cookies(header: string | undefined, name: string): readonly string[] {
  const pairs = header?.split(/;\s*/).filter(part => part.startsWith(`${name}=`)) ?? [];
  return pairs.map(pair => pair.slice(name.length + 1));
}

/** Possible values of a parameter's text: the text, what it spells, or a list, repeated or with commas. */
function readings(texts: readonly string[]): readonly unknown[] {
  const items = texts.length === 1 ? (texts[0] ?? '').split(',') : texts;
  const lists = [items, items.map(spelt)];
  return texts.length === 1 ? [texts[0], spelt(texts[0] ?? ''), ...lists] : lists;
}

function spelt(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function validateBody(exchange: Exchange): void {
  const { requestBody } = exchange.route.operation;
  const text = typeof exchange.request.body === 'string' ? exchange.request.body : '';
  if (text === '') {
    if (requestBody?.required) reject(exchange, 'the request body is missing');
    return;
  }
  const type = exchange.request.headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '';
  const media = requestBody?.content.get(type);
  if (media === undefined) reject(exchange, `the document declares no request body of type "${type}"`);
  if (!isJson(type) || media.schema === undefined) return;
  const value = spelt(text);
  if (!exchange.route.served.validators.ofRequest(media.schemaPointer).isValid(value)) {
    reject(exchange, `the request body does not satisfy ${media.schemaPointer}`);
  }
}

function reject(exchange: Exchange, reason: string): never {
  exchange.entry.outcome = reason;
  throw new Rejection(400, 'request-invalid');
}
