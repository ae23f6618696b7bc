// Expected: the format `date-time` is that of RFC 3339: an offset is `Z` or has a colon, as in +05:30.
// Happens: ajv-formats accepts +0530 as well, even in its mode `full`, which it describes as the strict one.
// Version: ajv-formats 3.0.1 with ajv 8.20.0.
// Source: https://www.rfc-editor.org/rfc/rfc3339#section-5.6

import { finding } from './finding.mjs';

await finding({
  packages: ['ajv@8.20.0', 'ajv-formats@3.0.1'],
  expected: { '2026-01-31T12:00:00+05:30': true, '2026-01-31T12:00:00+0530': false },
  behaviour: { '2026-01-31T12:00:00+05:30': true, '2026-01-31T12:00:00+0530': true },
  observe: require => {
    const Ajv = require('ajv/dist/2020').default;
    const ajv = new Ajv();
    require('ajv-formats').default(ajv, { mode: 'full' });
    const validate = ajv.compile({ type: 'string', format: 'date-time' });
    const values = ['2026-01-31T12:00:00+05:30', '2026-01-31T12:00:00+0530'];
    return Object.fromEntries(values.map(value => [value, validate(value)]));
  },
});
