// `aps-userinfo verify`: converts flags, runs, writes reports.

import { counted } from '../base/counted.ts';
import { KitError } from '../base/errors.ts';
import { type Config, loadConfig } from '../config/config.ts';
import type { Report } from '../contract/findings/report.ts';
import { parseReports } from '../contract/findings/reports.ts';
import { createLocator } from '../contract/openapi/api-document.ts';
import type { ApiDocument } from '../contract/openapi/document.ts';
import { chosenDocument, loadDocument } from '../contract/openapi/load.ts';
import type { Check } from '../verify/check.ts';
import { checks } from '../verify/checks.ts';
import { credentialVariables, readCredentials } from '../verify/credentials.ts';
import { type Plan, type PlannedCheck, planRun } from '../verify/plan.ts';
import { verify } from '../verify/verify.ts';
import type { VerifyOptions } from '../verify/verify-options.ts';
import type { TrafficOptions } from '../verify/verify-traffic.ts';
import { reportRun, type Surroundings } from './report-run.ts';
import { twoColumns, withProgress } from './terminal.ts';

/** As commander parses them. */
export interface VerifyFlags
  extends Omit<
      VerifyOptions,
      'baseUrl' | 'document' | 'credentials' | 'timeoutMs' | 'runTimeoutMs' | 'onExchange' | 'wait'
    >,
    Pick<TrafficOptions, 'har' | 'recordings'> {
  readonly spec?: string;
  readonly profileApi?: string;
  readonly nullable?: string;
  readonly config?: string;
  readonly credentials?: string;
  readonly timeout?: number;
  readonly runTimeout?: number;
  readonly list?: boolean;
  readonly dryRun?: boolean;
  readonly report?: readonly string[];
}

/** @returns the exit code @throws any error that prevents the run */
export async function runVerify(
  baseUrl: string | undefined,
  flags: VerifyFlags,
  around: Surroundings,
): Promise<number> {
  if (flags.list === true) return show(renderChecks(), around);
  const reports = parseReports(flags.report ?? []);
  if (isTraffic(flags)) requireTrafficFlags(flags);
  const config = configOf(flags, around.env);
  const file = chosenDocument(config);
  const document = await withProgress(around.stderr, () => loadDocument(file, { nullable: config.nullable }));
  const options = (): VerifyOptions => ({ ...serverOptions(baseUrl, flags, document, around), ...chosenBy(config) });
  if (flags.dryRun === true) return show(await renderedPlan(options()), around);
  return reportRun(reports, around, async () => {
    const report = isTraffic(flags) ? await trafficReport(baseUrl, flags, document) : await verify(options());
    return { report, locate: createLocator(document) };
  });
}

function show(text: string, { stdout }: Surroundings): number {
  stdout.write(text);
  return 0;
}

function configOf(
  { spec, profileApi, operation, nullable, pathParam, config: file }: VerifyFlags,
  env: Surroundings['env'],
): Config {
  return loadConfig({ flags: { spec, profileApi, operation, nullable, pathParam }, env, file });
}

function chosenBy({ operation, pathParam }: Config): Pick<VerifyOptions, 'operation' | 'pathParam'> {
  return { ...(operation !== undefined && { operation }), pathParam };
}

/** Printing a plan needs no permission. */
async function renderedPlan(options: VerifyOptions): Promise<string> {
  return renderPlan(await planRun({ ...options, live: true, allowHttp: true }), options.live === true);
}

function serverOptions(
  baseUrl: string | undefined,
  {
    spec,
    profileApi,
    nullable,
    config,
    credentials: file,
    list,
    dryRun,
    report,
    har,
    recordings,
    ...given
  }: VerifyFlags,
  document: ApiDocument,
  { env, stderr }: Surroundings,
): VerifyOptions {
  if (baseUrl === undefined)
    throw new KitError('ERR_CLI_USAGE', 'The base URL is missing.', {
      hint: 'Pass the server to verify: aps-userinfo verify http://127.0.0.1:4010 --mock-tokens.',
    });
  const { timeout, runTimeout, ...rest } = given;
  const options = {
    ...rest,
    ...(timeout !== undefined && { timeoutMs: timeout }),
    ...(runTimeout !== undefined && { runTimeoutMs: runTimeout }),
    baseUrl,
    document,
  };
  // Tokens of the mock are meant to stand in for whatever else is there.
  if (rest.mockTokens === true) return options;
  const { credentials, warnings } = readCredentials({ env, file });
  for (const warning of warnings) stderr.write(`warning: ${warning}\n`);
  return { ...options, credentials };
}

