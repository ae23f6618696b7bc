// The view of verdicts: each rule with what shows it, and reports to save.

import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Verdict } from '../src/server/verdicts/verdict.ts';
import type { Entry } from './journal.ts';
import { download, ErrorNote, useAfterRequests, useLoaded } from './parts.tsx';
import { hashOf } from './place.ts';
import type { ViewProps } from './view.ts';

type Status = Verdict['status'];

const order: Readonly<Record<Status, number>> = { failed: 0, passed: 1, 'not-exercised': 2 };
const words: Readonly<Record<Status, string>> = {
  failed: 'failed',
  passed: 'passed',
  'not-exercised': 'not exercised',
};
const formats = ['text', 'json', 'junit', 'sarif'] as const;

export function VerdictsView({ server, live }: ViewProps): JSX.Element {
  const { value, error, reload } = useLoaded(
    signal => server.get<{ verdicts: Verdict[] }>('/verdicts', signal),
    [server],
  );
  const [problem, setProblem] = useState<Error>();
  useAfterRequests(live.version, reload);
  const verdicts = (value?.verdicts ?? []).toSorted((one, other) => order[one.status] - order[other.status]);
  const count = (status: Status): number => verdicts.filter(verdict => verdict.status === status).length;
  const save = (format: string): void => {
    server
      .get<{ name: string; text: string }>(`/verdicts/report?format=${format}`)
      .then(({ name, text }) => download(name, 'text/plain', text), setProblem);
  };
  return (
    <>
      <div class="head">
        <p role="status">
          <strong class="bad">{count('failed')} failed</strong>, {count('passed')} passed, {count('not-exercised')} not
          exercised
        </p>
        <div class="row-of">
          <span class="soft">Save as</span>
          {formats.map(format => (
            <button key={format} type="button" aria-label={`Save the report as ${format}`} onClick={() => save(format)}>
              {format}
            </button>
          ))}
        </div>
      </div>
      <ErrorNote error={problem ?? error} />
      <ul class="verdicts">
        {verdicts.map(verdict => (
          <VerdictCard key={verdict.id} verdict={verdict} entries={live.journal.entries} />
        ))}
      </ul>
    </>
  );
}

function VerdictCard({
  verdict,
  entries,
}: {
  readonly verdict: Verdict;
  readonly entries: readonly Entry[];
}): JSX.Element {
  const { id, title, status, needs, why, remedy, see, breaches } = verdict;
  return (
    <li class={`card verdict ${status}`} id={`verdict-${id}`}>
      <div class="head">
        <h2>{title}</h2>
        <span class={`pill ${status}`}>{words[status]}</span>
      </div>
      <p class="soft">
        <code>{id}</code> · <a href={see}>the rule</a>
      </p>
      {status === 'not-exercised' ? <p class="soft">It needs {needs}</p> : <p>{why}</p>}
      {breaches.map(({ message, requests }) => (
        <div key={requests.join()} class="breach">
          <p>{message}</p>
          <p class="row-of">
            <a class="button" href={hashOf('requests', { ids: requests.join(), id: requests.at(-1) })}>
              Show in the waterfall
            </a>
            {requests.slice(0, 6).map(request => (
              <a key={request} href={hashOf('requests', { id: request })}>
                {labelOf(
                  entries.find(entry => entry.id === request),
                  request,
                )}
              </a>
            ))}
          </p>
        </div>
      ))}
      {status === 'failed' && <p class="remedy">{remedy}</p>}
    </li>
  );
}

function labelOf(entry: Entry | undefined, id: string): string {
  return entry === undefined ? id.slice(0, 8) : `${entry.method} ${entry.url}: ${entry.status ?? 'broken'}`;
}
