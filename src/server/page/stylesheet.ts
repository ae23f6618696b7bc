// The style of all pages: light and dark, from phone width up, without external files. Contrast is at least 4.5:1.
// @see https://www.w3.org/TR/WCAG22/

export const stylesheet = `
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
