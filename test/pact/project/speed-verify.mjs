// The contract verified by plain pact-js: what `aps-userinfo pact verify` is measured against.
import { Verifier } from '@pact-foundation/pact';

const [providerBaseUrl, contract] = process.argv.slice(2);
await new Verifier({
  provider: 'userinfo',
  providerBaseUrl,
  pactUrls: [contract],
  providerStatesSetupUrl: `${providerBaseUrl}/__admin/pact/states`,
  logLevel: 'error',
}).verifyProvider();
