// /__admin/requests: the request journal of a session.
// @see https://wiremock.org/docs/verifying/ for its paths and terms

import { KitError } from '../../base/errors.ts';
import type { JsonObject } from '../../contract/openapi/document.ts';
import { checkResponse } from '../../contract/responses/check-response.ts';
import type { Header } from '../../contract/responses/exchange.ts';
import type { JournalFilter } from '../sessions/journal.ts';
import type { JournalEntry } from '../sessions/journal-entry.ts';
import type { RecentExchange } from '../sessions/recent-exchanges.ts';
import type { AdminBody, AdminCall, AdminRoute } from './admin-route.ts';
import { explainRequest } from './explain-request.ts';
import { count, list, millisecondsOf, moment, object, ref, schemas, text } from './schemas.ts';

export const listRequests: AdminRoute = {
  method: 'GET',
  path: '/requests',
  operationId: 'listRequests',
  summary: 'The requests of the session, newest last.',
  session: 'existing',
  query: {
    limit: { description: 'maximum number of entries, newest kept', schema: { type: 'integer', minimum: 1 } },
    since: { description: 'only requests that arrived then or later', schema: moment },
  },
  answer: object({
    requests: list(ref('JournalEntry')),
    total: { ...count, description: 'number of requests without the limit' },
    dropped: { ...count, description: 'number of entries dropped because the journal was full' },
  }),
  handle({ session: { journal }, query: { limit, since } }) {
    const all = since === undefined ? journal.all() : journal.find({ since: millisecondsOf(since) });
    const requests = limit === undefined ? all : all.slice(-Number(limit));
    return { requests, total: all.length, dropped: journal.dropped };
  },
};

const { JournalEntry: journalEntry } = schemas;

export const getRequest: AdminRoute = {
  method: 'GET',
  path: '/requests/{id}',
  operationId: 'getRequest',
  summary: 'One request, by the X-Request-Id of its answer, and why it was answered so.',
  session: 'existing',
  errors: ['ERR_JOURNAL_ENTRY_UNKNOWN'],
  answer: {
    ...journalEntry,
    required: [...(journalEntry['required'] as readonly string[]), 'why'],
    properties: {
      ...(journalEntry['properties'] as JsonObject),
      why: { ...list(text), description: 'why this answer was given, step by step' },
    },
  },
  handle(call) {
    const { journal } = call.session;
    const entry = journal.get(idOf(call)) ?? unknownEntry(call);
    return { ...entry, why: explainRequest(entry, journal.all()) };
  },
};

const removed: JsonObject = object({ removed: count });

export const removeRequest: AdminRoute = {
  method: 'DELETE',
  path: '/requests/{id}',
  operationId: 'removeRequest',
  summary: 'Removes one request from the journal.',
  session: 'existing',
  errors: ['ERR_JOURNAL_ENTRY_UNKNOWN'],
  answer: removed,
  handle(call) {
    if (!call.session.journal.remove(idOf(call))) return unknownEntry(call);
    call.replica?.journal.remove(call.session, idOf(call));
    return { removed: 1 };
  },
};

export const clearRequests: AdminRoute = {
  method: 'DELETE',
  path: '/requests',
  operationId: 'clearRequests',
  summary: 'Empties the journal of the session.',
  session: 'made',
  answer: removed,
  handle({ session: { journal } }) {
    const before = journal.count();
    journal.clear();
    return { removed: before };
  },
};

const filter: AdminBody = {
  schema: {
    ...object({
      'method?': { ...text, pattern: '^[A-Z]+$' },
      'path?': { ...text, pattern: '^/[^?]*$', description: 'without the query' },
      'status?': { type: 'integer', minimum: 100, maximum: 599 },
      'operationId?': text,
      'tokenHash?': { ...text, pattern: '^[0-9a-f]{12}$' },
      'persona?': text,
      'clientId?': text,
      'correlationId?': text,
      'traceparent?': text,
      'scenario?': text,
      'since?': moment,
    }),
    description: 'every given member must match',
  },
  example: { status: 429 },
};

