// Checks captured traffic against the document: HAR files and recordings, without network.

import type { Report } from '../contract/findings/report.ts';
import type { ApiDocument } from '../contract/openapi/document.ts';
import { loadRules } from '../contract/responses/load-rules.ts';
import { checkHar } from '../traffic/har/check-har.ts';
import { checkShapes, notToldByShapes } from '../traffic/recordings/check-shapes.ts';
import { readRecordings } from '../traffic/recordings/recording.ts';
import { conclude, createObserver, type Demands, type ObserveOptions, readPolicy } from './outcome.ts';

export interface TrafficOptions extends Demands, ObserveOptions {
  /** A HAR file of any size. */
  readonly har?: string;
  /** A folder of recordings, as `record` writes them. */
  readonly recordings?: string;
  /** Only HAR entries of this origin, such as `https://developer.api.autodesk.com`. Default: any. */
  readonly origin?: string;
  /** The document, or its file. Default: the built-in one. */
  readonly document?: ApiDocument | string;
  /** Include values in findings. Default: false. */
  readonly showValues?: boolean;
}

/**
 * Checks captured answers as `verify` checks a server's.
 *
 * @returns a report; its exit code is 3 if no entry belongs to the document
 * @throws ERR_HAR_UNREADABLE, ERR_RECORDING_UNREADABLE, ERR_CLI_USAGE, ERR_DOCUMENT_*
 */
export async function verifyTraffic(options: TrafficOptions): Promise<Report> {
  const policy = readPolicy(options);
  const { document, validators } = await loadRules(options.document);
  const observer = createObserver(document, options, 'har');
  const { har, recordings, origin, showValues } = options;
  const parts = [];
  if (har !== undefined)
    parts.push(await checkHar(har, { document, validators, showValues, origin, onExchange: observer.see }));
  if (recordings !== undefined)
    parts.push({ checks: checkShapes(readRecordings(recordings), { document, validators }), notes: [notToldByShapes] });
  const report = conclude(
    {
      command: 'verify',
      target: [har, recordings].filter(name => name !== undefined).join(', '),
      document: { title: document.title, version: document.version, file: document.file },
      checks: [...parts.flatMap(({ checks }) => checks), ...observer.drift()],
      findings: [],
      notes: parts.flatMap(({ notes }) => notes),
    },
    policy,
    options,
  );
  observer.write();
  return report;
}
