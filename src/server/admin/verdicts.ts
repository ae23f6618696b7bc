// /__admin/verdicts: whether the client under test behaves, by the journal of a session.

import { packageVersion } from '../../base/package-files.ts';
import type { JsonObject } from '../../contract/openapi/document.ts';
import { defaultThresholds } from '../verdicts/verdict.ts';
import { verdictReport, verdictsOf } from '../verdicts/verdicts.ts';
import type { AdminRoute } from './admin-route.ts';
import { list, object, ref, text } from './schemas.ts';

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

const files = { text: 'verdicts.txt', json: 'verdicts.json', junit: 'verdicts.xml', sarif: 'verdicts.sarif' } as const;

export const reportVerdicts: AdminRoute = {
  method: 'GET',
  path: '/verdicts/report',
  operationId: 'reportVerdicts',
  summary: 'The verdicts as a report file, as `mock --verdicts` writes it.',
  session: 'existing',
  query: {
    format: { description: 'default: json', schema: { enum: Object.keys(files) } },
  },
  answer: object({ name: { ...text, description: 'for the file' }, text }),
  async handle({ session, served: { document }, query }) {
    const { renderers } = await import('../../contract/findings/reports.ts');
    const format = (query['format'] as keyof typeof files | undefined) ?? 'json';
    const { title, version, file } = document;
    const report = verdictReport(verdictsOf(session.journal), `session ${session.id}`, { title, version, file });
    return { name: files[format], text: renderers[format](report, { version: packageVersion() }) };
  },
};
