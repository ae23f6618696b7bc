// The report for programs, by spec/report.schema.json.

import type { RenderOptions } from './render-options.ts';
import type { Report } from './report.ts';
import { printableJson } from './safe-text.ts';
import { summarize } from './summary.ts';

/** Version of the format; it changes when a member vanishes or changes its meaning. */
const formatVersion = 1;

/** The report as JSON. Its strings are as seen; only those of more than 2000 characters are cut. */
export function renderJson(report: Report, { version }: RenderOptions = {}): string {
  const tool = { name: 'aps-userinfo', ...(version !== undefined && { version }) };
  const { command, target, document, exitCode, checks, findings, notes } = report;
  const summary = summarize(report);
  return `${printableJson({ formatVersion, tool, command, target, document, exitCode, summary, checks, findings, notes }, 2)}\n`;
}
