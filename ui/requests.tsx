// The view of requests: filters, the list, the waterfall, and one entry.

import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { EntryDetail } from './entry.tsx';
import { type Entry, type Filter, filterEntries, valuesOf } from './journal.ts';
import { clockTime, duration, StatusPill } from './parts.tsx';
import { hashOf } from './place.ts';
import type { ViewProps } from './view.ts';
import { VirtualList } from './virtual-list.tsx';
import { Waterfall } from './waterfall.tsx';

export function RequestsView({ server, route, live }: ViewProps): JSX.Element {
  const { id, ids, ...filter } = route.params as Filter & { id?: string; ids?: string };
  const { journal, version } = live;
  const { entries } = journal;
  const only = useMemo(() => (ids === undefined ? undefined : new Set(ids.split(','))), [ids]);
  const shown = useMemo(
    () => filterEntries(only === undefined ? entries : around(entries, only), filter),
    [version, only, ...Object.values(filter)],
  );
  const newestFirst = useMemo(() => shown.toReversed(), [shown, version]);
  const chosen = id === undefined ? undefined : entries.find(entry => entry.id === id);
  const go = (changes: Readonly<Record<string, string | undefined>>): void => {
    location.replace(hashOf('requests', { ...route.params, ...changes }));
  };
  return (
    <>
      <Filters entries={entries} filter={filter} version={version} onChange={go} />
      {only !== undefined && (
        <p class="note">
          Only the requests of a verdict, and what came between them.{' '}
          <a href={hashOf('requests', { ...route.params, ids: undefined })}>Show all</a>
        </p>
      )}
      <Waterfall server={server} entries={shown} version={version} marked={only} chosen={id} onChoose={go} />
      <div class={`split ${chosen === undefined ? '' : 'opened'}`}>
        <section class="list" aria-label="Journal">
          <p class="count">
            {shown.length === entries.length ? '' : `${shown.length} of `}
            {entries.length} requests{journal.dropped > 0 && `, ${journal.dropped} older ones dropped`}
          </p>
          {entries.length === 0 ? (
            <Empty url={server.url} />
          ) : (
            <VirtualList
              label="Requests, newest first"
              items={newestFirst}
              keyOf={entry => entry.id}
              chosen={id}
              onChoose={entry => go({ id: entry.id })}
              renderRow={entry => <EntryRow entry={entry} />}
            />
          )}
        </section>
        {chosen === undefined ? (
          <section class="detail none" aria-label="Request">
            <p class="empty">Choose a request to see why it was answered as it was.</p>
          </section>
        ) : (
          <EntryDetail key={chosen.id} server={server} entry={chosen} onClose={() => go({ id: undefined })} />
        )}
      </div>
    </>
  );
}

/** The named entries and those between the first and the last one. */
function around(entries: readonly Entry[], ids: ReadonlySet<string>): readonly Entry[] {
  const first = entries.findIndex(({ id }) => ids.has(id));
  const last = entries.findLastIndex(({ id }) => ids.has(id));
  return first < 0 ? [] : entries.slice(first, last + 1);
}

function Empty({ url }: { readonly url: string }): JSX.Element {
  return (
    <div class="empty">
      <p>No request yet in this session. Send one, and it appears here at once:</p>
      <pre>curl -H "Authorization: Bearer mock.alice" {url}/userinfo</pre>
    </div>
  );
}

function EntryRow({ entry }: { readonly entry: Entry }): JSX.Element {
  const { status, fault, durationMs, method, url, persona, scenario, at } = entry;
  return (
    <>
      <StatusPill status={status} fault={fault} pending={durationMs === undefined} />
      <span class="what">
        <span class="method">{method}</span> <span class="url">{url}</span>
      </span>
      <span class="who">
        {persona}
        {scenario !== undefined && <span class="tag">{scenario}</span>}
      </span>
      <span class="time">
        {clockTime(at)} <span class="took">{duration(durationMs)}</span>
      </span>
    </>
  );
}

interface FiltersProps {
  readonly entries: readonly Entry[];
  readonly filter: Filter;
  readonly version: number;
  onChange(changes: Readonly<Record<string, string | undefined>>): void;
}

function Filters({ entries, filter, version, onChange }: FiltersProps): JSX.Element {
  const known = useMemo(
    () => ({
      status: valuesOf(entries, 'status').toSorted(),
      persona: valuesOf(entries, 'persona'),
      scenario: valuesOf(entries, 'scenario'),
    }),
    [version],
  );
  const [text, setText] = useState(filter.text ?? '');
  return (
    <search class="filters">
      <label>
        Find
        <input
          type="search"
          value={text}
          placeholder="path, outcome, client, id"
          onInput={event => {
            setText(event.currentTarget.value);
            onChange({ text: event.currentTarget.value });
          }}
        />
      </label>
      <Select name="status" label="Status" value={filter.status} onChange={onChange}>
        {['2xx', '4xx', '5xx', ...known.status, 'none']}
      </Select>
      <Select name="persona" label="Persona" value={filter.persona} onChange={onChange}>
        {known.persona}
      </Select>
      <Select name="scenario" label="Scenario" value={filter.scenario} onChange={onChange}>
        {known.scenario}
      </Select>
    </search>
  );
}

interface SelectProps {
  readonly name: string;
  readonly label: string;
  readonly value: string | undefined;
  readonly children: readonly string[];
  onChange(changes: Readonly<Record<string, string | undefined>>): void;
}

function Select({ name, label, value = '', children, onChange }: SelectProps): JSX.Element {
  const names = value === '' || children.includes(value) ? children : [value, ...children];
  return (
    <label>
      {label}
      <select value={value} onChange={event => onChange({ [name]: event.currentTarget.value })}>
        <option value="">all</option>
        {names.map(each => (
          <option key={each} value={each}>
            {each === 'none' ? 'no status' : each}
          </option>
        ))}
      </select>
    </label>
  );
}
