// Flags and help of `aps-userinfo verify`; verify.ts implements it.

import { type Command, Option } from 'commander';
import { addFlags, collect, integer, pair, reportFlags } from './flags.ts';
import type { VerifyFlags } from './verify.ts';

export type VerifyAction = (baseUrl: string | undefined, flags: VerifyFlags) => Promise<void>;

/** @param action default: runs the command in this process */
export function addVerify(program: Command, action: VerifyAction = runInProcess): void {
  const verify = program
    .command('verify')
    .summary('check a server against the document')
    .description(
      'Checks a server, mock or live, against the document. Sends at most 30 requests, follows no redirects, and prints no tokens and no personal data.',
    )
    .argument('[base-url]', 'base URL of the document paths, such as http://127.0.0.1:4010')
    .addHelpText('after', help);
  for (const [group, options] of Object.entries(groups))
    for (const option of options) verify.addOption(option.helpGroup(`${group}:`));
  addFlags(verify, ['spec', 'profileApi', 'operation', 'nullable', 'pathParam']).action(action);
}

async function runInProcess(baseUrl: string | undefined, flags: VerifyFlags): Promise<void> {
  const { runVerify } = await import('./verify.ts');
  process.exitCode = await runVerify(baseUrl, flags, process);
}

const groups: Readonly<Record<string, readonly Option[]>> = {
  Checks: [
    new Option('--list', 'explain the checks and exit'),
    new Option('--only <checks>', 'run only these checks').argParser(collect),
    new Option('--skip <checks>', 'skip these checks').argParser(collect),
    new Option('--require-checks <n>', 'minimum number of checks that must run, else exit 3 (default: 1)').argParser(
      integer,
    ),
    new Option('--dry-run', 'print the requests without sending them'),
  ],
  'Permissions and limits': [
    new Option('--live', 'allow non-local hosts'),
    new Option('--allow-http', 'with --live: send tokens over unencrypted http'),
    new Option('--allow-post', 'run the check that sends POST'),
    new Option('--allow-rate-limit', "run the check that exhausts the application's quota"),
    new Option('--rate-limit-cap <n>', 'maximum requests of that check (default: the limit plus 5 %)').argParser(
      integer,
    ),
    new Option('--budget <n>', 'maximum requests of all other checks, retries included (default: 30)').argParser(
      integer,
    ),
    new Option('--timeout <ms>', 'timeout of one request, in milliseconds (default: 10000)').argParser(integer),
    new Option('--run-timeout <ms>', 'timeout of the whole run, in milliseconds (default: 600000)').argParser(integer),
  ],
  Request: [
    new Option(
      '--param <name=value>',
      'query, header or cookie parameter to send, such as X-Tenant=acme; repeatable',
    ).argParser(pair),
  ],
  Credentials: [
    new Option(
      '--credentials <file>',
      'file with APS_TOKEN=... lines or one JSON object; takes precedence over the environment',
    ),
    new Option('--mock-tokens', 'use tokens of the mock, for a local mock'),
  ],
  'Captured traffic (no network)': [
    new Option('--har <file>', 'check the responses in a HAR file; with a base URL, only those of its origin'),
    new Option('--recordings <folder>', 'check recordings'),
  ],
  'Files written': [
    new Option('--record <folder>', 'write the shapes of the responses, without values'),
    new Option('--baseline <folder>', 'compare with these recordings and report drift'),
    new Option('--update-baseline', 'replace the baseline with this run'),
    new Option('--coverage <file>', 'write which parts of the document the run exercised'),
  ],
  Output: [...reportFlags(), new Option('--show-values', 'show the values in findings; local servers only')],
};

const help = `
Credentials come from the environment: APS_TOKEN (3-legged, valid),
APS_EXPIRED_TOKEN, APS_TWO_LEGGED_TOKEN, and optionally APS_UNKNOWN_TOKEN and
APS_EXPECTED_SUB, the Autodesk id of the user of APS_TOKEN. A check without its
credential does not run and never counts as passed. Proxy variables of the
environment are ignored.

Exit codes: 0 all checks passed, 1 errors, 2 wrong usage or document,
3 incomplete: nothing, or fewer checks than required, ran, 4 the target is
unreachable. A run without valid-token exits with 3, unless --skip or --only
exclude it.

Examples:
  aps-userinfo verify http://127.0.0.1:4010 --mock-tokens
  aps-userinfo verify https://developer.api.autodesk.com --live --dry-run
  APS_TOKEN=... aps-userinfo verify https://developer.api.autodesk.com --live
  aps-userinfo verify http://127.0.0.1:4010 --mock-tokens \\
    --report text --report junit=verify.xml
  aps-userinfo verify --har traffic.har`;
