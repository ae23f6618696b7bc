// The command `aps-userinfo coverage`: its flags and its help. What it does is in coverage.ts.

import { type Command, InvalidArgumentError, Option } from 'commander';
import type { CoverageFlags } from './coverage.ts';

/** Adds the command. */
export function addCoverage(program: Command): void {
  program
    .command('coverage')
    .summary('show which parts of the document were exercised')
    .description(
      'Shows which statuses, examples, claims and values of the document were exercised, and first of all which were not.',
    )
    .argument('<files...>', 'coverage files, or folders of them')
    .option('--json', 'print one merged coverage file')
    .addOption(new Option('--require <percent>', 'exit 1 below this share of all items').argParser(percent))
    .addHelpText('after', help)
    .action(async (files: readonly string[], flags: CoverageFlags) => {
      const { runCoverage } = await import('./coverage.ts');
      process.exitCode = runCoverage(files, flags, process.stdout);
    });
}

function percent(value: string): number {
  if (/^\d+(\.\d+)?$/u.test(value) && Number(value) <= 100) return Number(value);
  throw new InvalidArgumentError('It is no number from 0 to 100.');
}

const help = `
Files come from verify --coverage, and from tests of which the environment
variable APS_USERINFO_COVERAGE names a folder; APS_USERINFO_COVERAGE_SOURCE says
what they are to be called (default: tests).

Exit codes: 0 shown, 1 below what --require asks, 2 a file cannot be read.

Examples:
  aps-userinfo coverage live.json coverage/
  aps-userinfo coverage coverage/ --require 80`;
