// `aps-userinfo pact verify` and `pact compare`: converts flags, runs, writes reports.

import { KitError } from '../base/errors.ts';
import { loadConfig } from '../config/config.ts';
import type { Report } from '../contract/findings/report.ts';
import { parseReports } from '../contract/findings/reports.ts';
import { createLocator } from '../contract/openapi/api-document.ts';
import type { ApiDocument } from '../contract/openapi/document.ts';
import { chosenDocument, loadDocument } from '../contract/openapi/load.ts';
import { type BrokerSource, parseSelectors } from '../pact/broker.ts';
import { readPacts } from '../pact/pact-file.ts';
import { readCredentials } from '../verify/credentials.ts';
import { parseTarget, type Target } from '../verify/target.ts';
import { reportRun, type Surroundings } from './report-run.ts';

/** Flags of both commands, as commander parses them. */
interface CommonFlags {
  readonly spec?: string;
  readonly profileApi?: string;
  readonly config?: string;
  readonly report?: readonly string[];
  readonly strict?: boolean;
  readonly ignore?: readonly string[];
}

export type CompareFlags = CommonFlags;

export interface PactVerifyFlags extends CommonFlags {
  readonly pact?: readonly string[];
  readonly target?: string;
  readonly states?: string;
  readonly requireInteractions?: number;
  readonly live?: boolean;
  readonly allowHttp?: boolean;
  readonly budget?: number;
  readonly timeout?: number;
  readonly credentials?: string;
  readonly brokerUrl?: string;
  readonly provider?: string;
  readonly selectors?: string;
  readonly enablePending?: boolean;
  readonly includeWipSince?: string;
  readonly publish?: boolean;
  readonly providerVersion?: string;
  readonly providerBranch?: string;
  readonly buildUrl?: string;
  readonly coverage?: string;
}

/** @returns the exit code @throws any error that prevents the run */
export async function runPactVerify(flags: PactVerifyFlags, around: Surroundings): Promise<number> {
  const { live = false, allowHttp = false, pact: sources = [] } = flags;
  const target = parseTarget(required(flags.target, '--target', 'http://127.0.0.1:4010'), { live, allowHttp });
  if (sources.length === 0) required(undefined, '--pact', 'pacts');
  const files = sources.filter(source => source !== 'broker');
  const broker = brokerOf(flags, files.length < sources.length, target, around.env);
  const pacts = readPacts(files).filter(({ provider }) => provider === (flags.provider ?? provider));
  return withReports(flags, around, async document => {
    const { verifyPacts } = await import('../pact/verify-pacts.ts');
    return verifyPacts({
      document,
      target,
      pacts,
      broker,
      token: tokenOf(flags, around),
      states: flags.states === undefined ? undefined : parseTarget(flags.states, { live, allowHttp }),
      adminToken: textOf(around.env['APS_USERINFO_ADMIN_TOKEN']),
      timeoutMs: flags.timeout ?? 10_000,
      budget: flags.budget ?? 20,
      coverage: flags.coverage,
      requireChecks: flags.requireInteractions ?? 1,
      strict: flags.strict === true,
      ignore: flags.ignore ?? [],
    });
  });
}

/** @returns the exit code @throws any error that prevents the run */
export async function runPactCompare(
  paths: readonly string[],
  flags: CompareFlags,
  around: Surroundings,
): Promise<number> {
  const pacts = readPacts(paths);
  return withReports(flags, around, async document => {
    const { comparePacts } = await import('../pact/compare-pacts.ts');
    return comparePacts({ document, pacts, strict: flags.strict === true, ignore: flags.ignore ?? [] });
  });
}

async function withReports(
  { report: names = [], spec, profileApi, config: file }: CommonFlags,
  around: Surroundings,
  run: (document: ApiDocument) => Promise<Report>,
): Promise<number> {
  return reportRun(parseReports(names), around, async () => {
    const { env } = around;
    const document = await loadDocument(chosenDocument(loadConfig({ flags: { spec, profileApi }, env, file })));
    return { report: await run(document), locate: createLocator(document) };
  });
}

function tokenOf({ credentials: file }: PactVerifyFlags, { env, stderr }: Surroundings): string | undefined {
  const { credentials, warnings } = readCredentials({ env, file });
  for (const warning of warnings) stderr.write(`warning: ${warning}\n`);
  return credentials.token;
}

/** @throws ERR_PACT_BROKER, ERR_CLI_USAGE */
function brokerOf(
  flags: PactVerifyFlags,
  isAsked: boolean,
  { isLoopback }: Target,
  env: Surroundings['env'],
): BrokerSource | undefined {
  if (!isAsked) {
    if (flags.publish === true) throw nothingToPublish();
    return undefined;
  }
  const address = flags.brokerUrl ?? textOf(env['PACT_BROKER_BASE_URL']);
  if (address === undefined) throw unnamedBroker();
  if (flags.publish === true) required(flags.providerVersion, '--provider-version', '1.2.3');
  if (flags.publish === true && !isLoopback) throw partlyVerified();
  return {
    url: parseTarget(address, { live: true, allowHttp: flags.allowHttp === true }),
    token: textOf(env['PACT_BROKER_TOKEN']),
    username: textOf(env['PACT_BROKER_USERNAME']),
    password: textOf(env['PACT_BROKER_PASSWORD']),
    provider: required(flags.provider, '--provider', 'userinfo'),
    selectors: flags.selectors === undefined ? [] : parseSelectors(flags.selectors),
    enablePending: flags.enablePending === true,
    includeWipSince: flags.includeWipSince,
    providerVersion: flags.providerVersion,
    providerBranch: flags.providerBranch,
    publish: flags.publish === true,
    buildUrl: flags.buildUrl,
    withoutStates: !isLoopback,
  };
}

function required(value: string | undefined, flag: string, example: string): string {
  if (value !== undefined) return value;
  throw new KitError('ERR_CLI_USAGE', `${flag} is missing.`, { hint: `For example: ${flag} ${example}` });
}

/** An empty variable counts as unset: CI leaves unset secrets empty. */
function textOf(value: string | undefined): string | undefined {
  return value === '' ? undefined : value;
}

function nothingToPublish(): KitError {
  return new KitError('ERR_PACT_BROKER', 'Results of files cannot be published, since no broker has these contracts.', {
    hint: 'Verify contracts of a broker: --pact broker --broker-url URL --provider NAME.',
  });
}

function unnamedBroker(): KitError {
  return new KitError('ERR_PACT_BROKER', 'The broker has no URL.', {
    hint: 'Set --broker-url or PACT_BROKER_BASE_URL.',
  });
}

function partlyVerified(): KitError {
  return new KitError('ERR_PACT_BROKER', 'Results against a live service are incomplete and are not published.', {
    hint: 'Publish results against the mock.',
  });
}
