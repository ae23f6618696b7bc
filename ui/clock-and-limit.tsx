// The session's clock and rate limits, beside the scenarios.

import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { duration, ErrorNote, useAfterRequests, useLoaded } from './parts.tsx';
import type { Server } from './server.ts';

const steps = [
  ['1 min', 60],
  ['1 h', 3600],
  ['1 day', 86_400],
] as const;

export function ClockPanel({ server, version }: { readonly server: Server; readonly version: number }): JSX.Element {
  const { value, error, reload } = useLoaded(
    async signal => ({ ...(await server.get<{ now: number; iso: string }>('/clock', signal)), seen: Date.now() }),
    [server],
  );
  useAfterRequests(version, reload);
  const move = (body: object): Promise<void> => server.call('POST', '/clock', body).then(reload, reload);
  const ahead = value === undefined ? 0 : value.now - value.seen;
  return (
    <section class="card" aria-labelledby="clock-title">
      <h2 id="clock-title">Clock</h2>
      <ErrorNote error={error} />
      <p class="clock">
        <time dateTime={value?.iso}>{value?.iso.replace('T', ' ').replace(/\.\d+Z$/, ' UTC')}</time>
      </p>
      <p class="soft" role="status">
        {Math.abs(ahead) < 1500
          ? 'As the system.'
          : `${span(Math.abs(ahead))} ${ahead > 0 ? 'ahead of' : 'behind'} the system.`}
      </p>
      <div class="row-of">
        {steps.map(([name, seconds]) => (
          <button key={name} type="button" onClick={() => move({ advanceSeconds: seconds })}>
            Advance {name}
          </button>
        ))}
        <button type="button" onClick={() => move({ reset: true })}>
          Reset clock
        </button>
      </div>
    </section>
  );
}

function span(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  return minutes < 60
    ? duration(ms)
    : minutes < 2880
      ? `${(minutes / 60).toFixed(1)} h`
      : `${(minutes / 1440).toFixed(1)} days`;
}

export interface Limits {
  readonly limit: number;
  readonly windowSeconds: number;
  readonly key: string;
  readonly now: number;
  readonly windows: readonly { readonly key: string; readonly used: number; readonly endsAt: number }[];
}

export function LimitPanel({ server, version }: { readonly server: Server; readonly version: number }): JSX.Element {
  const { value, error, reload } = useLoaded(signal => server.get<Limits>('/limits', signal), [server]);
  const [limit, setLimit] = useState<string>();
  const [problem, setProblem] = useState<Error>();
  useAfterRequests(version, reload);
  const apply = (): void => {
    const rateLimit = limit === '' ? null : Number(limit);
    server.call('PATCH', '/settings', { rateLimit }).then(
      () => {
        setProblem(undefined);
        setLimit(undefined);
        reload();
      },
      (failure: Error) => setProblem(failure),
    );
  };
  return (
    <section class="card" aria-labelledby="limit-title">
      <h2 id="limit-title">Rate limit</h2>
      <ErrorNote error={problem ?? error} />
      <form
        class="row-of"
        onSubmit={event => {
          event.preventDefault();
          apply();
        }}
      >
        <label>
          Calls{' '}
          <input
            type="number"
            min="0"
            class="short"
            disabled={value === undefined}
            value={limit ?? value?.limit ?? ''}
            onInput={event => setLimit(event.currentTarget.value)}
          />
        </label>{' '}
        <span class="soft">
          per {value?.windowSeconds} s and {value?.key}
        </span>
        <button type="submit" disabled={limit === undefined}>
          Set
        </button>
      </form>
      {value?.windows.length === 0 && <p class="soft">No window is open: every client has all its calls.</p>}
      <ul class="windows">
        {value?.windows.slice(0, 8).map(({ key, used, endsAt }) => {
          const left = Math.max(0, value.limit - used);
          return (
            <li key={key}>
              <span>
                <code>{key.slice(0, 24)}</code> {value.limit === 0 ? `${used} calls` : `${left} of ${value.limit} left`}
              </span>
              <meter min={0} max={value.limit} value={left} aria-label={`Calls left of ${key}`} />
              <span class="soft">ends in {Math.max(0, Math.ceil((endsAt - value.now) / 1000))} s</span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
