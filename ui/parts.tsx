// Small parts that several views share.

import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Problem } from './server.ts';

export type Children = { readonly children?: ComponentChildren };

/** What a promise became, and a way to ask again. */
export interface Loaded<Value> {
  readonly value: Value | undefined;
  readonly error: Error | undefined;
  reload(): void;
}

/** Loads a value whenever one of the inputs changes; the value before stays until the next one is there. */
export function useLoaded<Value>(
  load: (signal: AbortSignal) => Promise<Value>,
  inputs: readonly unknown[],
): Loaded<Value> {
  const [state, setState] = useState<Pick<Loaded<Value>, 'value' | 'error'>>({ value: undefined, error: undefined });
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const control = new AbortController();
    load(control.signal).then(
      value => setState({ value, error: undefined }),
      (error: Error) => {
        if (!control.signal.aborted) setState(({ value }) => ({ value, error }));
      },
    );
    return () => control.abort();
  }, [...inputs, turn]);
  return { ...state, reload: () => setTurn(number => number + 1) };
}

export function ErrorNote({ error }: { readonly error: Error | undefined }): JSX.Element | null {
  if (error === undefined) return null;
  return (
    <div class="alert" role="alert">
      <strong>{error.message}</strong>
      {error instanceof Problem && error.hint !== undefined && <p>{error.hint}</p>}
    </div>
  );
}

/** The status of an answer in its colour; a broken connection has none. */
export function StatusPill({ status, fault, pending }: StatusProps): JSX.Element {
  if (status === undefined)
    return <span class="pill broken">{pending ? '···' : fault === undefined ? 'none' : 'broken'}</span>;
  return <span class={`pill s${Math.floor(status / 100)}`}>{status}</span>;
}

interface StatusProps {
  readonly status: number | undefined;
  readonly fault?: string | undefined;
  readonly pending?: boolean;
}

/** Copies a text, and says so. */
export function Copy({ text, what }: { readonly text: string; readonly what: string }): JSX.Element {
  const [done, setDone] = useState<'copied' | 'failed'>();
  const timer = useRef<number | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const copy = async (): Promise<void> => {
    const result = await navigator.clipboard.writeText(text).then(
      () => 'copied' as const,
      () => 'failed' as const,
    );
    setDone(result);
    clearTimeout(timer.current);
    timer.current = window.setTimeout(() => setDone(undefined), 1600);
  };
  return (
    <button type="button" class="copy" aria-label={`Copy ${what}`} onClick={copy}>
      <span aria-live="polite">{done === undefined ? 'Copy' : done === 'copied' ? 'Copied' : 'Press Ctrl+C'}</span>
    </button>
  );
}

/** A text to copy. */
export function Code({ text, what }: { readonly text: string; readonly what: string }): JSX.Element {
  return (
    <div class="code">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset holds fields */}
      <pre tabIndex={0} role="group" aria-label={what}>
        {text}
      </pre>
      <Copy text={text} what={what} />
    </div>
  );
}

/** A text of a document, whose words in backticks are code. */
export function Prose({ text }: { readonly text: string }): JSX.Element {
  const parts = text
    .split('`')
    .map((part, index) => (index % 2 === 1 ? <code key={`${index} ${part}`}>{part}</code> : part));
  return <>{parts}</>;
}

/** A list of names and values. */
export function Facts({ facts }: { readonly facts: readonly (readonly [string, ComponentChildren])[] }): JSX.Element {
  const known = facts.filter(([, value]) => value !== undefined && value !== '');
  return (
    <dl class="facts">
      {known.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** One of a few choices, as buttons side by side. */
export function Choice<Name extends string>({ label, names, chosen, onChoose }: ChoiceProps<Name>): JSX.Element {
  return (
    <fieldset class="choice">
      <legend class="hidden">{label}</legend>
      {names.map(name => (
        <label key={name} class={name === chosen ? 'chosen' : ''}>
          <input type="radio" name={label} checked={name === chosen} onChange={() => onChoose(name)} />
          {name}
        </label>
      ))}
    </fieldset>
  );
}

interface ChoiceProps<Name extends string> {
  readonly label: string;
  readonly names: readonly Name[];
  readonly chosen: Name;
  onChoose(name: Name): void;
}

/** Saves a text as a file. */
export function download(name: string, type: string, text: string): void {
  const link = document.createElement('a');
  link.href = `data:${type};charset=utf-8,${encodeURIComponent(text)}`;
  link.download = name;
  link.click();
}

const time = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hour12: false,
});

/** `12:04:05.123`, in the time zone of the reader. */
export function clockTime(at: number): string {
  return `${time.format(at)}.${String(at % 1000).padStart(3, '0')}`;
}

/** `3 ms`, `1.2 s`, `2 min`. */
export function duration(ms: number | undefined): string {
  if (ms === undefined) return '';
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  return `${Math.round(ms / 60_000)} min`;
}

/** Reloads when requests have come, at most four times a second. */
export function useAfterRequests(version: number, reload: () => void): void {
  const timer = useRef<number | undefined>(undefined);
  useEffect(() => {
    timer.current ??= window.setTimeout(() => {
      timer.current = undefined;
      reload();
    }, 250);
  }, [version]);
  useEffect(() => () => clearTimeout(timer.current), []);
}
