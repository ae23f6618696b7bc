// Exchanges for tests, as if they had been seen.

import type { ApiDocument, Json, Operation } from '../../../src/contract/openapi/document.ts';
import { builtinDocument, loadDocument } from '../../../src/contract/openapi/load.ts';
import { createValidators, type Validators } from '../../../src/contract/openapi/validators.ts';
import type { Header, SeenExchange } from '../../../src/contract/responses/exchange.ts';
import { writeFiles } from '../../written-files.ts';

/** The document of the package, its validators and its GET. */
export const document: ApiDocument = await loadDocument(builtinDocument());
export const validators: Validators = createValidators(document);
export const getUserInfo: Operation = operationOf(document, 'getUserInfo');

export function operationOf({ operations }: ApiDocument, id: string): Operation {
  const operation = operations.find(({ operationId }) => operationId === id);
  if (!operation) throw new Error(`there is no operation ${id}`);
  return operation;
}

/** What is sent with every answer, unless a test says otherwise. */
export const usualHeaders: readonly Header[] = [
  ['Content-Type', 'application/json; charset=utf-8'],
  ['Cache-Control', 'no-store'],
];

/** What differs from `GET /userinfo` answered with 200. */
export interface ExchangeParts {
  readonly method?: string;
  readonly path?: string;
  readonly status?: number;
  readonly headers?: readonly Header[];
}

/** An exchange; a string is sent as it is, undefined as an empty body, all else as JSON. */
export function exchange(body: unknown, parts: ExchangeParts = {}): SeenExchange {
  const { method = 'GET', path = '/userinfo', status = 200, headers = usualHeaders } = parts;
  const text = typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body);
  return {
    request: { method, path, headers: [] },
    response: { status, headers, body: Buffer.from(text) },
    where: 'a test',
  };
}

/** The members of an error in the gateway's envelope. */
export function gatewayError(errorCode: string, developerMessage = 'No.'): Readonly<Record<string, string>> {
  return { developerMessage, moreInfo: 'https://aps.autodesk.com/', errorCode };
}

/** A document with one operation, `GET /userinfo`, whose body has this schema; `others` are components/schemas. */
export function documentOf(schema: Json, others: Readonly<Record<string, Json>> = {}): Promise<ApiDocument> {
  const content = { 'application/json': { schema } };
  const responses = { 200: { description: 'Fine.', content } };
  return loadText({
    openapi: '3.1.1',
    info: { title: 'Test', version: '1' },
    paths: { '/userinfo': { get: { operationId: 'getUserInfo', responses } } },
    components: { schemas: others },
  });
}

/** A document from a value. */
export function loadText(value: unknown): Promise<ApiDocument> {
  return loadDocument(writeFiles({ 'api.json': JSON.stringify(value) }));
}
