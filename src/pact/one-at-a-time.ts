// One test at a time for each Pact instance: pact-js crashes when two run on the same one, and blames neither.

const last = new WeakMap<object, Promise<unknown>>();

/** Runs `task` when every earlier one of this `owner` has ended, however it ended. */
export function oneAtATime<T>(owner: object, task: () => Promise<T>): Promise<T> {
  const turn = (last.get(owner) ?? Promise.resolve()).then(task, task);
  last.set(owner, turn);
  return turn;
}
