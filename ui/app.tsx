// The frame of the page: views, session, connection, and the token where the server asks for one.

import type { JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { DocumentView } from './document.tsx';
import { type Connection, useJournal } from './live.ts';
import { ErrorNote, useLoaded } from './parts.tsx';
import { PeopleView } from './people.tsx';
import { hashOf, type Place, pagePath, parseRoute, type Route, type View, views } from './place.ts';
import { RequestsView } from './requests.tsx';
import { ScenariosView } from './scenarios.tsx';
import { Server } from './server.ts';
import { VerdictsView } from './verdicts.tsx';
import type { ViewProps } from './view.ts';

const titles: Readonly<Record<View, string>> = {
  people: 'People',
  requests: 'Requests',
  scenarios: 'Scenarios',
  verdicts: 'Verdicts',
  document: 'Document',
};

const panels: Readonly<Record<View, (props: ViewProps) => JSX.Element>> = {
  people: PeopleView,
  requests: RequestsView,
  scenarios: ScenariosView,
  verdicts: VerdictsView,
  document: DocumentView,
};

export function App({ place }: { readonly place: Place }): JSX.Element {
  const server = useMemo(() => new Server(place), [place.root, place.session]);
  const route = useRoute();
  const live = useJournal(server);
  const { view } = route;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${titles[view]} · ${place.session ?? 'aps-userinfo'}`;
  }, [view, place.session]);
  const Panel = panels[view];
  return (
    <>
      <header class="top">
        <a class="skip" href={location.hash} onClick={() => heading.current?.focus()}>
          Skip to content
        </a>
        <p class="brand">
          aps-userinfo <span>mock, not Autodesk</span>
        </p>
        <SessionPicker place={place} server={server} view={view} connection={live.connection} />
      </header>
      <nav class="tabs" aria-label="Views">
        {views.map(name => (
          <a key={name} href={hashOf(name)} aria-current={name === view ? 'page' : undefined}>
            {titles[name]}
          </a>
        ))}
      </nav>
      <main>
        <h1 ref={heading} tabIndex={-1}>
          {titles[view]}
        </h1>
        {live.needsToken ? (
          <TokenForm server={server} onToken={live.reconnect} />
        ) : live.isReady ? (
          <Panel key={view} server={server} route={route} live={live} />
        ) : (
          <>
            <p class="empty">Connecting…</p>
            <ErrorNote error={live.error} />
          </>
        )}
      </main>
    </>
  );
}

function useRoute(): Route {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const onChange = (): void => setHash(location.hash);
    addEventListener('hashchange', onChange);
    return () => removeEventListener('hashchange', onChange);
  }, []);
  return useMemo(() => parseRoute(hash), [hash]);
}

interface PickerProps {
  readonly place: Place;
  readonly server: Server;
  readonly view: View;
  readonly connection: Connection;
}

interface SessionRow {
  readonly id: string;
  readonly requests: number;
}

/** Another session is another address, so that a link names it. */
function SessionPicker({ place, server, view, connection }: PickerProps): JSX.Element {
  const current = place.session ?? 'default';
  const { value, reload } = useLoaded(
    signal =>
      connection === 'live' ? server.get<{ sessions: SessionRow[] }>('/sessions', signal) : Promise.resolve(undefined),
    [server, connection],
  );
  const known = value?.sessions ?? [];
  const rows = known.some(({ id }) => id === current) ? known : [{ id: current, requests: 0 }, ...known];
  const go = (id: string): void => {
    const session = id === 'default' ? undefined : id;
    location.assign(`${pagePath({ ...place, session })}${hashOf(view)}`);
  };
  return (
    <div class="session">
      <label for="session">Session</label>
      <select id="session" value={current} onFocus={reload} onChange={event => go(event.currentTarget.value)}>
        {rows.map(({ id, requests }) => (
          <option key={id} value={id}>
            {id} ({requests})
          </option>
        ))}
      </select>
      <span class={`state ${connection}`} role="status">
        {connection === 'live' ? 'live' : connection === 'lost' ? 'reconnecting' : 'connecting'}
      </span>
    </div>
  );
}

function TokenForm({ server, onToken }: { readonly server: Server; onToken(): void }): JSX.Element {
  const [token, setToken] = useState('');
  const wasWrong = server.token !== undefined;
  return (
    <form
      class="card narrow"
      onSubmit={event => {
        event.preventDefault();
        server.token = token.trim();
        onToken();
      }}
    >
      <label for="token">Admin token</label>
      <p id="token-advice">
        {wasWrong && <strong>That token is wrong. </strong>}The server was started with --admin-token. The token stays
        in this tab.
      </p>
      <div class="row">
        <input
          id="token"
          class="wide"
          type="password"
          autocomplete="off"
          required
          aria-describedby="token-advice"
          value={token}
          onInput={event => setToken(event.currentTarget.value)}
        />
        <button type="submit" class="main">
          Open
        </button>
      </div>
    </form>
  );
}
