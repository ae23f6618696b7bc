// The login page: choose a persona, enter a name, or deny. Works without scripts; each way is its own form, so that
// Enter in the text field submits the text field.

import { type Html, html, renderPage } from '../page/page.ts';

export interface PersonaChoice {
  readonly name: string;
  readonly title: string;
  readonly displayName?: string | undefined;
  readonly email?: string | undefined;
  /** Square, on the origin of the page; the default is the person's first letter. */
  readonly pictureUrl?: string | undefined;
}

export interface LoginPage {
  /** Target of the form, by POST: `uid`, `csrf`, and one of `persona` (its name), `name` (any text) and `deny` (`1`). */
  readonly action: string;
  readonly uid: string;
  readonly csrf: string;
  readonly clientName: string;
  /** Requested scopes, separated by spaces. */
  readonly scope: string;
  readonly personas: readonly PersonaChoice[];
  /** Content of the text field, such as a `login_hint`. */
  readonly hint?: string | undefined;
  /** Error of the last try, in a sentence. */
  readonly error?: string | undefined;
}

export const maximumNameLength = 100;

/** Send it with `pageHeaders`. */
export function renderLoginPage(page: LoginPage): string {
  const error = page.error === undefined ? undefined : alertOf(page.error, 'name');
  return renderPage({
    title: page.error === undefined ? `Log in to ${page.clientName}` : `Error: log in to ${page.clientName}`,
    main: html`${error}
<h1>Who logs in to <bdi class="client">${page.clientName}</bdi>?</h1>
${access(page)}
${choices(page)}
<div class="bar">
${anyoneElse(page)}
${form(page, html`<button class="quiet" name="deny" value="1">Deny access</button>`)}
</div>`,
  });
}

/** The page that asks for the code of an e-mail, before the login page. Send it with `pageHeaders`. */
export function renderCodePage(page: Omit<LoginPage, 'scope' | 'personas' | 'hint'>): string {
  const { error, clientName } = page;
  const state = error === undefined ? undefined : html` aria-invalid="true"`;
  return renderPage({
    title: `${error === undefined ? 'Code' : 'Error: code'} for ${clientName}`,
    main: html`${error === undefined ? undefined : alertOf(error, 'code')}
<h1>Enter the code from your e-mail</h1>
${form(
  page,
  html`<label for="code">Code</label>
<p class="advice" id="advice">This mock sends no e-mail: any six digits will do.</p>
<div class="row"><input id="code" name="code" required inputmode="numeric" autocomplete="one-time-code" aria-describedby="advice"${state}><button class="main">Continue</button></div>`,
)}`,
  });
}

function alertOf(error: string, field: 'name' | 'code'): Html {
  return html`<div class="alert" role="alert"><p><strong>That did not work.</strong> <a href="#${field}">${error}</a></p></div>`;
}

function choices(page: LoginPage): Html | undefined {
  if (page.personas.length === 0) return undefined;
  return html`<section aria-labelledby="choose">
<h2 id="choose">Choose a person</h2>
${form(
  page,
  html`<ul class="people" role="list">
${page.personas.map(choice)}</ul>`,
)}
</section>`;
}

function choice({ name, title, displayName = name, email, pictureUrl }: PersonaChoice): Html {
  const picture =
    pictureUrl === undefined
      ? html`<span class="picture letter" aria-hidden="true">${[...displayName][0]?.toUpperCase()}</span>`
      : html`<img class="picture" src="${pictureUrl}" alt="" width="48" height="48">`;
  const address = email === undefined ? undefined : html`<span class="email"><bdi>${email}</bdi></span>`;
  return html`<li><button class="person" name="persona" value="${name}">${picture}<span class="about"><span class="who"><bdi>${displayName}</bdi></span> ${address} <span class="what"><code>${name}</code> ${title}</span></span></button></li>
`;
}

function anyoneElse(page: LoginPage): Html {
  const isWrong = page.error !== undefined;
  const state = isWrong ? html` aria-invalid="true"` : undefined;
  return html`<section aria-labelledby="else">
<h2 id="else">Or anyone else</h2>
${form(
  page,
  html`<label for="name">Name</label>
<p class="advice" id="advice">Any text. The same name is the same person each time.</p>
<div class="row"><input id="name" name="name" value="${page.hint}" required maxlength="${String(maximumNameLength)}" autocomplete="off" autocapitalize="words" spellcheck="false" dir="auto" aria-describedby="advice"${state}><button class="main">Log in</button></div>`,
)}
</section>`;
}

function access({ clientName, scope }: LoginPage): Html {
  const scopes = scope.split(' ').filter(name => name !== '');
  const asked = html`It asks for <span class="scopes">${scopes.map(name => html`<code>${name}</code> `)}</span>`;
  return html`<p>Logging in lets <bdi class="client">${clientName}</bdi> act for this person. ${scopes.length === 0 ? undefined : asked}</p>`;
}

function form({ action, uid, csrf }: Pick<LoginPage, 'action' | 'uid' | 'csrf'>, content: Html): Html {
  return html`<form method="post" action="${action}">
<input type="hidden" name="uid" value="${uid}"><input type="hidden" name="csrf" value="${csrf}">
${content}
</form>`;
}
