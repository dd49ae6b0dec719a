import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import { t } from './localize.js';

/**
 * Keys for rows that come and go while somebody types: a row that stays keeps its own, one that comes takes over one that went.
 * So nothing is made anew: a canvas costs more to make than to paint a hundred times.
 * @returns the key of each row
 */
export function useRowKeys(rows: readonly number[]): readonly number[] {
  const held = useRef<ReadonlyMap<number, number>>(new Map());
  held.current = takenOver(held.current, rows);
  return rows.map(row => held.current.get(row) ?? row);
}

/** The keys of rows after those held before. @returns a key for each row, no two the same, the least that are free */
export function takenOver(
  held: ReadonlyMap<number, number>,
  rows: readonly number[],
): ReadonlyMap<number, number> {
  const keys = new Map<number, number>();
  for (const row of rows) {
    const key = held.get(row);
    if (key !== undefined && key < rows.length) keys.set(row, key);
  }
  const taken = new Set(keys.values());
  let next = 0;
  for (const row of rows) {
    if (keys.has(row)) continue;
    while (taken.has(next)) next++;
    keys.set(row, next++);
  }
  return keys;
}

/** A table of what has a value at the cursor and a strip over time below it: a row for each, with the whole width for the strip. */
export function Strips({
  label,
  what,
  kind,
  children,
}: {
  readonly label: string;
  readonly what: string;
  readonly kind: string;
  readonly children: ComponentChildren;
}) {
  return (
    <table class={`strips ${kind}`} aria-label={label} role="table">
      <thead role="rowgroup" class="visually-hidden">
        <tr role="row">
          {[what, t`Value`, t`Over time`].map(title => (
            <th key={title} scope="col" role="columnheader">
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">{children}</tbody>
    </table>
  );
}
