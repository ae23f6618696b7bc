// HTML templates that escape every value that is not HTML from a template.
// @see https://html.spec.whatwg.org/multipage/syntax.html

import { hash } from 'node:crypto';
import { stylesheet } from './stylesheet.ts';

export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type HtmlValue = string | Html | readonly Html[] | undefined;

/** A template whose values are escaped; safe in text and in quoted attributes, nowhere else. */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return new Html(strings.reduce((text, string, index) => text + rendered(values[index - 1]) + string));
}

function rendered(value: HtmlValue): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return escaped(value);
  return value instanceof Html ? value.text : value.map(({ text }) => text).join('');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, character => entities[character] ?? '');
}

export interface Page {
  readonly title: string;
  readonly main: Html;
  /** What the page is; default: the mock login. */
  readonly notice?: Html;
}

const loginNotice = html`<strong>Mock login.</strong> This is aps-userinfo, not Autodesk. It knows no passwords and asks for none.`;

export function renderPage(page: Page): string {
  return `<!doctype html>\n${frame(page).text}`;
}

function frame({ title, main, notice = loginNotice }: Page): Html {
  return html`<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${title} · mock${notice === loginNotice ? ' login' : ''}</title>
<link rel="icon" href="data:,">
<style>${new Html(stylesheet)}</style>
</head>
<body>
<header class="notice"><p>${notice}</p></header>
<main>
${main}
</main>
</body>
</html>
`;
}

/**
 * The headers of every page: it can load its own pictures and nothing else. The policy allows the style by its hash, so
 * injected text could neither run nor restyle the page. There is no `form-action`: browsers apply it to every redirect
 * after the form, and an application may redirect its users anywhere.
 */
export const pageHeaders: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy': [
    `default-src 'none'`,
    `style-src 'sha256-${hash('sha256', stylesheet, 'base64')}'`,
    `img-src 'self' data:`,
    `base-uri 'none'`,
    `frame-ancestors 'none'`,
  ].join('; '),
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

export interface ErrorPage {
  readonly message: string;
  readonly hint?: string | undefined;
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

/** The page after a logout without a redirect. */
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
