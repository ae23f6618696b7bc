// The reports that a run writes, and where: `--report NAME[=FILE]`, repeatable.

import { resolve } from 'node:path';
import { suggest } from '../../base/suggest.ts';
import { throwUsage, type UsageProblem } from './policy.ts';
import { type RenderOptions, shownFile } from './render.ts';
import { renderGithub } from './render-github.ts';
import { renderJunit } from './render-junit.ts';
import { renderSarif } from './render-sarif.ts';
import { renderText } from './render-text.ts';
import { type Report, summarize } from './report.ts';
import { printableJson } from './safe-text.ts';
import { removeEarlier, requireWritable, writeFiles } from './write-files.ts';

export type ReportName = 'text' | 'json' | 'junit' | 'sarif' | 'github';

/** The formats of a report, by their names on the command line. */
export const renderers: Readonly<Record<ReportName, (report: Report, options?: RenderOptions) => string>> = {
  text: renderText,
  json: renderJson,
  junit: renderJunit,
  sarif: renderSarif,
  github: renderGithub,
};

export interface ReportRequest {
  readonly name: ReportName;
  /** Default: standard output. */
  readonly file?: string;
}

/**
 * Parses the values of `--report`, each `NAME` or `NAME=FILE`. Default: `text`.
 *
 * @throws ERR_CLI_USAGE for an unknown report, a file named twice, or a machine-readable report that would share standard
 * output
 */
export function parseReports(texts: readonly string[]): readonly ReportRequest[] {
  const problems: UsageProblem[] = [];
  const requests = (texts.length === 0 ? ['text'] : texts).flatMap(text => readRequest(text, problems));
  throwUsage('--report', [...problems, ...sameFiles(requests), ...mixed(requests)]);
  return requests;
}

/**
 * Checks before the run that its reports can be written, and deletes those of an earlier run: after an aborted run, a
 * stale report would look like a new one.
 *
 * @throws ERR_REPORT_UNWRITABLE; then none is deleted
 */
export function prepareReports(requests: readonly ReportRequest[]): void {
  const files = requests.flatMap(({ file }) => file ?? []);
  requireWritable(files);
  removeEarlier(files);
}

/**
 * Renders every report, then writes every file, then prints the rest. Only printed reports have colours.
 *
 * @throws ERR_REPORT_UNWRITABLE; then no file is half-written
 */
export function writeReports(
  report: Report,
  requests: readonly ReportRequest[],
  print: (text: string) => void,
  options: RenderOptions = {},
): void {
  const rendered = requests.map(({ name, file }) => {
    const color = file === undefined && options.color === true;
    return { file, text: renderers[name](report, { ...options, color }) };
  });
  writeFiles(rendered.flatMap(({ file, text }) => (file === undefined ? [] : [{ file, text }])));
  for (const { file, text } of rendered) if (file === undefined) print(text);
}

function readRequest(text: string, problems: UsageProblem[]): readonly ReportRequest[] {
  const equals = text.indexOf('=');
  const name = equals < 0 ? text : text.slice(0, equals);
  if (!isReportName(name)) {
    const names = Object.keys(renderers);
    problems.push({ message: `Unknown report "${name}".`, hint: suggest(name, names) });
    return [];
  }
  if (equals < 0) return [{ name }];
  const file = text.slice(equals + 1);
  if (file !== '') return [{ name, file }];
  const hint = `Write "${name}=FILE", or "${name}" for standard output.`;
  problems.push({ message: `The report "${text}" names no file.`, hint });
  return [];
}

function isReportName(name: string): name is ReportName {
  return Object.hasOwn(renderers, name);
}

function sameFiles(requests: readonly ReportRequest[]): UsageProblem[] {
  const files = requests.flatMap(({ file }) => (file === undefined ? [] : [resolve(file)]));
  const twice = files.filter((file, at) => files.indexOf(file) !== at);
  return [...new Set(twice)].map(file => ({
    message: `Several reports go to "${file}".`,
    hint: 'Give each report its own file.',
  }));
}

/** JSON and XML must be alone on standard output, where programs read them. */
function mixed(requests: readonly ReportRequest[]): UsageProblem[] {
  const names = requests.filter(({ file }) => file === undefined).map(({ name }) => name);
  const alone = names.find(name => name === 'json' || name === 'junit' || name === 'sarif');
  if (names.length < 2 || alone === undefined) return [];
  return [
    {
      message: `Standard output cannot take ${names.join(' and ')} at once.`,
      hint: `Write one of them to a file: --report ${alone}=FILE.`,
    },
  ];
}

/** Version of the format; it changes when a member vanishes or changes its meaning. */
const formatVersion = 1;

/** By spec/report.schema.json. Its strings are as seen; only those of more than 2000 characters are cut. */
function renderJson(report: Report, { version }: RenderOptions = {}): string {
  const tool = { name: 'aps-userinfo', ...(version !== undefined && { version }) };
  const { command, target, exitCode, checks, findings, notes } = report;
  const document = { ...report.document, file: shownFile(report.document.file) };
  const summary = summarize(report);
  return `${printableJson({ formatVersion, tool, command, target, document, exitCode, summary, checks, findings, notes }, 2)}\n`;
}
