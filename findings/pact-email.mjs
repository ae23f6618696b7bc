// Expected: the matcher `email()` accepts o'neil@example.com, a valid address, and rejects an address without a dot.
// Happens: it is the other way round: its expression has no apostrophe, and a dot that is not escaped.
// Version: @pact-foundation/pact 16.5.0.
// Source: https://www.rfc-editor.org/rfc/rfc5322#section-3.4.1

import { finding } from './finding.mjs';

await finding({
  packages: ['@pact-foundation/pact@16.5.0'],
  expected: { "o'neil@example.com": true, 'a@bXcom': false },
  behaviour: { "o'neil@example.com": false, 'a@bXcom': true },
  observe: require => {
    process.env.PACT_DO_NOT_TRACK = 'true';
    const { email } = require('@pact-foundation/pact').MatchersV2;
    const expression = new RegExp(email().regex);
    return Object.fromEntries(["o'neil@example.com", 'a@bXcom'].map(address => [address, expression.test(address)]));
  },
});
