// Content of spec/scenario.schema.json, for editors.
// @see https://json-schema.org/draft/2020-12/schema

import type { JsonObject } from '../../base/json.ts';
import { conflicts, ends } from './load-scenarios.ts';
import { stepKeys } from './scenario-keys.ts';

/** JSON Schema of a scenario file: one step, or a list of them. */
export function scenarioSchema(): JsonObject {
  const keys = Object.fromEntries(Object.entries(stepKeys).map(([name, { schema }]) => [name, schema]));
  const together = conflicts.map(without);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Scenario file of aps-userinfo',
    description: 'One answer, or a sequence of answers; the last step repeats.',
    type: 'object',
    properties: {
      $schema: { type: 'string', description: 'URL of this schema, for editors' },
      title: { type: 'string', description: 'one line about what happens' },
      goodClient: { type: 'string', description: 'one line about what a good client does' },
      steps: {
        type: 'array',
        minItems: 1,
        items: { $ref: '#/$defs/step' },
        description: 'a sequence of answers, of which each request takes the next one',
      },
      ...keys,
    },
    additionalProperties: false,
    anyOf: [
      { required: ['steps'], propertyNames: { enum: ['$schema', 'title', 'goodClient', 'steps'] } },
      { allOf: [without(['steps']), ...together, ...ends.map(name => without([name])), ...dependencies] },
    ],
    $defs: {
      step: { type: 'object', properties: keys, additionalProperties: false, allOf: [...together, ...dependencies] },
    },
  };
}

function without(names: readonly string[]): JsonObject {
  return { not: { required: names } };
}

const dependencies: readonly JsonObject[] = [
  {
    anyOf: [without(['redirect']), { required: ['status'], properties: { status: { minimum: 300, maximum: 399 } } }],
  },
  {
    anyOf: [
      without(['status']),
      { not: { properties: { status: { enum: [204, 304] } } } },
      { properties: { body: { maxLength: 0 } } },
    ],
  },
];
