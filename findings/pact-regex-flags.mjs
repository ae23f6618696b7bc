// Expected: `regex(/^gold$/i, 'GOLD')` matches GOLD, since the expression has the flag i.
// Happens: the matcher keeps the source of the expression and drops its flags, without a warning, so the contract says
// /^gold$/ and contradicts its own example.
// Version: @pact-foundation/pact 16.5.0.
// Source: https://github.com/pact-foundation/pact-js/blob/master/docs/matching.md

import { finding } from './finding.mjs';

await finding({
  packages: ['@pact-foundation/pact@16.5.0'],
  expected: true,
  behaviour: false,
  observe: require => {
    process.env.PACT_DO_NOT_TRACK = 'true';
    const { regex } = require('@pact-foundation/pact').MatchersV3;
    const matcher = regex(/^gold$/i, 'GOLD');
    return new RegExp(matcher.regex).test(matcher.value);
  },
});
