// The requests over time as a picture: each in a row, with the wait that it asks for, and the rate limit's windows behind.

import type { JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Entry } from './journal.ts';
import { duration, useLoaded } from './parts.tsx';
import { hashOf } from './place.ts';
import type { Server } from './server.ts';
import { type Row, type Timeline, timelineOf } from './timeline.ts';

interface WaterfallProps {
  readonly server: Server;
  readonly entries: readonly Entry[];
  readonly version: number;
  /** The requests that a verdict names. */
  readonly marked: ReadonlySet<string> | undefined;
  readonly chosen: string | undefined;
  onChoose(changes: { readonly id: string }): void;
}

interface Limits {
  readonly limit: number;
  readonly windowSeconds: number;
  readonly windows: readonly { readonly key: string; readonly used: number; readonly endsAt: number }[];
}

const rowHeight = 22;
const top = 26;

export function Waterfall({ server, entries, version, marked, chosen, onChoose }: WaterfallProps): JSX.Element | null {
  const { value: limits } = useLoaded(signal => server.get<Limits>('/limits', signal), [server, entries.length > 0]);
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(800);
  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const timeline = useMemo(() => {
    const windowMs = (limits?.windowSeconds ?? 0) * 1000;
    const open = (limits?.windows ?? []).map(({ endsAt }) => ({ from: endsAt - windowMs, to: endsAt }));
    return timelineOf(entries, limits?.limit ? limits.windowSeconds : undefined, open);
  }, [entries, version, limits]);
  const early = timeline.rows.filter(({ isEarly }) => isEarly).length;
  return (
    <details class="waterfall" open>
      <summary>
        Waterfall{' '}
        <span class="soft">
          {timeline.rows.length === 0
            ? ''
            : `the latest ${timeline.rows.length}, over ${duration(timeline.to - timeline.from)}`}
          {early > 0 && `; ${early} sent before Retry-After was over`}
        </span>
      </summary>
      <div ref={box} class="picture-box">
        {timeline.rows.length > 0 && (
          <Picture timeline={timeline} width={width} marked={marked} chosen={chosen} onChoose={onChoose} />
        )}
      </div>
      <Legend />
    </details>
  );
}

function Legend(): JSX.Element {
  return (
    <ul class="legend" aria-label="Legend">
      {['ok', 'refused', 'failed', 'wait', 'early', 'window'].map((name, index) => (
        <li key={name}>
          <span class={`swatch ${name}`} />
          {['2xx', '4xx', '5xx or broken', 'Retry-After', 'retry before its time', 'rate limit window'][index]}
        </li>
      ))}
    </ul>
  );
}

interface PictureProps extends Pick<WaterfallProps, 'marked' | 'chosen' | 'onChoose'> {
  readonly timeline: Timeline;
  readonly width: number;
}

function Picture({ timeline, width, marked, chosen, onChoose }: PictureProps): JSX.Element {
  const { from, to, rows, windows, ticks } = timeline;
  const left = width < 500 ? 92 : 190;
  const height = top + rows.length * rowHeight + 6;
  const x = (at: number): number => left + ((at - from) / (to - from)) * (width - left - 14);
  const y = (index: number): number => top + index * rowHeight;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a group of links in a picture
    <svg class="picture" width={width} height={height} role="group" aria-label={`Waterfall of ${rows.length} requests`}>
      <defs>
        <pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect class="hatch" width="2" height="6" />
        </pattern>
      </defs>
      {windows.map(span => (
        <rect
          key={span.to}
          class="window"
          x={x(span.from)}
          y={top - 4}
          width={x(span.to) - x(span.from)}
          height={height - top}
        />
      ))}
      {ticks.map((at, index) => (
        <g key={at} class="tick">
          <line x1={x(at)} x2={x(at)} y1={top - 6} y2={height} />
          {x(at) < width - 60 && (width >= 500 || index % 2 === 0) && (
            <text x={x(at) + 3} y={14}>
              +{duration(at - from)}
            </text>
          )}
        </g>
      ))}
      {rows.map((row, index) => (
        <g key={row.entry.id}>
          {row.retryOf !== undefined && (
            <path
              class={`retry ${row.isEarly ? 'early' : ''}`}
              d={retryPath(x(rows[row.retryOf]?.span.to ?? 0), y(row.retryOf), x(row.span.from), y(index))}
            />
          )}
          <Bar
            {...{ row, x, y: y(index), left, width }}
            isMarked={marked?.has(row.entry.id) === true}
            isChosen={row.entry.id === chosen}
            onChoose={onChoose}
          />
        </g>
      ))}
    </svg>
  );
}

function retryPath(x1: number, y1: number, x2: number, y2: number): string {
  const [start, end] = [y1 + rowHeight / 2, y2 + rowHeight / 2];
  return `M${x1},${start} C${x1 + 14},${end} ${x2 - 14},${start} ${x2},${end}`;
}

interface BarProps extends Pick<WaterfallProps, 'onChoose'> {
  readonly row: Row;
  readonly x: (at: number) => number;
  readonly y: number;
  readonly left: number;
  readonly width: number;
  readonly isMarked: boolean;
  readonly isChosen: boolean;
}

function Bar({ row, x, y, left, width, isMarked, isChosen, onChoose }: BarProps): JSX.Element {
  const { entry, span, wait, isEarly } = row;
  const { status, id, method, url, fault } = entry;
  const result = status === undefined ? (fault === undefined ? 'no status' : 'broken') : String(status);
  const kind = status === undefined || status >= 500 ? 'failed' : status >= 400 ? 'refused' : 'ok';
  const who = entry.persona ?? entry.scenario ?? '';
  const label = `${result} ${left > 100 ? `${method} ${who}`.slice(0, 20) : ''}`.trim();
  return (
    <a
      class={`bar ${isChosen ? 'chosen' : ''} ${isMarked ? 'marked' : ''}`}
      href={hashOf('requests', { id })}
      tabIndex={-1}
      aria-label={`${label}: ${url}`}
      onClick={event => {
        event.preventDefault();
        onChoose({ id });
      }}
    >
      <title>
        {method} {url}: {result}
        {wait && `, Retry-After ${entry.retryAfter}`}
        {isEarly && ', sent before Retry-After was over'}
      </title>
      <rect class="hit" x={0} y={y} width={width} height={rowHeight} />
      <text x={8} y={y + 15}>
        {label}
      </text>
      {wait && (
        <rect
          class="wait"
          x={x(wait.from)}
          y={y + 5}
          width={Math.max(2, x(wait.to) - x(wait.from))}
          height={rowHeight - 10}
          fill="url(#hatch)"
        />
      )}
      <rect
        class={kind}
        x={x(span.from)}
        y={y + 5}
        width={Math.max(4, x(span.to) - x(span.from))}
        height={rowHeight - 10}
        rx={2}
      />
      {isEarly && <circle class="early" cx={x(span.from) + 2} cy={y + rowHeight / 2} r={6} />}
    </a>
  );
}
