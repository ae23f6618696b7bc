// The command `aps-userinfo verify`: its flags and its help. What it does is in verify.ts.

import { type Command, InvalidArgumentError, Option } from 'commander';
import { addFlags } from './flags.ts';
import type { VerifyFlags } from './verify.ts';

/** What the command does; returns when it is done. */
export type VerifyAction = (baseUrl: string | undefined, flags: VerifyFlags) => Promise<void>;

/** Adds the command. @param action default: runs it as the process that was started for it */
export function addVerify(program: Command, action: VerifyAction = runInProcess): void {
  const verify = program
    .command('verify')
    .summary('check a server against the document')
    .description(
      'Checks whether a server, mock or live, does what the document says. Sends at most 20 requests, follows no redirect, and prints no token and no value of a person.',
    )
    .argument('[base-url]', 'where the paths of the document begin, such as http://127.0.0.1:4010')
    .addHelpText('after', help);
  for (const [group, options] of Object.entries(groups))
    for (const option of options) verify.addOption(option.helpGroup(`${group}:`));
  addFlags(verify, ['spec', 'profileApi']).action(action);
}

async function runInProcess(baseUrl: string | undefined, flags: VerifyFlags): Promise<void> {
  const { runVerify } = await import('./verify.ts');
  process.exitCode = await runVerify(baseUrl, flags, process);
}

const groups: Readonly<Record<string, readonly Option[]>> = {
  'What is checked': [
    new Option('--list', 'explain the checks and end'),
    new Option('--only <checks>', 'make these checks only').argParser(collect),
    new Option('--skip <checks>', 'leave these checks out').argParser(collect),
    new Option('--require-checks <n>', 'checks that must have been made, else exit 3 (default: 1)').argParser(integer),
    new Option('--dry-run', 'print what would be sent, and send nothing'),
  ],
  'What is permitted': [
    new Option('--live', 'hosts beyond this machine'),
    new Option('--allow-http', 'with --live: tokens over http, unencrypted'),
    new Option('--allow-post', 'the check that sends POST'),
    new Option('--allow-rate-limit', 'the check that uses up the quota of the application'),
    new Option('--rate-limit-cap <n>', 'most requests of that check (default: the limit and 5 %)').argParser(integer),
    new Option('--budget <n>', 'most requests of all other checks, retries included (default: 20)').argParser(integer),
    new Option('--timeout <ms>', 'time for one whole answer (default: 10000)').argParser(integer),
  ],
  Credentials: [
    new Option('--credentials <file>', 'file with APS_TOKEN=... lines or one JSON object; before the environment'),
    new Option('--mock-tokens', 'tokens of the mock, for one on this machine'),
  ],
  'Captured traffic, with no network': [
    new Option('--har <file>', 'check the answers of a HAR file; with a base URL, those of its origin only'),
    new Option('--recordings <folder>', 'check recordings'),
  ],
  'What is left behind': [
    new Option('--record <folder>', 'write what was seen as shapes, without any value'),
    new Option('--baseline <folder>', 'compare with these recordings; what differs is drift'),
    new Option('--update-baseline', 'replace the baseline by what was seen'),
    new Option('--coverage <file>', 'write what of the document was exercised'),
  ],
  'What comes of it': [
    new Option('--report <name[=file]>', 'text, json, junit, sarif or github; several times').argParser(append),
    new Option('--strict', 'warnings count as errors'),
    new Option('--ignore <code[:pointer]>', 'a finding that is not minded; several times').argParser(append),
    new Option('--show-values', 'show the values that findings are about; of this machine only'),
  ],
};

function collect(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), ...value.split(',').map(part => part.trim())];
}

/** A pointer or a file may have commas. */
function append(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}

function integer(value: string): number {
  if (/^\d+$/u.test(value)) return Number(value);
  throw new InvalidArgumentError('It is no whole number.');
}

const help = `
Credentials come from the environment: APS_TOKEN (3-legged, good),
APS_EXPIRED_TOKEN, APS_TWO_LEGGED_TOKEN, and if wanted APS_UNKNOWN_TOKEN and
APS_EXPECTED_SUB, the Autodesk id that APS_TOKEN belongs to. What lacks its
credential is not checked, and never counts as passed. Proxies of the
environment are not used.

Exit codes: 0 all that was to be checked held, 1 there are errors, 2 usage or
document, 3 nothing or less than asked was checked, 4 the target cannot be
reached. A run that could not check valid-token ends with 3, unless --skip or
--only leave it out.

Examples:
  aps-userinfo verify http://127.0.0.1:4010 --mock-tokens
  aps-userinfo verify https://developer.api.autodesk.com --live --dry-run
  APS_TOKEN=... aps-userinfo verify https://developer.api.autodesk.com --live
  aps-userinfo verify http://127.0.0.1:4010 --mock-tokens \\
    --report text --report junit=verify.xml
  aps-userinfo verify --har traffic.har`;
