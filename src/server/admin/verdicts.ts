// /__admin/verdicts: whether the client under test behaves, by the journal of a session.

import type { JsonObject } from '../../contract/openapi/document.ts';
import { defaultThresholds } from '../verdicts/verdict.ts';
import { verdictsOf } from '../verdicts/verdicts.ts';
import type { AdminRoute } from './admin-route.ts';
import { list, object, ref } from './schemas.ts';

const threshold: JsonObject = { type: 'integer', minimum: 0 };

export const listVerdicts: AdminRoute = {
  method: 'GET',
  path: '/verdicts',
  operationId: 'listVerdicts',
  summary: 'Whether the client under test kept each rule of good behaviour, by the requests of the session.',
  session: 'existing',
  query: Object.fromEntries(
    Object.entries(defaultThresholds).map(([name, value]) => [
      name,
      { description: `threshold, default ${value}`, schema: threshold },
    ]),
  ),
  answer: object({ verdicts: list(ref('Verdict')) }),
  handle: ({ session, query }) => ({
    verdicts: verdictsOf(
      session.journal,
      Object.fromEntries(Object.entries(query).map(([name, value]) => [name, Number(value)])),
    ),
  }),
};
