// A list of many rows, of which only those in sight exist. @see https://www.w3.org/WAI/ARIA/apg/patterns/listbox/

import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

export interface VirtualListProps<Item> {
  readonly label: string;
  readonly items: readonly Item[];
  keyOf(item: Item): string;
  readonly chosen: string | undefined;
  onChoose(item: Item): void;
  renderRow(item: Item): JSX.Element;
}

const beyond = 8;

export function VirtualList<Item>(props: VirtualListProps<Item>): JSX.Element {
  const { label, items, keyOf, chosen, onChoose, renderRow } = props;
  const box = useRef<HTMLDivElement>(null);
  const [sight, setSight] = useState({ top: 0, height: 600, row: 44 });
  const measure = (): void => {
    const element = box.current;
    if (element === null) return;
    const row = Number.parseFloat(getComputedStyle(element).getPropertyValue('--row')) || 44;
    setSight({ top: element.scrollTop, height: element.clientHeight, row });
  };
  useEffect(() => {
    const observer = new ResizeObserver(measure);
    if (box.current !== null) observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  useStay(box, items, keyOf, sight.row);
  const at = chosen === undefined ? -1 : items.findIndex(item => keyOf(item) === chosen);
  const first = Math.max(0, Math.floor(sight.top / sight.row) - beyond);
  const last = Math.min(items.length, Math.ceil((sight.top + sight.height) / sight.row) + beyond);
  const page = Math.max(1, Math.floor(sight.height / sight.row) - 1);
  const move = (index: number): void => {
    const item = items[Math.max(0, Math.min(items.length - 1, index))];
    if (item === undefined) return;
    onChoose(item);
    reveal(box.current, items.indexOf(item) * sight.row, sight.row);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const target = targetOf(event.key, at, page, items.length);
    if (target === undefined) return;
    event.preventDefault();
    move(target);
  };
  const isShown = at >= first && at < last;
  return (
    <div
      ref={box}
      class="virtual"
      role="listbox"
      aria-label={label}
      tabIndex={0}
      {...(isShown && { 'aria-activedescendant': `row-${chosen}` })}
      onScroll={measure}
      onKeyDown={onKeyDown}
    >
      <div class="space" role="presentation" style={{ height: `${items.length * sight.row}px` }}>
        {items.slice(first, last).map((item, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the list has the focus and takes the keys
          <div
            key={keyOf(item)}
            id={`row-${keyOf(item)}`}
            class="row"
            role="option"
            tabIndex={-1}
            aria-selected={keyOf(item) === chosen}
            aria-posinset={first + index + 1}
            aria-setsize={items.length}
            style={{ transform: `translateY(${(first + index) * sight.row}px)` }}
            onClick={() => onChoose(item)}
          >
            {renderRow(item)}
          </div>
        ))}
      </div>
    </div>
  );
}

function targetOf(key: string, at: number, page: number, count: number): number | undefined {
  const targets: Readonly<Record<string, number>> = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    PageDown: at + page,
    PageUp: at - page,
    Home: 0,
    End: count - 1,
  };
  return targets[key];
}

function reveal(box: HTMLElement | null, top: number, height: number): void {
  if (box === null) return;
  if (top < box.scrollTop) box.scrollTop = top;
  else if (top + height > box.scrollTop + box.clientHeight) box.scrollTop = top + height - box.clientHeight;
}

/** New rows come first: who has scrolled down stays where they read. */
function useStay<Item>(
  box: { readonly current: HTMLElement | null },
  items: readonly Item[],
  keyOf: (item: Item) => string,
  row: number,
): void {
  const before = useRef<string | undefined>(undefined);
  useLayoutEffect(() => {
    const known = before.current;
    before.current = items[0] === undefined ? undefined : keyOf(items[0]);
    const element = box.current;
    if (known === undefined || element === null || element.scrollTop === 0 || known === before.current) return;
    const added = items.findIndex(item => keyOf(item) === known);
    if (added > 0) element.scrollTop += added * row;
  }, [items]);
}
