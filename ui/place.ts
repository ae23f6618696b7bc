// Where the page is: the root of the server and the session from its path, the view and its parameters from the fragment.

export const views = ['people', 'requests', 'scenarios', 'verdicts', 'document'] as const;

export type View = (typeof views)[number];

export interface Place {
  /** Path of the server, without a slash at the end: '' unless a proxy serves it below a path. */
  readonly root: string;
  /** Undefined for the default session. */
  readonly session: string | undefined;
}

/** @param path path of the page, such as `/sessions/test-1/__admin/ui` */
export function placeOf(path: string): Place {
  const [, root = '', session] = /^(.*?)(?:\/sessions\/([^/]+))?\/__admin\/ui$/.exec(path) ?? [];
  return { root, session: session === undefined ? undefined : decodeURIComponent(session) };
}

/** Path of a session's API: the base URL of its clients, without the origin. */
export function sessionPath({ root, session }: Place): string {
  return session === undefined ? root : `${root}/sessions/${encodeURIComponent(session)}`;
}

export function pagePath(place: Place): string {
  return `${sessionPath(place)}/__admin/ui`;
}

export interface Route {
  readonly view: View;
  readonly params: Readonly<Record<string, string>>;
}

/** @param hash such as `#/requests?status=429`; an unknown view is the first one */
export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const view = views.find(known => known === path) ?? 'people';
  return { view, params: Object.fromEntries(new URLSearchParams(query)) };
}

/** The fragment of a route; parameters without a value are left out. */
export function hashOf(view: View, params: Readonly<Record<string, string | undefined>> = {}): string {
  const given = Object.entries(params).filter((entry): entry is [string, string] => Boolean(entry[1]));
  const query = new URLSearchParams(given).toString();
  return `#/${view}${query === '' ? '' : `?${query}`}`;
}
