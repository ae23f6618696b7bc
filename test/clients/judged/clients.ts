// The clients that are judged, and the scenarios that they meet. `npm run clients` judges all of them.

import { commonPackages } from '../../recipes/recipes.ts';

/** A client, and the packages that its driver needs beside those of the repository. */
export interface JudgedClient {
  /** Name of its driver in `drivers/`. */
  readonly driver: string;
  /** Package whose version is shown; undefined for one that has none. */
  readonly package?: string;
  readonly title?: string;
  /** Pinned; installed into a temporary folder. Undefined where the dependencies of the repository are enough. */
  readonly packages?: readonly string[];
}

export const judgedClients: readonly JudgedClient[] = [
  { driver: 'well-behaved', title: '[a well-behaved one](../test/clients/judged/drivers/well-behaved.mjs)' },
  { driver: 'fetch-loop', title: 'fetch of Node.js in a loop of ten attempts' },
  { driver: 'aps-sdk', package: '@aps_sdk/authentication' },
  { driver: 'axios', package: 'axios' },
  { driver: 'openid-client-6', package: 'openid-client' },
  { driver: 'oauth4webapi', package: 'oauth4webapi' },
  { driver: 'axios-retry', package: 'axios-retry', packages: ['axios@1.21.1', 'axios-retry@4.5.0'] },
  { driver: 'got', package: 'got', packages: ['got@16.1.0'] },
  { driver: 'ky', package: 'ky', packages: ['ky@2.1.0'] },
  { driver: 'openid-client-5', package: 'openid-client', packages: ['openid-client@5.7.1'] },
  { driver: 'fastify-oauth2', package: '@fastify/oauth2', packages: ['@fastify/oauth2@8.3.0', ...commonPackages] },
  { driver: 'grant', package: 'grant', packages: ['grant@5.4.24', ...commonPackages] },
  { driver: 'better-auth', package: 'better-auth', packages: ['better-auth@1.7.25'] },
  { driver: 'oidc-client-ts', package: 'oidc-client-ts', packages: ['oidc-client-ts@3.5.0'] },
];

/** In this order; the last one leaves requests behind. */
export const scenarios: readonly string[] = [
  ...['401', '403', 'busy', '500', 'flaky', 'reset-call', 'html-with-200', 'error-with-200'],
  ...['redirect-same-host', 'identity-swap', 'respelled', 'stall'],
];
