// Options that name something: does it exist? Asked at start, since a request could only be told a 404.

import { type ErrorCode, KitError, nearest } from '../../base/errors.ts';
import type { Config } from '../../config/config.ts';
import type { World } from './world.ts';

/** @throws ERR_SCENARIO_UNKNOWN, ERR_PERSONA_UNKNOWN */
export function requireNamed(
  { catalog, personas }: World,
  { scenario, knownTokens }: Pick<Config, 'scenario' | 'knownTokens'>,
): void {
  if (scenario !== undefined && catalog.findAny(scenario) === undefined) {
    throw unknown(
      'ERR_SCENARIO_UNKNOWN',
      `scenario "${scenario}", which the option "scenario" asks for`,
      scenario,
      catalog.entries().map(({ name }) => name),
    );
  }
  for (const name of Object.values(knownTokens)) {
    if (!personas.has(name))
      throw unknown('ERR_PERSONA_UNKNOWN', `persona "${name}", which the option "knownTokens" asks for`, name, [
        ...personas.keys(),
      ]);
  }
}

function unknown(code: ErrorCode, what: string, name: string, known: readonly string[]): KitError {
  const near = nearest(name, known);
  return new KitError(code, `There is no ${what}.`, {
    hint: near ? `Did you mean "${near}"?` : `There are: ${known.join(', ')}.`,
  });
}
