import type { TreeData } from '../protocol.js';
import { percent, t } from './localize.js';
import { characterName, spoken, visible } from './model.js';
import { columnWidth } from './paint.js';
import type { Store, Ui } from './ui.js';
import type { TrackProps } from './track-props.js';

/** Rows at the least, where so many are known. */
const mostRows = 7;
/** Pixels left of the caret, for bars and chances, and right of it, for the ways on, that they need on the axis of the text. */
const [roomBefore, roomAfter] = [168, 140];
/** Pixels of the axis from which on there is room for them: the caret stands at two thirds of it. */
const shortestAxis = 3 * roomAfter;
/** Pixels before the ways where the axis is shorter: so are the bars there. */
const narrowRoomBefore = 106;

/**
 * Where the ways begin: on the axis of the text, at the caret, or as near to it as there is room; in a narrow view behind the bars.
 * @returns pixels
 */
function beginningOfWays({ first, visible, model }: Ui): {
  readonly x: number;
  readonly place: 'at-caret' | 'on-axis' | 'off-axis';
} {
  const width = visible * columnWidth;
  if (width < shortestAxis) return { x: narrowRoomBefore, place: 'off-axis' };
  const caret = (model.cursor - first) * columnWidth;
  const x = Math.max(roomBefore, Math.min(caret, width - roomAfter));
  return { x, place: x === caret ? 'at-caret' : 'on-axis' };
}

/**
 * The likeliest next characters at the cursor, the one that stands there marked, each with the ways on from it that the search for
 * ghost text went: bars end at the caret, and what would follow stands right of it, each character in its column.
 */
export function Guesses({ store }: TrackProps) {
  const { focus, why } = store.ui.model;
  if (!focus || focus.guesses.length === 0) return <p class="said dim">{t`Nothing was read here yet.`}</p>;
  const tree = why?.tree ?? [];
  const roots = tree.flatMap((part, i) => (part.parent === undefined ? [{ ...part, i }] : []));
  const rootOf = (byte: number) => roots.find(({ bytes: [first] }) => first === byte);
  // What the memory thinks of and the network does not.
  const more = roots
    .filter(({ bytes: [first] }) => !focus.guesses.some(({ byte }) => byte === first))
    .map(({ bytes: [byte = 0], alone }) => ({ byte, text: '', chance: alone, actual: false }));
  const rows = [...focus.guesses, ...more].slice(0, Math.max(mostRows, focus.guesses.length));
  const ways = beginningOfWays(store.ui);
  return (
    <table
      class={`guesses ${ways.place}`}
      style={{ '--caret': `${ways.x}px` }}
      aria-label={t`The likeliest next characters`}
      role="table"
    >
      <thead role="rowgroup" class="visually-hidden">
        <tr role="row">
          {[t`Character`, t`Chance`, t`How it would go on`].map(title => (
            <th key={title} scope="col" role="columnheader">
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map(({ byte, text, chance, actual }) => {
          const root = rootOf(byte);
          return (
            <tr key={byte} role="row" class={actual ? 'actual' : ''} data-byte={byte} data-chance={chance}>
              <th scope="row" role="rowheader">
                <code aria-hidden="true" class={root?.isSaid === true ? 'to-come' : ''}>
                  {characterName(byte, text)}
                </code>
                <span class="visually-hidden">{spoken(byte, text)}</span>
              </th>
              <td class="number" role="cell">
                {percent(chance)}
              </td>
              <td class="bar" aria-hidden="true">
                <span class="fill" style={{ width: `${Math.min(100, chance * 100)}%` }} />
              </td>
              <td class="ways" role="cell">
                <div class="branch">
                  {root && <Branch store={store} tree={tree} at={root.i} isFirst />}
                  {actual && (
                    <div class="mark">
                      <span>{t`in the text`}</span>
                    </div>
                  )}
                </div>
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** The parts of the tree that go on from one. */
const partsAfter = (tree: TreeData, at: number) =>
  tree.flatMap(({ parent }, i) => (parent === at ? [i] : []));

/** A part of the tree, and those behind it as far as no ways part. */
function wayFrom(tree: TreeData, at: number): readonly number[] {
  const [next, ...others] = partsAfter(tree, at);
  return next === undefined || others.length > 0 ? [at] : [at, ...wayFrom(tree, next)];
}

/** A way on, as far as no other parts from it, with how likely its end is and where that was seen; and the ways that part there. */
function Branch({
  store,
  tree,
  at,
  isFirst = false,
}: {
  readonly store: Store;
  readonly tree: TreeData;
  readonly at: number;
  readonly isFirst?: boolean;
}) {
  const way = wayFrom(tree, at);
  const last = way.at(-1) ?? at;
  const end = tree[last];
  const parting = partsAfter(tree, last);
  // The first byte of all is the row's own.
  const parts = way.map((i, n) => ({
    i,
    text: shown((tree[i]?.bytes ?? []).slice(isFirst && n === 0 ? 1 : 0)),
  }));
  const isEmpty = parts.every(({ text }) => text === '');
  if (!end || (isEmpty && parting.length === 0)) return null;
  const { chance, match } = end;
  return (
    <>
      {!isEmpty && (
        <div class="way">
          {parts.map(({ i, text }) => (
            <code key={i} class={tree[i]?.isSaid === true ? 'to-come' : ''} data-part={i}>
              {Array.from(text, (character, n) => (
                <span key={n}>{character}</span>
              ))}
            </code>
          ))}
          {parting.length === 0 && (
            <span class="dim notes">
              {percent(chance)}
              {match && (
                <button
                  class="link seen"
                  title={t`Seen there: show it`}
                  onClick={() => store.post({ type: 'match', of: 'part', index: last })}
                >
                  {match.file}:{match.line}
                </button>
              )}
            </span>
          )}
        </div>
      )}
      {parting.length > 0 && (
        <div class="fork">
          {parting.map(i => (
            <div key={i} class="branch">
              <Branch store={store} tree={tree} at={i} />
            </div>
          ))}
        </div>
      )}
    </>
  );
}

const decoder = new TextDecoder();

/** Bytes as text that can be seen; of a character that is cut, a dot. */
function shown(bytes: readonly number[]): string {
  const text = decoder.decode(Uint8Array.from(bytes));
  return Array.from(text, character => (character === '\ufffd' ? '·' : visible(character))).join('');
}
