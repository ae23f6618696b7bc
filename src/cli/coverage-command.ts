// Flags and help of `aps-userinfo coverage`; coverage.ts implements it.

import { type Command, InvalidArgumentError, Option } from 'commander';
import type { CoverageFlags } from './coverage.ts';

export function addCoverage(program: Command): void {
  program
    .command('coverage')
    .summary('show which parts of the document were exercised')
    .description('Shows which statuses, examples, claims and values of the document were exercised.')
    .argument('<files...>', 'coverage files, or folders of coverage files')
    .option('--json', 'print one merged coverage file')
    .addOption(new Option('--require <percent>', 'exit 1 if less than this percentage is covered').argParser(percent))
    .addHelpText('after', help)
    .action(async (files: readonly string[], flags: CoverageFlags) => {
      const { runCoverage } = await import('./coverage.ts');
      process.exitCode = runCoverage(files, flags, process.stdout);
    });
}

function percent(value: string): number {
  if (/^\d+(\.\d+)?$/u.test(value) && Number(value) <= 100) return Number(value);
  throw new InvalidArgumentError('Expected a number from 0 to 100.');
}

const help = `
verify --coverage writes coverage files, and so do tests that run with the
environment variable APS_USERINFO_COVERAGE set to a folder.
APS_USERINFO_COVERAGE_SOURCE names their source (default: tests).

Exit codes: 0 success, 1 less covered than --require, 2 unreadable file.

Examples:
  aps-userinfo coverage live.json coverage/
  aps-userinfo coverage coverage/ --require 80`;
