// What a browser shows for a 401: it cannot send a token, so the page says what to do, and shows what a token would get.
// A token in the query is not accepted. @see https://www.rfc-editor.org/rfc/rfc6750#section-2.3

import { html, pageHeaders, renderPage } from '../page/page.ts';
import { authenticate } from './authenticate.ts';
import { buildAnswer } from './build-answer.ts';
import type { Answer, Exchange, Selection } from './exchange.ts';
import { withoutToken } from './open-entry.ts';

/** Whether a page is asked for, and an explanation is wanted: a browser that opens the address. */
export function wantsPage({ request: { method, headers }, session, token }: Exchange): boolean {
  const { accept = '' } = headers;
  const isBrowser = method === 'GET' && accept.includes('text/html') && !accept.includes('json');
  return isBrowser && token.problem === 'token-missing' && session.settings.explain;
}

/** The same answer with the page as its body. */
export function withPage(exchange: Exchange, answer: Answer, selection: Selection | undefined): Answer {
  const body = renderPage({
    title: `${answer.status}: no token`,
    notice: html`<strong>Mock.</strong> This is aps-userinfo, not Autodesk.`,
    main: html`<h1>${String(answer.status)}: this request has no token</h1>
<p>A browser sends no Authorization header when it opens an address. Any bearer token is a person:</p>
<pre>curl -H "Authorization: Bearer mock.${personaIn(exchange)}" ${addressOf(exchange)}</pre>
<p>A token in the query is not accepted (RFC 6750, section 2.3). <code>aps-userinfo mock --no-auth</code> answers without a token.</p>
${shownAnswer(exchange, selection)}
<h2>Other answers</h2>
<ul>${linksOf(exchange).map(({ query, title }) => html`<li><a href="?${query}"><code>${query}</code></a> ${title}</li>\n`)}</ul>`,
  });
  return { ...answer, headers: { ...answer.headers, ...pageHeaders }, body, head: undefined };
}

function personaIn({ session }: Exchange): string {
  return session.personas.keys().next().value ?? '~someone';
}

function addressOf({ route, request }: Exchange): string {
  return `"${route.state.baseUrl(request)}${withoutToken(request.raw.url ?? '')}"`;
}

/** What the first persona gets at this address, with the wishes of its query. */
function shownAnswer(exchange: Exchange, selection: Selection | undefined): ReturnType<typeof html> | undefined {
  const { token } = exchange.route.state.tokens.read(`Bearer mock.${personaIn(exchange)}`);
  // A copy: the journal entry stays that of the request without a token.
  const asked = { ...exchange, token, remembered: { token, memo: undefined }, entry: { ...exchange.entry } };
  const nothing: Selection = { scenario: undefined, from: undefined, behaviour: {}, preferences: undefined };
  const { status, body } = buildAnswer(asked, selection ?? nothing, authenticate(asked));
  return html`<h2>With that token: ${String(status)}</h2>
<pre>${indented(body)}</pre>`;
}

function indented(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}

function linksOf({ route }: Exchange): readonly { readonly query: string; readonly title: string }[] {
  const entries = route.served.catalog.entries().map(({ name, kind, title }) => ({
    query: `${kind === 'status' ? '__code' : '__example'}=${encodeURIComponent(name)}`,
    title,
  }));
  return [{ query: '__seed=42', title: 'A generated person, the same each time.' }, ...entries];
}
