// The addresses of pictures that go into the profiles of a request: under the URL and in the session it came by.

import type { PictureHost } from '../../profiles/pictures.ts';
import { defaultSessionId } from '../sessions/sessions.ts';
import type { Exchange } from './exchange.ts';

/** The same object for requests whose pictures have the same addresses; undefined for Autodesk's own. */
export function picturesOf({ route, request, session, entry }: Exchange): PictureHost | undefined {
  const { pictures, baseUrl } = route.state;
  if (pictures === undefined) return undefined;
  // An image is asked for without headers, so the path has to lead to the session, and to its clock.
  const path = session.id === defaultSessionId ? '' : `/sessions/${session.id}`;
  return pictures.at(baseUrl(request.headers) + path, entry.at);
}
