// Errors about the values of a repeatable flag: all problems at once.

import { KitError } from '../../base/errors.ts';

export interface UsageProblem {
  readonly message: string;
  readonly hint: string;
}

/** @throws ERR_CLI_USAGE when there is any problem */
export function throwUsage(flag: string, problems: readonly UsageProblem[]): void {
  const [first] = problems;
  if (first === undefined) return;
  if (problems.length === 1) throw new KitError('ERR_CLI_USAGE', first.message, { hint: first.hint });
  throw new KitError('ERR_CLI_USAGE', `${problems.length} values of ${flag} are not valid.`, {
    details: problems.map(({ message, hint }) => `${message} ${hint}`),
  });
}
