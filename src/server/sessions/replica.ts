// Keeps the sessions of this process in step with those of other replicas. A request tells the store which versions of its
// session it knows, and reads what is new only where they differ. A change takes the session's lock, reads, acts and writes, so
// that of two uses of one code, or of two changes of one setting, the second one finds the first.

import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { KitError } from '../../base/errors.ts';
import type { Config } from '../../config/config.ts';
import type { Behaviour, Scenario } from '../scenarios/scenario.ts';
import type { Session } from './session.ts';
import type { Sessions } from './sessions.ts';
import { SharedJournal } from './shared-journal.ts';
import type { Changes, News, Part, SharedStore, Versions } from './shared-store.ts';
import type { Position } from './step-positions.ts';

/** The logins of a session, as replicas copy them. */
export interface SharedLogins {
  /** Loads what `adopt` needs, and the keys that all replicas sign with. */
  prepare(): Promise<void>;
  /** Takes over changes of other replicas. @param isWhole the changes are everything: the rest is a change of this replica */
  adopt(session: Session, changes: Changes, isWhole: boolean): void;
  /** What changed here since the last call. */
  takeChanges(session: Session): Changes;
  /** Takes back changes that could not be written. */
  putBack(session: Session, changes: Changes): void;
}

/** How a session here compares with the store. */
interface Copy {
  connection: number;
  versions: Versions;
  /** The control of the session as last read or written. */
  control: string;
  /** Ends of the changes and of the steps that were asked for. */
  changes: Promise<unknown>;
  steps: Promise<unknown>;
}

/** The longest wait for the lock: an owner that died holds it for 5 seconds. */
const longestWaitMs = 15_000;

const noChanges: Changes = new Map();

export class Replica {
  readonly store: SharedStore;
  readonly #logins: SharedLogins;
  readonly journal: SharedJournal;
  readonly #idleSeconds: number;
  readonly #copies = new WeakMap<Session, Copy>();

  constructor(store: SharedStore, logins: SharedLogins, config: Pick<Config, 'journalSize' | 'sessionIdleSeconds'>) {
    this.store = store;
    this.#logins = logins;
    this.journal = new SharedJournal(store, config);
    this.#idleSeconds = config.sessionIdleSeconds;
  }

  /** The versions of the session here; none that the store can have after its connection was lost. */
  versionsOf(session: Session): Versions {
    const { versions, connection } = this.#copyOf(session);
    return connection === this.store.connection ? versions : { control: -1, logins: -1 };
  }

  /** Takes over what other replicas changed; nothing while the store does not answer. */
  async refresh(session: Session): Promise<void> {
    const copy = this.#copyOf(session);
    if (copy.connection !== this.store.connection) return this.#compare(session);
    const news = await this.store.read(session.id, copy.versions);
    if (news === undefined || news === 'held') return;
    if (isOlder(news, copy.versions)) return this.#compare(session);
    await this.#adopt(session, news, false);
  }

