// One request: why it was answered so, the answer, what the document says about it, and how to send it again.

import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Entry } from './journal.ts';
import { Code, clockTime, duration, ErrorNote, Facts, StatusPill, useLoaded } from './parts.tsx';
import type { Server } from './server.ts';
import { replayOf } from './snippets.ts';

interface EntryProps {
  readonly server: Server;
  readonly entry: Entry;
  onClose(): void;
}

export function EntryDetail({ server, entry, onClose }: EntryProps): JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // On a phone the entry covers the list.
    if (matchMedia('(max-width: 60rem)').matches) heading.current?.focus();
  }, []);
  const { method, url, status, fault, durationMs, aborted } = entry;
  return (
    <section
      class="detail"
      aria-label="Request"
      onKeyDown={event => {
        if (event.key === 'Escape') onClose();
      }}
    >
      <div class="detail-head">
        <h2 ref={heading} tabIndex={-1}>
          <StatusPill status={status} fault={fault} pending={durationMs === undefined} />
          {method} {url}
        </h2>
        <button type="button" class="close" aria-label="Close the request" onClick={onClose}>
          ×
        </button>
      </div>
      <h3>Why this answer</h3>
      <Why server={server} entry={entry} />
      <Facts
        facts={[
          ['Arrived', clockTime(entry.at)],
          ['Took', `${duration(durationMs)}${aborted ? ', the client left first' : ''}`],
          ['Retry-After', entry.retryAfter && `${entry.retryAfter}`],
          ['Client', entry.userAgent],
          ['Application', entry.clientId?.startsWith('mock.') ? undefined : entry.clientId],
          ['Token', entry.tokenHash && `#${entry.tokenHash}`],
          ['Correlation id', entry.correlationId],
          ['Request id', entry.id],
        ]}
      />
      <Answer server={server} entry={entry} />
      <h3>Send it again</h3>
      <Code what="curl" text={replayOf(entry, server.url)} />
    </section>
  );
}

function Why({ server, entry }: Pick<EntryProps, 'server' | 'entry'>): JSX.Element {
  const { value, error } = useLoaded(
    signal => server.get<{ readonly why: readonly string[] }>(`/requests/${entry.id}`, signal),
    [server, entry.id, entry.durationMs],
  );
  if (value === undefined) return <ErrorNote error={error} />;
  return (
    <ol class="decision">
      {value.why.map(step => (
        <li key={step}>{step}</li>
      ))}
    </ol>
  );
}

interface Details {
  readonly request?: { readonly headers: readonly (readonly [string, string])[] };
  readonly response?: { readonly headers: readonly (readonly [string, string])[]; readonly body: string };
  readonly findings?: readonly {
    readonly code: string;
    readonly severity: string;
    readonly message: string;
    readonly hint?: string;
  }[];
}

function Answer({ server, entry }: Pick<EntryProps, 'server' | 'entry'>): JSX.Element {
  const { value, error } = useLoaded(
    signal => server.get<Details>(`/requests/${entry.id}/exchange`, signal),
    [server, entry.id, entry.durationMs],
  );
  if (value === undefined) return <ErrorNote error={error} />;
  const { request, response, findings } = value;
  if (response === undefined)
    return <p class="note">The server keeps headers and bodies of the latest requests only.</p>;
  return (
    <>
      <h3>Findings against the document</h3>
      {findings === undefined || findings.length === 0 ? (
        <p class="good">The answer satisfies the document.</p>
      ) : (
        <ul class="findings">
          {findings.map(({ code, severity, message, hint }) => (
            <li key={code + message}>
              <strong class={severity}>{severity}</strong> {message} {hint} <code>{code}</code>
            </li>
          ))}
        </ul>
      )}
      <h3>Response</h3>
      <Headers headers={response.headers} />
      {response.body !== '' && <Code what="body" text={indented(response.body)} />}
      <h3>Request</h3>
      <Headers headers={request?.headers ?? []} />
    </>
  );
}

function Headers({ headers }: { readonly headers: readonly (readonly [string, string])[] }): JSX.Element {
  return <Facts facts={headers} />;
}

function indented(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
