// Keeps the journal of the page up to date: what arrives within a frame is drawn once.

import { useEffect, useState } from 'preact/hooks';
import { Journal, type Step } from './journal.ts';
import { Problem, type Server } from './server.ts';

export type Connection = 'connecting' | 'live' | 'lost';

export interface Live {
  readonly journal: Journal;
  /** Changes with the journal. */
  readonly version: number;
  readonly connection: Connection;
  /** Whether the server has answered: its session exists then. */
  readonly isReady: boolean;
  readonly needsToken: boolean;
  readonly error: Error | undefined;
  reconnect(): void;
}

/** Steps that wait for a frame at most: a hidden page has no frames. */
const mostWaiting = 20;

const reconnectMs = 1000;

export function useJournal(server: Server): Live {
  const [journal] = useState(() => new Journal());
  const [version, setVersion] = useState(0);
  const [turn, setTurn] = useState(0);
  const [state, setState] = useState<Pick<Live, 'connection' | 'isReady' | 'needsToken' | 'error'>>({
    connection: 'connecting',
    isReady: false,
    needsToken: false,
    error: undefined,
  });
  useEffect(() => {
    const control = new AbortController();
    const waiting: Step[] = [];
    let frame = 0;
    const draw = (): void => {
      frame = 0;
      for (const step of waiting.splice(0)) journal.apply(step);
      setVersion(number => number + 1);
      setState({ connection: 'live', isReady: true, needsToken: false, error: undefined });
    };
    const onStep = (step: Step): void => {
      waiting.push(step);
      if (waiting.length > mostWaiting) for (const early of waiting.splice(0)) journal.apply(early);
      frame ||= requestAnimationFrame(draw);
    };
    const run = async (): Promise<void> => {
      while (!control.signal.aborted) {
        const error = await follow(server, onStep, control.signal);
        if (control.signal.aborted) return;
        const needsToken = error instanceof Problem && error.status === 401;
        setState(({ isReady }) => ({ connection: 'lost', isReady: isReady && !needsToken, needsToken, error }));
        if (needsToken) return;
        await new Promise(resolve => setTimeout(resolve, reconnectMs));
        // The server may be another one, with other numbers.
        waiting.splice(0);
        journal.clear();
      }
    };
    void run();
    return () => {
      control.abort();
      cancelAnimationFrame(frame);
    };
  }, [server, turn]);
  return { journal, version, ...state, reconnect: () => setTurn(number => number + 1) };
}

function follow(server: Server, onStep: (step: Step) => void, signal: AbortSignal): Promise<Error | undefined> {
  return server.follow(onStep, signal).then(
    () => undefined,
    (error: Error) => error,
  );
}
