// The report as SARIF 2.1.0, for code scanning. @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html

import { createHash } from 'node:crypto';
import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import { findingCatalog } from './catalog.ts';
import type { Severity } from './finding.ts';
import { linesOf, type RenderOptions, shownFile } from './render.ts';
import { type CheckResult, type PlacedFinding, placedFindings, type Report, shortfall } from './report.ts';
import { printable } from './safe-text.ts';

/** A SARIF log with one run. A result is located at the part of the document that it contradicts. */
export function renderSarif(report: Report, options: RenderOptions = {}): string {
  const log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: driver(options) },
        automationDetails: { id: printable(`${report.command} ${report.target}/`) },
        columnKind: 'utf16CodeUnits',
        invocations: [invocation(report)],
        results: placedFindings(report).map(placed => result(placed, report, options)),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

const levels: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'note' };
const codes = Object.keys(findingCatalog);

function driver({ version }: RenderOptions): object {
  const rules = Object.entries(findingCatalog).map(([id, { title, severity, cause, remedy }]) => ({
    id,
    shortDescription: { text: title },
    fullDescription: { text: cause },
    help: { text: `${cause} ${remedy}`, markdown: `**Cause:** ${cause}\n\n**What to do:** ${remedy}` },
    defaultConfiguration: { level: levels[severity] },
    properties: { tags: [id.replace(/\/.*/u, '')] },
  }));
  return { name: 'aps-userinfo', ...(version !== undefined && { version }), rules };
}

/** Checks that did not run have no results. They are listed here, because a log without results looks like success. */
function invocation(report: Report): object {
  const lack = shortfall(report);
  const leftOut = report.checks.filter(isLeftOut).map(({ id, title, status, reason }) => ({
    level: status === 'skipped' ? 'note' : 'warning',
    descriptor: { id: printable(id) },
    message: {
      text: plain(`${status === 'skipped' ? 'Skipped' : 'Not checked'}: ${title} ${reason ?? ''}`.trim()),
    },
  }));
  const notes = report.notes.map(note => ({ level: 'note', message: { text: plain(note) } }));
  return {
    executionSuccessful: lack === undefined,
    exitCode: report.exitCode,
    ...(lack !== undefined && { exitCodeDescription: lack }),
    toolExecutionNotifications: [...leftOut, ...notes],
  };
}

/** Removes placeholders (3.11.5) and links (3.11.6), which a server could have injected. */
function plain(text: string): string {
  return printable(text)
    .replace(/\{(\d+)\}/gu, '{{$1}}')
    .replaceAll('](', '] (');
}

function isLeftOut({ status }: CheckResult): boolean {
  return status === 'not-checked' || status === 'skipped';
}

function result({ check, finding }: PlacedFinding, report: Report, options: RenderOptions): object {
  const { code, severity, message, hint, ignoredBy, instancePath, where } = finding;
  const facts = linesOf(finding).map(({ label, text }) => [label, text]);
  return {
    ruleId: code,
    ruleIndex: codes.indexOf(code),
    level: levels[severity],
    message: { text: plain(hint === undefined ? message : `${message} ${hint}`) },
    locations: [
      {
        physicalLocation: physicalLocation(finding.schemaPath, report, options),
        logicalLocations: [{ fullyQualifiedName: printable(`${where}#${instancePath}`), kind: 'value' }],
      },
    ],
    partialFingerprints: { 'aps-userinfo/v1': fingerprint({ check, finding }) },
    ...(ignoredBy !== undefined && {
      suppressions: [{ kind: 'external', justification: printable(`--ignore ${ignoredBy}`) }],
    }),
    properties: { ...(check && { check: printable(check.id) }), ...Object.fromEntries(facts) },
  };
}

function physicalLocation(schemaPath: string, { document }: Report, { locate }: RenderOptions): object {
  const place = schemaPath === '' ? undefined : locate?.(schemaPath);
  if (place === undefined) return { artifactLocation: { uri: uriOf(fileOf(schemaPath) ?? document.file) } };
  return {
    artifactLocation: { uri: uriOf(place.file) },
    region: { startLine: place.line, startColumn: place.column },
  };
}

/** The file of a `schemaPath` such as `parts.yaml#/A/type`; undefined for the main document. */
function fileOf(schemaPath: string): string | undefined {
  return /^(.+\.(?:ya?ml|json))#\//iu.exec(schemaPath)?.[1];
}

/** A path as a URI reference: relative paths stay relative to the reader's root. */
function uriOf(path: string): string {
  const file = shownFile(path);
  if (/^https?:\/\//u.test(file) && URL.canParse(file)) return new URL(file).href;
  if (isAbsolute(file)) return pathToFileURL(file).href;
  return file
    .split(/[\\/]/u)
    .map(part => encodeURIComponent(printable(part)))
    .join('/');
}

/** Equal for the same finding in the next run, even if its message changes. */
function fingerprint({ check, finding }: PlacedFinding): string {
  const identity = [check?.id ?? '', finding.code, finding.instancePath, finding.schemaPath];
  return createHash('sha256').update(JSON.stringify(identity)).digest('hex');
}
