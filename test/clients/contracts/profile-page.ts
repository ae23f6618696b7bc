// The profile page of a small app that signs people in with Autodesk: what it shows for whatever /userinfo answers.

/** What the app sends to the browser. */
export interface Page {
  readonly status: number;
  /** Where the browser is sent instead, to sign in again. */
  readonly location?: string;
  readonly html: string;
}

/** The claims that the page reads; any but `sub` may be missing. */
interface Profile {
  readonly sub: string;
  readonly name?: string;
  readonly email?: string;
  readonly email_verified?: boolean;
  readonly address?: { readonly country?: string };
  readonly ldap_domain?: string | null;
  readonly created_date?: string;
  readonly thumbnails?: Readonly<Record<string, string>>;
}

/** Renders the page of the person to whom the token belongs; a token of nobody leads to signing in. */
export async function profilePage(apiUrl: string, token: string | undefined): Promise<Page> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch(`${apiUrl}/userinfo`, { headers: { accept: 'application/json', ...headers } });
  switch (response.status) {
    case 200:
      return { status: 200, html: render((await response.json()) as Profile) };
    case 401:
      return { status: 302, location: '/login', html: '' };
    case 403:
      return { status: 403, html: 'This app may not read your profile. Ask its administrator.' };
    case 429:
      return { status: 503, html: `Too many visitors. Try again in ${waitOf(response)} seconds.` };
    default:
      return { status: 502, html: 'Autodesk does not answer as it should. Try again later.' };
  }
}

function render({ sub, name, email, email_verified, address, ldap_domain, created_date, thumbnails }: Profile): string {
  const lines = [
    `<h1>${escaped(name ?? email ?? sub)}</h1>`,
    picture(thumbnails),
    email === undefined ? '' : `<p>${escaped(email)}${email_verified === true ? '' : ' (not verified)'}</p>`,
    address?.country ? `<p>${escaped(address.country)}</p>` : '',
    ldap_domain ? `<p>Signs in with ${escaped(ldap_domain)}</p>` : '',
    created_date === undefined ? '' : `<p>Since ${new Date(created_date).getUTCFullYear()}</p>`,
  ];
  return lines.filter(line => line !== '').join('\n');
}

function picture(thumbnails: Profile['thumbnails']): string {
  const [address] = Object.values(thumbnails ?? {});
  return address === undefined ? '' : `<img src="${escaped(address)}" alt="">`;
}

/** Retry-After may be a date, or missing; a minute is the window of the limit. */
function waitOf({ headers }: Response): number {
  const seconds = Number(headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds, 60) : 60;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`);
}
