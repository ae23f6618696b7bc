// HTML templates that escape every value that is not HTML from a template, and the style of all pages.
// @see https://html.spec.whatwg.org/multipage/syntax.html and https://www.w3.org/TR/WCAG22/

import { hash } from 'node:crypto';

/** Light and dark, from phone width up, without external files. Contrast is at least 4.5:1. */
const stylesheet = `
:root {
  color-scheme: light dark;
  --ground: #f4f5f7; --card: #fff; --ink: #1c2430; --soft: #566072; --line: #d5dae2; --edge: #868f9f;
  --accent: #3b46c4; --on-accent: #fff; --tint: #eef0ff; --notice: #fff3d1; --on-notice: #4d3800;
  --wrong: #a3151f; --wrong-tint: #fdecec;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #12151b; --card: #1b2029; --ink: #e8ebf1; --soft: #a7b0c0; --line: #313948; --edge: #78839a;
    --accent: #a5b0ff; --on-accent: #11153d; --tint: #262c4a; --notice: #3a2f10; --on-notice: #ffe39a;
    --wrong: #ffb3b3; --wrong-tint: #3d1d22;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
p { margin: 0; }
.notice { padding: .6rem 1rem; background: var(--notice); color: var(--on-notice); text-align: center; font-size: .9rem; }
main { max-width: 48rem; margin: 2rem auto; padding: 2rem; background: var(--card); border: 1px solid var(--line); border-radius: 1rem; }
h1 { margin: 0 0 .5rem; font-size: 1.6rem; line-height: 1.25; letter-spacing: -.01em; text-wrap: balance; }
h2 { margin: 1.75rem 0 .75rem; font-size: 1.05rem; }
.client { font-weight: 700; }
h1 .client { color: var(--accent); }
.people { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 18rem), 1fr)); gap: .6rem; margin: 0; padding: 0; list-style: none; }
.people li { display: grid; }
button, input { font: inherit; color: inherit; }
button { cursor: pointer; border: 1px solid var(--edge); border-radius: .6rem; background: transparent; }
.person { display: flex; align-items: center; gap: .8rem; padding: .65rem .75rem; border-color: var(--line); text-align: start; }
.person:hover { background: var(--tint); border-color: var(--accent); }
.picture { flex: none; width: 3rem; height: 3rem; border-radius: 50%; background: #fff; }
.letter { display: grid; place-items: center; background: var(--tint); color: var(--accent); font-size: 1.3rem; font-weight: 600; }
.about { display: grid; min-width: 0; line-height: 1.35; }
.who { font-weight: 600; }
.email, .what, .advice { color: var(--soft); font-size: .875rem; }
label { font-weight: 600; }
.advice { margin-bottom: .4rem; }
p + .advice { margin-top: .75rem; }
.row { display: flex; flex-wrap: wrap; gap: .6rem; }
input { flex: 1 1 14rem; min-width: 0; min-height: 2.75rem; padding: .4rem .75rem; background: var(--card); border: 1px solid var(--edge); border-radius: .6rem; }
input[aria-invalid] { border-color: var(--wrong); }
.main, .quiet { min-height: 2.75rem; padding: .4rem 1.4rem; font-weight: 600; }
.main { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
.main:hover { filter: brightness(1.08); }
.quiet { margin-top: 1rem; }
.quiet:hover { background: var(--wrong-tint); border-color: var(--wrong); color: var(--wrong); }
pre { white-space: pre-wrap; padding: .75rem; background: var(--tint); border-radius: .4rem; font: .875em/1.45 ui-monospace, monospace; }
code { padding: .05em .4em; border-radius: .3rem; background: var(--tint); font: .875em ui-monospace, monospace; }
.alert { margin: 0 0 1.25rem; padding: .75rem 1rem; background: var(--wrong-tint); border-inline-start: 4px solid var(--wrong); border-radius: .4rem; }
h1 + .alert { margin-top: 1rem; }
.alert, .alert a { color: var(--wrong); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
@media (max-width: 40rem) {
  body { background: var(--card); }
  main { margin: 0; padding: 1.25rem 1rem 2rem; border-width: 0; border-radius: 0; }
  h1 { font-size: 1.4rem; }
  input { flex-basis: 8rem; }
  .bar { position: sticky; bottom: 0; display: grid; gap: .5rem; margin: 1rem -1rem -2rem; padding: .6rem 1rem; background: var(--card); border-top: 1px solid var(--line); }
  .bar h2, .bar .advice { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
  .bar .quiet { width: 100%; margin: 0; }
}
/* A card that has the focus is not left under the bar. */
@media (max-width: 40rem) { html { scroll-padding-bottom: 11rem; } }
@media (prefers-reduced-motion: no-preference) {
  button { transition: background-color .12s, border-color .12s; }
}
`;

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
