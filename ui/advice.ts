// What a good client does about a status, in the words of the rule that judges it.

import type { Verdict } from '../src/server/verdicts/verdict.ts';

/** Rules by the status that they are about; the last one is about what is broken. */
const rules: readonly (readonly [statuses: RegExp, rule: string])[] = [
  [/^401$/, 'refresh-once'],
  [/^403$/, 'refresh-after-403'],
  [/^400$/, 'repeated-refusal'],
  [/^429$/, 'retry-after'],
  [/^5/, 'back-off'],
];

/** '' where no rule is about it. */
export function advice(status: number | undefined, verdicts: readonly Pick<Verdict, 'id' | 'remedy'>[]): string {
  const rule = rules.find(([statuses]) => statuses.test(String(status)))?.[1];
  return verdicts.find(({ id }) => id === rule)?.remedy ?? '';
}
