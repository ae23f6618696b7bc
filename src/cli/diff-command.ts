// The command `aps-userinfo diff`: its flags and its help. What it does is in diff.ts.

import { type Command, Option } from 'commander';
import type { DiffFlags } from './diff.ts';
import { addFlags } from './flags.ts';

/** Adds the command. */
export function addDiff(program: Command): void {
  const diff = program
    .command('diff')
    .summary('compare two documents or two recordings')
    .description(
      'Compares two OpenAPI documents, or two folders of recordings, as a program sees it that reads the answers.',
    )
    .argument('<old>', 'document, or folder of recordings')
    .argument('<new>', 'the same kind of thing, later')
    .addOption(
      new Option('--report <name[=file]>', 'text, json, junit, sarif or github; several times').argParser(append),
    )
    .option('--strict', 'warnings count as errors')
    .addOption(new Option('--ignore <code[:pointer]>', 'a finding that is not minded; several times').argParser(append))
    .addHelpText('after', help);
  addFlags(diff, ['spec', 'profileApi']).action(async (before: string, now: string, flags: DiffFlags) => {
    const { runDiff } = await import('./diff.ts');
    process.exitCode = await runDiff(before, now, flags, process);
  });
}

function append(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}

const help = `
An error breaks a program that reads the answers, a warning may, info does not.
Recordings are compared in the light of the document that --spec names: what it
leaves open may differ. Descriptions and examples are not compared.

Exit codes: 0 nothing breaks, 1 something does, 2 usage or a file that cannot
be read, 3 the recordings have nothing in common.

Examples:
  aps-userinfo diff userinfo-1.yaml userinfo-2.yaml
  aps-userinfo diff recordings/monday recordings/tuesday --strict
  aps-userinfo diff old.yaml new.yaml --report text --report sarif=diff.sarif`;