  /** Runs an action while no other replica changes the session, and passes on its changes. Without the store it just runs. */
  change<Result>(session: Session, action: () => Result | Promise<Result>): Promise<Result> {
    const copy = this.#copyOf(session);
    const result = copy.changes.then(() => this.#changeAlone(session, action));
    copy.changes = result.catch(() => undefined);
    return result;
  }

  /**
   * Takes the next step of a scenario, after those that other replicas took.
   *
   * @param take advances the session's own position
   * @returns undefined while the store does not answer
   */
  step<Result extends { readonly behaviour: Behaviour }>(
    session: Session,
    scenario: Scenario,
    caller: string,
    take: () => Result,
  ): Promise<Result | undefined> {
    const copy = this.#copyOf(session);
    const result = copy.steps.then(() => this.#step(session, scenario, caller, take));
    copy.steps = result.catch(() => undefined);
    return result;
  }

  async #step<Result extends { readonly behaviour: Behaviour }>(
    { id, positions, restarts }: Session,
    scenario: Scenario,
    caller: string,
    take: () => Result,
  ): Promise<Result | undefined> {
    const name = `${restarts} ${scenario.name} ${caller}`;
    for (;;) {
      const from = await this.store.position(id, name);
      if (from === undefined) return undefined;
      positions.set(scenario, caller, from === '' ? undefined : (JSON.parse(from) as Position));
      const taken = take();
      const to = JSON.stringify(withAnswer(positions.get(scenario, caller), taken.behaviour));
      if ((await this.store.move(id, name, from, to)) !== false) return taken;
    }
  }

  /** Opens the sessions that other replicas use. */
  async open(sessions: Sessions): Promise<void> {
    for (const id of await this.store.sessions(this.#idleSeconds)) sessions.open(id);
  }

  /** Reads all journals and queues for the final report, and disconnects. Waits for half a second at most. */
  async end(sessions: Sessions): Promise<void> {
    const read = async (session: Session): Promise<void> => {
      await this.journal.read(session);
      session.arrange(await this.store.queued(session.id));
    };
    const all = this.open(sessions).then(() => Promise.all(sessions.list().map(read)));
    await Promise.race([all.catch(() => undefined), sleep(500, undefined, { ref: false })]);
    this.store.close();
  }

  /** After a loss of the connection or of the store's data: what the store has is taken, what it lacks is written. */
  #compare(session: Session): Promise<void> {
    return this.change(session, async () => undefined);
  }

  async #changeAlone<Result>(session: Session, action: () => Result | Promise<Result>): Promise<Result> {
    const owner = await this.#lock(session);
    if (owner === undefined) return action();
    const { resets } = session;
    const { clears } = session.journal;
    try {
      return await action();
    } finally {
      this.store.noteUse([session.id]);
      const gone = [
        ...(session.resets === resets ? [] : (['queue', 'windows'] as const)),
        ...(session.journal.clears === clears ? [] : (['journal'] as const)),
      ];
      await Promise.all(gone.map(what => this.store.remove(session.id, what).catch(() => undefined)));
      await this.#unlock(session, owner);
    }
  }

  /** Undefined while the store does not answer. @throws ERR_STORE_UNREACHABLE where others keep the lock for too long */
  async #lock(session: Session): Promise<string | undefined> {
    const owner = randomUUID();
    const end = performance.now() + longestWaitMs;
    for (;;) {
      const { connection } = this.store;
      const copy = this.#copyOf(session);
      const isWhole = copy.connection !== connection;
      const known = isWhole ? { control: 0, logins: 0 } : copy.versions;
      const news = await this.store.read(session.id, known, owner);
      if (news === undefined) return undefined;
      if (news !== 'held') {
        await this.#adopt(session, news, isWhole || isOlder(news, known));
        copy.connection = connection;
        return owner;
      }
      if (performance.now() > end) throw late(session);
      await sleep(1 + Math.random() * 4);
    }
  }

  async #unlock(session: Session, owner: string): Promise<void> {
    const copy = this.#copyOf(session);
    const { control } = session;
    const logins = this.#logins.takeChanges(session);
    const changed: Changes = control === copy.control ? noChanges : new Map([['control', control]]);
    const versions = await this.store.write(session.id, owner, { control: changed, logins });
    if (versions !== undefined && versions !== 'late') {
      copy.versions = versions;
      copy.control = control;
      return;
    }
    // Compared with the store before the next use.
    copy.connection = 0;
    if (versions === 'late') throw late(session);
    this.#logins.putBack(session, logins);
  }

  async #adopt(session: Session, { control, logins }: News, isWhole: boolean): Promise<void> {
    const copy = this.#copyOf(session);
    if (logins.changes.size > 0) await this.#logins.prepare();
    // Meanwhile a later answer may have come.
    const isNew = (part: Part, version: number) => isWhole || version > copy.versions[part];
    const text = control.changes.get('control');
    if (isWhole) copy.control = '';
    if (text !== undefined && isNew('control', control.version)) {
      const { clears } = session.journal;
      session.adopt(text);
      copy.control = text;
      // What came after it was emptied is still to be read.
      if (session.journal.clears !== clears) this.journal.readAgain(session);
    }
    if (isNew('logins', logins.version)) this.#logins.adopt(session, logins.changes, isWhole);
    const latest = (part: Part, version: number) => (isNew(part, version) ? version : copy.versions[part]);
    copy.versions = { control: latest('control', control.version), logins: latest('logins', logins.version) };
  }

  #copyOf(session: Session): Copy {
    const known = this.#copies.get(session);
    if (known !== undefined) return known;
    const { connection } = this.store;
    const versions = { control: 0, logins: 0 };
    const none = Promise.resolve();
    const copy = { connection, versions, control: session.control, changes: none, steps: none };
    this.#copies.set(session, copy);
    return copy;
  }
}

/** The answer is still to come, and the next request may reach another replica before. */
function withAnswer(position: Position | undefined, { status, fault, delayMs }: Behaviour): Position | undefined {
  if (position === undefined) return undefined;
  const { method, url, tokenHash, at } = position.last;
  const answered = fault === undefined ? (status ?? 200) : undefined;
  const durationMs = typeof delayMs === 'number' ? delayMs : 0;
  return { ...position, last: { method, url, tokenHash, at, status: answered, durationMs } };
}

function isOlder({ control, logins }: News, known: Versions): boolean {
  return control.version < known.control || logins.version < known.logins;
}

function late({ id }: Session): KitError {
  return new KitError('ERR_STORE_UNREACHABLE', `Other replicas keep session "${id}" busy.`, {
    hint: 'Try again, or use several sessions.',
  });
}
