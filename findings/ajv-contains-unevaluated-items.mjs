// Expected: `contains` evaluates only the items that match it, so `unevaluatedItems: false` rejects ["a", 1], whose 1 no
// keyword evaluates (JSON Schema 2020-12 Core, section 11.2; an array of strings alone is valid).
// Happens: ajv accepts both: after `contains` it takes every item as evaluated.
// Version: ajv 8.20.0, `ajv/dist/2020`.
// Source: https://json-schema.org/draft/2020-12/json-schema-core#section-11.2

import { finding } from './finding.mjs';

await finding({
  packages: ['ajv@8.20.0'],
  expected: { strings: true, mixed: false },
  behaviour: { strings: true, mixed: true },
  observe: require => {
    const Ajv = require('ajv/dist/2020').default;
    const validate = new Ajv().compile({ type: 'array', contains: { type: 'string' }, unevaluatedItems: false });
    return { strings: validate(['a', 'b']), mixed: validate(['a', 1]) };
  },
});
