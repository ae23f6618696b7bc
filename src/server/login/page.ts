// What all pages share: the frame, and headers under which a page can load nothing but its own pictures.
// @see https://www.w3.org/TR/CSP3/

import { hash } from 'node:crypto';
import { Html, html } from './html.ts';
import { stylesheet } from './stylesheet.ts';

/** One page. */
export interface Page {
  readonly title: string;
  readonly main: Html;
}

/** The whole document as text. */
export function renderPage({ title, main }: Page): string {
  return `<!doctype html>\n${frame(title, main).text}`;
}

function frame(title: string, main: Html): Html {
  return html`<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${title} · mock login</title>
<link rel="icon" href="data:,">
<style>${new Html(stylesheet)}</style>
</head>
<body>
<header class="notice"><p><strong>Mock login.</strong> This is aps-userinfo, not Autodesk. It knows no passwords and asks for none.</p></header>
<main>
${main}
</main>
</body>
</html>
`;
}

/**
 * The headers of every page: it can load its own pictures and nothing else. The style is allowed by what it says, so text
 * that found its way into a page could neither run nor restyle it. There is no `form-action`: browsers hold it against
 * every redirect after the form, and where an application sends its users after the login is its own affair.
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
