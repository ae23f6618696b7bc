// Checks one response against the document and the standards of HTTP and JSON.
// @see https://spec.openapis.org/oas/v3.1.1.html#responses-object and https://www.rfc-editor.org/rfc/rfc9110

import { isObject } from '../../base/json.ts';
import { suggest } from '../../base/suggest.ts';
import { findingsAt } from '../findings/catalog.ts';
import type { Finding, UnplacedFinding } from '../findings/finding.ts';
import { orList } from '../openapi/describe-schema.ts';
import type { ApiDocument, Operation } from '../openapi/document.ts';
import { checkBody } from './check-body.ts';
import { checkHeaders, headerFindings } from './check-headers.ts';
import type { SeenExchange } from './exchange.ts';
import { headerValue } from './headers.ts';
import {
  createResponseContext,
  findOperation,
  operationsAt,
  type ResponseContext,
  type ResponseRules,
} from './response-context.ts';

/**
 * All findings about a response: operation, status, headers, body; empty for a valid one. Sends and stores nothing, and
 * includes no personal value by default.
 */
export function checkResponse(exchange: SeenExchange, rules: ResponseRules): readonly Finding[] {
  const operation = rules.operation ?? findOperation(rules.document, exchange.request);
  const findings = operation
    ? checkOperation(createResponseContext(exchange, operation, rules))
    : checkUndocumented(exchange, rules);
  return findingsAt(exchange.where, findings);
}

/**
 * The part of a response that breaks the document: `status`, `content-type`, `header` and its name, or `body`; undefined if
 * `checkResponse` finds no error.
 */
export function brokenPart(exchange: SeenExchange, operation: Operation, rules: ResponseRules): string | undefined {
  const context = createResponseContext(exchange, operation, rules);
  const errorsOf = (findings: readonly UnplacedFinding[]): readonly Finding[] =>
    findingsAt(exchange.where, findings).filter(({ severity }) => severity === 'error');
  if (errorsOf(checkStatus(context)).length > 0) return 'status';
  const ofBody = errorsOf(checkBody(context));
  if (ofBody.some(({ code }) => /^response\/(?:content-type-|charset)/u.test(code))) return 'content-type';
  const header = headerFindings(context).find(([, finding]) => errorsOf([finding]).length > 0);
  if (header) return `header ${header[0]}`;
  return ofBody.length > 0 ? 'body' : undefined;
}

function checkOperation(context: ResponseContext): readonly UnplacedFinding[] {
  return [...checkStatus(context), ...checkHeaders(context), ...checkBody(context)];
}

function checkStatus({ document, operation, spec, response, pathInFile }: ResponseContext): UnplacedFinding[] {
  if (spec !== undefined) return [];
  const { method, path, responses, pointer } = operation;
  const documented = [...responses.keys()].join(', ');
  const elsewhere = elsewhereOf(document, operation);
  const actual = String(response.status);
  const where = { schemaPath: `${pathInFile(pointer)}/responses`, expected: documented, actual };
  return elsewhere?.statuses.includes(actual)
    ? [
        {
          code: 'response/status-elsewhere',
          message: `Status ${actual} is documented for ${method} ${path} in ${elsewhere.document} only.`,
          hint: `To check by that document, use ${elsewhere.flag}.`,
          ...where,
        },
      ]
    : [
        {
          code: 'response/status-undocumented',
          message: `Status ${actual} is not documented for ${method} ${path}.`,
          hint: `The document has ${documented}.`,
          ...where,
        },
      ];
}

/** `x-elsewhere` of the path: statuses that another document has. */
function elsewhereOf(document: ApiDocument, { pointer }: Operation): Elsewhere | undefined {
  const value = document.at(`${pointer.slice(0, pointer.lastIndexOf('/'))}/x-elsewhere`);
  return isObject(value) && Array.isArray(value['statuses']) ? (value as unknown as Elsewhere) : undefined;
}

interface Elsewhere {
  readonly statuses: readonly string[];
  readonly document: string;
  readonly flag: string;
}

/** An undocumented request may be rejected; HTTP's rules suffice. */
function checkUndocumented({ request, response }: SeenExchange, { document }: ResponseRules): UnplacedFinding[] {
  const method = request.method.toUpperCase();
  const [path = ''] = request.path.split(/[?#]/u);
  const methods = operationsAt(document, path).map(operation => operation.method);
  if (methods.length > 0) {
    // Browsers send OPTIONS to any resource.
    if (method === 'OPTIONS' || response.status === 501) return [];
    if (response.status === 405) return checkAllow(response.headers);
  }
  const hint = methods.length > 0 ? `The document has ${orList(methods)} there.` : hintOfPath(document, path);
  const message = `The document does not have ${method} ${path}.`;
  return [{ code: 'response/operation-undocumented', message, hint, schemaPath: '/paths' }];
}

function hintOfPath({ operations }: ApiDocument, path: string): string {
  const paths = [...new Set(operations.map(operation => operation.path))];
  return suggest(path, paths);
}

function checkAllow(headers: SeenExchange['response']['headers']): UnplacedFinding[] {
  if (headerValue(headers, 'allow') !== undefined) return [];
  return [{ code: 'response/allow-missing', message: 'The 405 has no header Allow.' }];
}
