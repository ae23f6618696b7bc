// GET /__admin/requests/{id}/exchange: headers, body, and what the document says about the answer.

import type { JsonObject } from '../../contract/openapi/document.ts';
import { checkResponse } from '../../contract/responses/check-response.ts';
import type { Header } from '../../contract/responses/exchange.ts';
import type { JournalEntry } from '../sessions/journal-entry.ts';
import type { RecentExchange } from '../sessions/recent-exchanges.ts';
import type { AdminCall, AdminRoute } from './admin-route.ts';
import { unknownEntry } from './requests.ts';
import { list, object, text } from './schemas.ts';

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
