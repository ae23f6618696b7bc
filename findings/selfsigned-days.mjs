// Expected: `days: 2` gives a certificate that is valid for two days, as in selfsigned 1 to 4.
// Happens: selfsigned 5 ignores `days`, and the certificate is valid for 365 days. `notAfterDate` works.
// Version: selfsigned 5.5.0.
// Source: https://github.com/jfromaniello/selfsigned

import { X509Certificate } from 'node:crypto';
import { finding } from './finding.mjs';

const days = ({ cert }) => {
  const { validFrom, validTo } = new X509Certificate(cert);
  return Math.round((Date.parse(validTo) - Date.parse(validFrom)) / 86_400_000);
};

await finding({
  packages: ['selfsigned@5.5.0'],
  expected: { days: 2, notAfterDate: 2 },
  behaviour: { days: 365, notAfterDate: 2 },
  observe: async require => {
    const { generate } = require('selfsigned');
    const attributes = [{ name: 'commonName', value: 'localhost' }];
    const notAfterDate = new Date(Date.now() + 2 * 86_400_000);
    return {
      days: days(await generate(attributes, { days: 2 })),
      notAfterDate: days(await generate(attributes, { notAfterDate })),
    };
  },
});
