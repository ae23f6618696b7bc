// The view of scenarios: what is active and queued, the clock, the limit, and the catalogue.

import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { CatalogEntry } from '../src/server/scenarios/catalog.ts';
import type { Verdict } from '../src/server/verdicts/verdict.ts';
import { advice } from './advice.ts';
import { ClockPanel, LimitPanel } from './clock-and-limit.tsx';
import { Choice, ErrorNote, useAfterRequests, useLoaded } from './parts.tsx';
import type { ViewProps } from './view.ts';

export interface ScenarioState {
  readonly active: CatalogEntry | null;
  readonly queued: readonly CatalogEntry[];
}

export interface ScenarioList extends ScenarioState {
  readonly scenarios: readonly CatalogEntry[];
}

/** Type of what is dragged. */
const dragged = 'application/x-scenario';

export function ScenariosView({ server, live }: ViewProps): JSX.Element {
  const { value, error, reload } = useLoaded(signal => server.get<ScenarioList>('/scenarios', signal), [server]);
  const verdicts = useLoaded(signal => server.get<{ verdicts: Verdict[] }>('/verdicts', signal), [server]);
  const [problem, setProblem] = useState<Error>();
  const [told, setTold] = useState('');
  useAfterRequests(live.version, reload);
  const act = async (text: string, method: string, path: string, body?: unknown): Promise<void> => {
    try {
      await server.call(method, path, body);
      setTold(text);
      setProblem(undefined);
      reload();
    } catch (failure) {
      setProblem(failure as Error);
    }
  };
  const queued = value?.queued ?? [];
  const arrange = (names: readonly string[], text: string): Promise<void> =>
    act(text, 'PUT', '/scenarios/queue', { scenarios: names });
  return (
    <>
      <ErrorNote error={problem ?? error} />
      <p class="hidden" role="status">
        {told}
      </p>
      <div class="panels">
        <ActivePanel active={value?.active ?? null} onAct={act} />
        <Queue names={queued.map(({ name }) => name)} onArrange={arrange} />
        <ClockPanel server={server} version={live.version} />
        <LimitPanel server={server} version={live.version} />
      </div>
      <Catalogue
        scenarios={value?.scenarios ?? []}
        active={value?.active?.name}
        rules={verdicts.value?.verdicts ?? []}
        onAct={act}
      />
    </>
  );
}

type Act = (text: string, method: string, path: string, body?: unknown) => Promise<void>;

function ActivePanel({ active, onAct }: { readonly active: CatalogEntry | null; readonly onAct: Act }): JSX.Element {
  return (
    <section class="card" aria-labelledby="active-title">
      <h2 id="active-title">For every request</h2>
      {active === null ? (
        <p class="soft">No scenario: the normal answers.</p>
      ) : (
        <p class="active-name">{active.name}</p>
      )}
      {active !== null && <p class="soft">{active.title}</p>}
      <div class="row-of">
        <button
          type="button"
          disabled={active === null}
          onClick={() => onAct('No scenario is active.', 'POST', '/scenarios/use', { scenario: null })}
        >
          Stop using
        </button>
        <button type="button" onClick={() => onAct('Scenarios are reset.', 'POST', '/scenarios/reset')}>
          Reset scenarios
        </button>
        <button type="button" onClick={() => onAct('The session is reset.', 'POST', '/reset')}>
          Reset session
        </button>
      </div>
    </section>
  );
}

interface QueueProps {
  readonly names: readonly string[];
  onArrange(names: readonly string[], text: string): Promise<void>;
}

