// Reports in the requested formats, printed or written to files.

import { lstatSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { KitError, whyRefused } from '../../base/errors.ts';
import { suggest } from '../../base/suggest.ts';
import { throwUsage, type UsageProblem } from './policy.ts';
import { type RenderOptions, shownFile } from './render.ts';
import { renderGithub, renderJunit } from './render-ci.ts';
import { renderSarif } from './render-sarif.ts';
import { renderText } from './render-text.ts';
import { type Report, summarize } from './report.ts';
import { printableJson } from './safe-text.ts';

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

// Writes several files atomically: temporary files beside the targets first, then renames.

export interface TextFile {
  readonly file: string;
  readonly text: string;
}

/**
 * Writes all files, or throws and leaves none half-written and no temporary file. Anything but a regular file, such as a
 * pipe or `/dev/stdout`, is written to directly.
 *
 * @throws ERR_REPORT_UNWRITABLE
 */
export function writeFiles(files: readonly TextFile[]): void {
  withDrafts(files, drafts => {
    for (const { file, target, draft, text } of drafts) {
      orUnwritable(file, () => (draft === undefined ? writeFileSync(target, text) : renameSync(draft, target)));
    }
  });
}

/**
 * Checks that the files can be written, without changing any.
 *
 * @throws ERR_REPORT_UNWRITABLE
 */
function requireWritable(files: readonly string[]): void {
  withDrafts(
    files.map(file => ({ file, text: '' })),
    () => {},
  );
}

/** Deletes the regular files among them; links and pipes stay. @throws ERR_REPORT_UNWRITABLE */
function removeEarlier(files: readonly string[]): void {
  for (const file of files) {
    if (lstatSync(file, { throwIfNoEntry: false })?.isFile()) orUnwritable(file, () => rmSync(file));
  }
}

interface Draft extends TextFile {
  /** The file after following links. */
  readonly target: string;
  /** The temporary file; undefined for anything but a regular file. */
  readonly draft: string | undefined;
}

/** Runs `work` with all drafts written, then deletes the drafts that are left. */
function withDrafts(files: readonly TextFile[], work: (drafts: readonly Draft[]) => void): void {
  const drafts = files.map(toDraft);
  try {
    for (const { file, draft, text } of drafts) {
      if (draft !== undefined) orUnwritable(file, () => writeFileSync(draft, text));
    }
    work(drafts);
  } finally {
    for (const { draft } of drafts) if (draft !== undefined) rmSync(draft, { force: true });
  }
}

function toDraft({ file, text }: TextFile): Draft {
  return orUnwritable(file, () => {
    // Keep the link: write to its target.
    const target = lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() ? realpathSync(file) : file;
    const found = statSync(target, { throwIfNoEntry: false });
    if (found?.isDirectory()) throw Object.assign(new Error('it is a folder'), { code: 'EISDIR' });
    const isSpecial = found !== undefined && !found.isFile();
    return { file, text, target, draft: isSpecial ? undefined : `${target}.${process.pid}.tmp` };
  });
}

function orUnwritable<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    const message = `The report "${file}" cannot be written: ${whyRefused(cause, 'folder')}.`;
    const hint = 'Name a file in a writable folder that exists.';
    throw new KitError('ERR_REPORT_UNWRITABLE', message, { hint, cause });
  }
}
