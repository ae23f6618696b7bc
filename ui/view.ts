// What every view gets.

import type { Live } from './live.ts';
import type { Route } from './place.ts';
import type { Server } from './server.ts';

export interface ViewProps {
  readonly server: Server;
  readonly route: Route;
  readonly live: Live;
}
