// Follows redirects as a browser does, for a login without one.

/** Where a visit ends. */
export interface Visited {
  readonly url: string;
  /** The last page; none where the visit stopped before it. */
  readonly response?: Response;
}

const mostHops = 20;

/**
 * Follows redirects with the cookies of each host.
 * @param stopAt the start of a URL that is reached, but not requested: the callback of an app that is not there
 * @throws Error after 20 redirects
 */
export async function visit(start: string, stopAt?: string): Promise<Visited> {
  const jar = new Map<string, Map<string, string>>();
  let url = start;
  for (let hops = 0; hops < mostHops; hops++) {
    if (stopAt !== undefined && url.startsWith(stopAt)) return { url };
    const { host } = new URL(url);
    const cookies = jar.get(host) ?? new Map<string, string>();
    jar.set(host, cookies);
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, { redirect: 'manual', headers: { cookie, accept: 'text/html' } });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/u.exec(line) ?? [];
      cookies.set(name, value);
    }
    const location = response.headers.get('location');
    if (location === null) return { url, response };
    await response.body?.cancel();
    url = new URL(location, url).href;
  }
  throw new Error('the login goes in circles');
}
