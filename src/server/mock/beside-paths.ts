// What is registered beside the document's paths, as Fastify tells it: so that a 404 can name it.

import type { FastifyInstance } from 'fastify';
import type { BesidePath } from './not-found.ts';

/**
 * Notes in `beside` every route that is registered from now on, but for what is nothing to call: OPTIONS, and what turns
 * down the rest of a prefix.
 */
export function noteRoutes(app: FastifyInstance, beside: BesidePath[]): void {
  app.addHook('onRoute', ({ method, url, prefix }) => {
    const path = url.replace(/:(\w+)/g, '{$1}').replace(/(.)\/$/, '$1');
    if (prefix !== '' && (path === prefix || path === `${prefix}/*`)) return;
    beside.push(
      ...[method]
        .flat()
        .filter(one => one !== 'OPTIONS')
        .map(one => ({ method: one, path, prefix })),
    );
  });
}
