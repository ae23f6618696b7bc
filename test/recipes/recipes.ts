// The recipes of docs/login-recipes.md for packages that are not dependencies of this repository.

/** A recipe, and the packages that it needs beside those of the repository. */
export interface Recipe {
  /** As the page names it. */
  readonly file: string;
  readonly packages: readonly string[];
  /** Where a visitor starts the login; undefined for a page in a browser. */
  readonly start: string | undefined;
}

export const recipes: readonly Recipe[] = [
  { file: 'passport-openidconnect.js', packages: ['passport@0.7.0', 'passport-openidconnect@0.1.2'], start: '/login' },
  { file: 'passport-oauth2.js', packages: ['passport@0.7.0', 'passport-oauth2@1.8.0'], start: '/login' },
  { file: 'express-openid-connect.js', packages: ['express-openid-connect@3.4.0'], start: '/profile' },
  { file: 'fastify-oauth2.js', packages: ['@fastify/oauth2@8.3.0', '@fastify/cookie@11.1.5'], start: '/login' },
  { file: 'grant.js', packages: ['grant@5.4.24'], start: '/connect/aps' },
  { file: 'better-auth.js', packages: ['better-auth@1.7.25'], start: '/login' },
  { file: 'oidc-client-ts.js', packages: ['oidc-client-ts@3.5.0'], start: undefined },
];

/** Packages that the servers of several recipes need. */
export const commonPackages: readonly string[] = ['express@5.3.0', 'express-session@1.19.0', 'fastify@5.12.8'];