function isTraffic({ har, recordings }: VerifyFlags): boolean {
  return har !== undefined || recordings !== undefined;
}

/** Flags that need a server; values in a captured file may be personal data. */
const serverFlags: readonly (keyof VerifyFlags)[] = [
  ...(['param', 'pathParam', 'operation'] as const),
  ...(['only', 'skip', 'dryRun', 'live', 'allowHttp', 'allowPost', 'allowRateLimit', 'rateLimitCap'] as const),
  ...(['budget', 'timeout', 'runTimeout', 'credentials', 'mockTokens', 'showValues'] as const),
];

function requireTrafficFlags(flags: VerifyFlags): void {
  const flag = serverFlags.find(name => flags[name] !== undefined);
  if (flag === undefined) return;
  const written = flag.replace(/[A-Z]/gu, letter => `-${letter.toLowerCase()}`);
  throw new KitError('ERR_CLI_USAGE', `--${written} applies to a server, not to captured traffic.`, {
    hint: 'Verify the server and the traffic in two runs.',
  });
}

/** Checks captured traffic without loading the HTTP client; a base URL selects its origin. */
async function trafficReport(baseUrl: string | undefined, flags: VerifyFlags, document: ApiDocument): Promise<Report> {
  const { verifyTraffic } = await import('../verify/verify-traffic.ts');
  return verifyTraffic({ ...flags, document, ...(baseUrl !== undefined && { origin: originOf(baseUrl) }) });
}

function originOf(baseUrl: string): string {
  if (URL.canParse(baseUrl)) return new URL(baseUrl).origin;
  throw new KitError('ERR_CLI_USAGE', 'The base URL is not a URL.', { hint: 'Write it as https://host.' });
}

/** Every check with its requests and credentials. */
function renderChecks(): string {
  const sections = [...checks.values()].map(check =>
    [check.id, `  ${check.title}.`, `  ${check.description}`, ...needsLine(check)].join('\n'),
  );
  return `${sections.join('\n\n')}\n`;
}

function needsLine({ needs = [] }: Check): readonly string[] {
  return needs.length === 0 ? [] : [`  Needs ${needs.map(name => credentialVariables[name]).join(', ')}.`];
}

/** The requests of a run. @param isLive whether non-local hosts are allowed */
function renderPlan({ target, document, checks: planned, requests, budget }: Plan, isLive: boolean): string {
  const head = [
    `Would check ${target.url} against ${document.file}. Nothing was sent.`,
    '',
    ...twoColumns(
      planned.map(check => [check.check.id, decisionText(check)]),
      '  ',
    ),
  ];
  const own = planned.filter(({ check, decision }) => check.ownBudget === true && decision === 'run');
  const beside = own.map(({ check, requests: most }) => `, and at most ${most} of ${check.id}`).join('');
  const over = requests > budget ? '. The budget does not suffice: raise --budget' : '';
  const permission = target.isLoopback || isLive ? '' : ' To send them, add --live.';
  return `${head.join('\n')}\n\nAt most ${requests} requests of a budget of ${budget}${beside}${over}.${permission}\n`;
}

function decisionText({ check, decision, reason, requests }: PlannedCheck): string {
  if (decision !== 'run') return `${decision === 'skipped' ? 'skipped' : 'not checked'}: ${reason}`;
  const names = (check.needs ?? []).map(name => credentialVariables[name]).join(', ');
  const cost = requests === 0 ? 'no further request' : counted(requests, 'request');
  return names === '' ? cost : `${cost}, with ${names}`;
}