export const findRequests: AdminRoute = {
  method: 'POST',
  path: '/requests/find',
  operationId: 'findRequests',
  summary: 'The requests that match a filter, newest last.',
  session: 'existing',
  body: filter,
  answer: object({ requests: list(ref('JournalEntry')) }),
  handle: call => ({ requests: call.session.journal.find(filterOf(call)) }),
};

export const countRequests: AdminRoute = {
  method: 'POST',
  path: '/requests/count',
  operationId: 'countRequests',
  summary: 'Number of requests that match a filter.',
  session: 'existing',
  body: filter,
  answer: object({ count }),
  handle: call => ({ count: call.session.journal.count(filterOf(call)) }),
};

function filterOf({ body }: AdminCall): JournalFilter {
  const { since, ...exact } = body as JsonObject;
  return { ...exact, ...(since === undefined ? {} : { since: millisecondsOf(since) }) };
}

function idOf({ path }: AdminCall): string {
  return path['id'] ?? '';
}

/** @throws ERR_JOURNAL_ENTRY_UNKNOWN */
function unknownEntry(call: AdminCall): never {
  throw new KitError(
    'ERR_JOURNAL_ENTRY_UNKNOWN',
    `The journal of session "${call.session.id}" has no request "${idOf(call)}".`,
    {
      hint: 'The id is the X-Request-Id of the answer; the journal keeps only the latest requests.',
    },
  );
}

// GET /__admin/requests/{id}/exchange: headers, body, and what the document says about the answer.

const headers: JsonObject = list({ type: 'array', items: text, minItems: 2, maxItems: 2 });

export const getExchange: AdminRoute = {
  method: 'GET',
  path: '/requests/{id}/exchange',
  operationId: 'getExchange',
  summary: 'Headers and body of a recent request on the API, and the findings about its answer.',
  session: 'existing',
  errors: ['ERR_JOURNAL_ENTRY_UNKNOWN'],
  answer: object({
    'request?': { ...object({ headers }), description: 'missing if it is not kept any more; secrets are masked' },
    'response?': object({ headers, body: text }),
    'findings?': { ...list({ type: 'object' }), description: 'missing for a broken connection' },
  }),
  handle(call) {
    const { id = '' } = call.path;
    const entry = call.session.journal.get(id) ?? unknownEntry(call);
    const kept = call.recent.get(id);
    if (kept === undefined) return {};
    const response = { headers: pairs(kept.response), body: kept.body };
    return {
      request: { headers: Object.entries(kept.request).map(([name, value]) => [name, shown(name, value, entry)]) },
      response,
      ...(entry.status !== undefined && { findings: findingsOf(call, entry, kept) }),
    };
  },
};

const secret = /authorization|cookie|token|secret|password|api-?key/i;

/** A token is known by its hash, as in the journal. */
function shown(name: string, value: string | string[] | undefined, { tokenHash }: JournalEntry): string {
  const written = [value].flat().join(', ');
  if (!secret.test(name)) return written;
  const [, scheme = ''] = /^([A-Za-z]+) /.exec(written) ?? [];
  return `${scheme} ***${name === 'authorization' && tokenHash !== undefined ? ` (#${tokenHash})` : ''}`.trim();
}

function pairs(lines: readonly string[]): readonly Header[] {
  return lines.flatMap((name, index) => (index % 2 === 0 ? [[name, lines[index + 1] ?? ''] as const] : []));
}

function findingsOf({ served }: AdminCall, { method, url, status }: JournalEntry, kept: RecentExchange): unknown {
  const { document, validators } = served;
  const request = { method, path: url, headers: [] };
  const body = Buffer.from(method === 'HEAD' ? '' : kept.body);
  const response = { status: status ?? 0, headers: pairs(kept.response), body };
  return checkResponse({ request, response, where: `${method} ${url}` }, { document, validators });
}
