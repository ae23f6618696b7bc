// The view of people: who there is, and one of them with claims, token and login.

import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { DocumentBrief, Profile } from './claims.ts';
import { Face, type PersonaRow } from './face.tsx';
import { decodeToken, finishLogin, masked, type Tokens } from './login.ts';
import { Code, Copy, ErrorNote, useLoaded } from './parts.tsx';
import { PersonDetail } from './person.tsx';
import { PersonaForm } from './persona-form.tsx';
import { hashOf } from './place.ts';
import type { Server } from './server.ts';
import type { ViewProps } from './view.ts';

export function PeopleView({ server, route }: ViewProps): JSX.Element {
  const { persona: chosen, form } = route.params;
  const people = useLoaded(signal => server.get<{ personas: PersonaRow[] }>('/personas', signal), [server]);
  const document = useLoaded(signal => server.get<DocumentBrief>('/document', signal), [server]);
  const personas = people.value?.personas ?? [];
  const person = personas.find(({ name }) => name === chosen);
  const claims = document.value?.claims ?? [];
  const path = document.value?.operations.find(({ isProfile }) => isProfile)?.path ?? '/userinfo';
  return (
    <>
      <LoggedIn server={server} path={path} />
      <div class="head">
        <p class="soft">Any bearer token is a person. These have names, and tokens to copy.</p>
        <a class="button main" href={hashOf('people', { form: 'new' })}>
          Make a person
        </a>
      </div>
      <ErrorNote error={people.error ?? document.error} />
      {form !== undefined && claims.length > 0 ? (
        <PersonaForm server={server} claims={claims} base={form === 'new' ? undefined : form} onSaved={people.reload} />
      ) : (
        <div class={`people ${person === undefined ? '' : 'opened'}`}>
          <ul class="persons">
            {personas.map(row => (
              <PersonCard key={row.name} server={server} row={row} isChosen={row.name === chosen} />
            ))}
          </ul>
          {person !== undefined && (
            <PersonDetail key={person.name} server={server} row={person} claims={claims} path={path} />
          )}
        </div>
      )}
    </>
  );
}

interface CardProps {
  readonly server: Server;
  readonly row: PersonaRow;
  readonly isChosen: boolean;
}

function PersonCard({ server, row, isChosen }: CardProps): JSX.Element {
  const { name, title } = row;
  const box = useRef<HTMLLIElement>(null);
  const isSeen = useSeen(box);
  const { value } = useLoaded(
    signal => (isSeen ? server.get<Profile>(`/personas/${name}/profile`, signal) : Promise.resolve(undefined)),
    [server, name, isSeen],
  );
  return (
    <li ref={box}>
      <a class="person" href={hashOf('people', { persona: name })} aria-current={isChosen ? 'true' : undefined}>
        <Face picture={value?.picture} name={name} />
        <span class="about">
          <span class="who">{name}</span>
          <span class="what">{title}</span>
        </span>
      </a>
    </li>
  );
}

/** Whether an element has come into sight: a session may have a thousand people. */
function useSeen(box: { readonly current: HTMLElement | null }): boolean {
  const [isSeen, setSeen] = useState(false);
  useEffect(() => {
    if (isSeen || box.current === null) return undefined;
    const observer = new IntersectionObserver(entries => {
      if (entries.some(entry => entry.isIntersecting)) setSeen(true);
    });
    observer.observe(box.current);
    return () => observer.disconnect();
  }, [isSeen]);
  return isSeen;
}

/** What a login that led back here has brought. */
function LoggedIn({ server, path }: { readonly server: Server; readonly path: string }): JSX.Element | null {
  const [tokens, setTokens] = useState<Tokens>();
  const [error, setError] = useState<Error>();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    finishLogin(server).then(setTokens, setError);
  }, [server]);
  useEffect(() => heading.current?.focus(), [tokens]);
  if (error !== undefined) return <ErrorNote error={error} />;
  if (tokens === undefined) return null;
  const { access_token: accessToken, id_token: idToken, expires_in: expiresIn } = tokens;
  return (
    <section class="card" aria-label="Logged in">
      <div class="head">
        <h2 ref={heading} tabIndex={-1}>
          Logged in
        </h2>
        <button type="button" onClick={() => setTokens(undefined)}>
          Close
        </button>
      </div>
      <p>
        Access token <code>{masked(accessToken)}</code>, valid for {expiresIn} seconds.{' '}
        <Copy what="the access token" text={accessToken} />
      </p>
      <div class="tokens">
        <Decoded title="Access token" token={accessToken} />
        {idToken !== undefined && <Decoded title="ID token" token={idToken} />}
        <Answer server={server} path={path} token={accessToken} />
      </div>
    </section>
  );
}

function Decoded({ title, token }: { readonly title: string; readonly token: string }): JSX.Element {
  const [header, claims] = decodeToken(token) ?? [];
  return (
    <div>
      <h3>{title}</h3>
      <Code
        what={`${title}, decoded`}
        text={claims === undefined ? 'not a JWT' : JSON.stringify({ header, claims }, null, 2)}
      />
    </div>
  );
}

function Answer({
  server,
  path,
  token,
}: {
  readonly server: Server;
  readonly path: string;
  readonly token: string;
}): JSX.Element {
  const { value, error } = useLoaded(
    async signal => {
      const response = await fetch(`${server.path}${path}`, { signal, headers: { authorization: `Bearer ${token}` } });
      return `${response.status} ${JSON.stringify(await response.json(), null, 2)}`;
    },
    [token],
  );
  return (
    <div>
      <h3>{path}</h3>
      <ErrorNote error={error} />
      {value !== undefined && <Code what={`answer of ${path}`} text={value} />}
    </div>
  );
}
