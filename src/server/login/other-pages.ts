// The pages beside the login page: what went wrong, and the end of a session.

import { type Html, html } from './html.ts';
import { renderPage } from './page.ts';

/** What the error page says. */
export interface ErrorPage {
  /** What happened, in a sentence. */
  readonly message: string;
  /** What to do about it. */
  readonly hint?: string | undefined;
  /** The error's code, such as `invalid_request`. */
  readonly code?: string | undefined;
}

/** The page of an error that cannot be sent back to the application. */
export function renderErrorPage({ message, hint, code }: ErrorPage): string {
  return renderPage({
    title: 'Error',
    main: html`<h1>This login cannot go on</h1>
<div class="alert"><p dir="auto">${message}</p></div>
${paragraph(hint)}
${code === undefined ? undefined : html`<p class="advice">Error code: <code>${code}</code></p>`}`,
  });
}

/** The page after a logout that leads nowhere else. */
export function renderLoggedOutPage(): string {
  return renderPage({
    title: 'Logged out',
    main: html`<h1>You are logged out</h1>
<p>The next login shows the list of people again. An application may still hold its own session and tokens.</p>`,
  });
}

function paragraph(text: string | undefined): Html | undefined {
  return text === undefined ? undefined : html`<p dir="auto">${text}</p>`;
}
