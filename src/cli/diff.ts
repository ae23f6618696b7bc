// `aps-userinfo diff`: compares two documents or two folders of recordings.

import { existsSync, statSync } from 'node:fs';
import { KitError } from '../base/errors.ts';
import { profileApis } from '../base/package-files.ts';
import { loadConfig } from '../config/config.ts';
import { applyPolicy, parseIgnores } from '../contract/findings/policy.ts';
import { shownFile } from '../contract/findings/render.ts';
import type { CheckResult, Report } from '../contract/findings/report.ts';
import { parseReports } from '../contract/findings/reports.ts';
import type { ApiDocument } from '../contract/openapi/document.ts';
import { builtinDocument, chosenDocument, loadDocument } from '../contract/openapi/load.ts';
import { diffDocuments } from '../traffic/recordings/diff-documents.ts';
import { driftResults } from '../traffic/recordings/drift.ts';
import { readRecordings } from '../traffic/recordings/recording.ts';
import { reportRun, type Surroundings } from './report-run.ts';

/** As commander parses them. */
export interface DiffFlags {
  readonly spec?: string;
  readonly profileApi?: string;
  readonly config?: string;
  readonly report?: readonly string[];
  readonly strict?: boolean;
  readonly ignore?: readonly string[];
}

/** Runs the command. @returns its exit code @throws ERR_CLI_USAGE, ERR_DOCUMENT_*, ERR_RECORDING_UNREADABLE */
export async function runDiff(first: string, second: string, flags: DiffFlags, around: Surroundings): Promise<number> {
  const reports = parseReports(flags.report ?? []);
  const policy = { strict: flags.strict === true, ignores: parseIgnores(flags.ignore ?? []) };
  const [before, now] = [named(first), named(second)];
  const kind = sameKind(before, now);
  return reportRun(reports, around, async () => {
    const { document, ...parts } =
      kind === 'folder' ? await compareRecordings(before, now, flags, around.env) : await compareDocuments(before, now);
    const { title, version, file } = document;
    const about = {
      command: 'diff',
      target: `${shownFile(before)} ${shownFile(now)}`,
      document: { title, version, file },
    };
    const report = applyPolicy({ ...about, ...parts, findings: [] }, policy);
    return { report, locate: pointer => (pointer.includes('#') ? undefined : document.locate(pointer)) };
  });
}

/** `v1` and `v2` are the built-in documents, unless files of these names exist. */
function named(path: string): string {
  const api = existsSync(path) ? undefined : profileApis.find(name => name === path);
  return api === undefined ? path : builtinDocument(api);
}

interface Compared extends Pick<Report, 'checks' | 'notes' | 'exitCode'> {
  /** The newer one, or the one to compare recordings by. */
  readonly document: ApiDocument;
}

async function compareDocuments(before: string, now: string): Promise<Compared> {
  const [old, document] = [await loadDocument(before), await loadDocument(now)];
  const checks = diffDocuments(old, document).map(({ operation, findings, isComplete }): CheckResult => {
    const title = `Clients of ${operation} keep working.`;
    const failed = findings.some(({ severity }) => severity === 'error');
    const about = { id: operation, title, requests: 0, findings };
    if (failed || isComplete) return { ...about, status: failed ? 'failed' : 'passed' };
    return { ...about, status: 'not-checked', reason: 'its schemas are too large to be compared to the end' };
  });
  const exitCode = checks.some(({ status }) => status === 'not-checked') ? 3 : 0;
  return { document, checks, notes: ['Descriptions and examples are not compared.'], exitCode };
}

async function compareRecordings(
  before: string,
  now: string,
  { spec, profileApi, config: file }: DiffFlags,
  env: Surroundings['env'],
): Promise<Compared> {
  const document = await loadDocument(chosenDocument(loadConfig({ flags: { spec, profileApi }, env, file })));
  const checks = driftResults(readRecordings(before), readRecordings(now), document);
  // Recordings without a common kind were not compared at all.
  const isNothing = checks.every(({ status }) => status === 'not-checked');
  return { document, checks, notes: [], exitCode: isNothing ? 3 : 0 };
}

type Kind = 'file' | 'folder';

/** @throws ERR_CLI_USAGE for a missing one, or different kinds */
function sameKind(before: string, now: string): Kind {
  const [old, recent] = [kindOf(before), kindOf(now)];
  if (old === recent) return old;
  const words = { file: 'a file, and so a document', folder: 'a folder, and so recordings' };
  throw new KitError('ERR_CLI_USAGE', `"${before}" is ${words[old]}, but "${now}" is ${words[recent]}.`, {
    hint: 'Use two documents, or two folders of recordings.',
  });
}

function kindOf(path: string): Kind {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats) return stats.isDirectory() ? 'folder' : 'file';
  throw new KitError('ERR_CLI_USAGE', `File or folder "${path}" does not exist.`, {
    hint: 'Use two documents, or two folders of recordings.',
  });
}
