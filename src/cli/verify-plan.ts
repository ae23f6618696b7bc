// `verify --list` and `verify --dry-run`.

import type { Check } from '../verify/check.ts';
import { checks } from '../verify/checks.ts';
import { credentialVariables } from '../verify/credentials.ts';
import type { Plan, PlannedCheck } from '../verify/plan.ts';
import { twoColumns } from './columns.ts';

/** Every check with its requests and credentials. */
export function renderChecks(): string {
  const sections = [...checks.values()].map(check =>
    [check.id, `  ${check.title}.`, `  ${check.description}`, ...needsLine(check)].join('\n'),
  );
  return `${sections.join('\n\n')}\n`;
}

function needsLine({ needs }: Check): readonly string[] {
  return needs.length === 0 ? [] : [`  Needs ${needs.map(name => credentialVariables[name]).join(', ')}.`];
}

/** The requests of a run. @param isLive whether non-local hosts are allowed */
export function renderPlan({ target, document, checks: planned, requests, budget }: Plan, isLive: boolean): string {
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
  const names = check.needs.map(name => credentialVariables[name]).join(', ');
  const cost = requests === 0 ? 'no further request' : `${requests} request${requests === 1 ? '' : 's'}`;
  return names === '' ? cost : `${cost}, with ${names}`;
}