/** By keyboard with the buttons of each place, or by dragging: from the catalogue, and within the queue. */
function Queue({ names, onArrange }: QueueProps): JSX.Element {
  const [over, setOver] = useState<number>();
  const without = (index: number): string[] => names.filter((_, at) => at !== index);
  const move = (from: number, to: number): void => {
    const name = names[from];
    if (name === undefined || to < 0 || to > names.length - 1) return;
    void onArrange(without(from).toSpliced(to, 0, name), `${name} is now number ${to + 1} of the queue.`);
  };
  const drop = (event: DragEvent, at: number): void => {
    event.preventDefault();
    setOver(undefined);
    const text = event.dataTransfer?.getData(dragged) ?? '';
    if (text === '') return;
    const { name, from } = JSON.parse(text) as { name: string; from?: number };
    if (from === undefined) void onArrange(names.toSpliced(at, 0, name), `${name} is queued.`);
    else move(from, Math.min(at, names.length - 1));
  };
  const allow = (event: DragEvent, at: number): void => {
    if (!event.dataTransfer?.types.includes(dragged)) return;
    event.preventDefault();
    event.stopPropagation();
    setOver(at);
  };
  return (
    <section
      class={`card queue ${over === names.length ? 'over' : ''}`}
      aria-labelledby="queue-title"
      onDragOver={event => allow(event, names.length)}
      onDragLeave={() => setOver(undefined)}
      onDrop={event => drop(event, names.length)}
    >
      <h2 id="queue-title">For the next requests</h2>
      {names.length === 0 && <p class="soft">The queue is empty. Queue a scenario with Once, or drag it here.</p>}
      <ol>
        {names.slice(0, 100).map((name, index) => (
          <li
            key={`${index} ${name}`}
            class={over === index ? 'over' : ''}
            draggable
            onDragStart={event => event.dataTransfer?.setData(dragged, JSON.stringify({ name, from: index }))}
            onDragOver={event => allow(event, index)}
            onDrop={event => {
              event.stopPropagation();
              drop(event, index);
            }}
          >
            <span class="name">{name}</span>
            <button
              type="button"
              aria-label={`Move ${name} up`}
              disabled={index === 0}
              onClick={() => move(index, index - 1)}
            >
              ↑
            </button>
            <button
              type="button"
              aria-label={`Move ${name} down`}
              disabled={index === names.length - 1}
              onClick={() => move(index, index + 1)}
            >
              ↓
            </button>
            <button
              type="button"
              aria-label={`Remove ${name}`}
              onClick={() => onArrange(without(index), `${name} is removed.`)}
            >
              ×
            </button>
          </li>
        ))}
      </ol>
      {names.length > 100 && <p class="soft">and {names.length - 100} more</p>}
    </section>
  );
}

const kinds = ['all', 'status', 'example', 'variant', 'scenario'] as const;

interface CatalogueProps {
  readonly scenarios: readonly CatalogEntry[];
  readonly active: string | undefined;
  readonly rules: readonly Verdict[];
  readonly onAct: Act;
}

function Catalogue({ scenarios, active, rules, onAct }: CatalogueProps): JSX.Element {
  const [kind, setKind] = useState<(typeof kinds)[number]>('all');
  const [text, setText] = useState('');
  const wanted = text.toLowerCase();
  const shown = scenarios.filter(
    entry => (kind === 'all' || entry.kind === kind) && `${entry.name} ${entry.title}`.toLowerCase().includes(wanted),
  );
  return (
    <section aria-labelledby="catalogue-title">
      <div class="head">
        <h2 id="catalogue-title">
          Catalogue <span class="soft">{shown.length}</span>
        </h2>
        <div class="row-of">
          <Choice label="Kind" names={kinds} chosen={kind} onChoose={name => setKind(name)} />
          <label>
            <span class="hidden">Find a scenario</span>
            <input
              type="search"
              placeholder="Find"
              value={text}
              onInput={event => setText(event.currentTarget.value)}
            />
          </label>
        </div>
      </div>
      <ul class="catalogue">
        {shown.map(entry => (
          <li
            key={entry.name}
            class={`card ${entry.name === active ? 'chosen' : ''}`}
            draggable
            onDragStart={event => event.dataTransfer?.setData(dragged, JSON.stringify({ name: entry.name }))}
          >
            <h3>
              {entry.name} <span class="tag">{entry.kind}</span>
            </h3>
            <p>{entry.title}</p>
            <p class="advice">{entry.goodClient ?? advice(entry.status, rules)}</p>
            <div class="row-of">
              <button
                type="button"
                aria-label={`Use ${entry.name}`}
                disabled={entry.name === active}
                onClick={() => onAct(`${entry.name} is active.`, 'POST', '/scenarios/use', { scenario: entry.name })}
              >
                Use
              </button>
              <button
                type="button"
                aria-label={`Once: ${entry.name}`}
                onClick={() => onAct(`${entry.name} is queued.`, 'POST', '/scenarios/once', { scenario: entry.name })}
              >
                Once
              </button>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
