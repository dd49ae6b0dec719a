import type { TreeData } from '../protocol.js';
import { percent, t } from './localize.js';
import { characterName, spoken, visible } from './model.js';
import { columnWidth } from './paint.js';
import type { Store, Ui } from './ui.js';
import type { TrackProps } from './track-props.js';

/** Rows at the least, where so many are known. */
const mostRows = 7;
/** Pixels that the bars need left of the caret, and the ways on right of it. */
const [roomBefore, roomAfter] = [168, 126];

/**
 * Where the ways begin on the axis of the text: at the caret, or as near to it as there is room.
 * @returns pixels; undefined where the axis is too short for bars and ways beside each other
 */
function beginningOfWays({
  first,
  visible,
  model,
}: Ui): { readonly x: number; readonly isCaret: boolean } | undefined {
  const width = visible * columnWidth;
  if (width < roomBefore + roomAfter) return undefined;
  const caret = (model.cursor - first) * columnWidth;
  const x = Math.max(roomBefore, Math.min(caret, width - roomAfter));
  return { x, isCaret: x === caret };
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
      class={`guesses${ways ? ' on-axis' : ''}${ways?.isCaret === true ? ' at-caret' : ''}`}
      style={ways ? { '--caret': `${ways.x}px` } : {}}
      aria-label={t`The likeliest next characters`}
    >
      <colgroup>
        <col class="character" />
        <col class="value" />
        <col class="bars" />
        <col />
      </colgroup>
      <thead>
        <tr>
          {[t`Character`, t`Chance`].map(title => (
            <th key={title} scope="col">
              <span class="visually-hidden">{title}</span>
            </th>
          ))}
          <td />
          <th scope="col">
            <span class="visually-hidden">{t`How it would go on`}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ byte, text, chance, actual }) => {
          const root = rootOf(byte);
          return (
            <tr key={byte} class={actual ? 'actual' : ''} data-byte={byte} data-chance={chance}>
              <th scope="row">
                <code aria-hidden="true" class={root?.isSaid === true ? 'to-come' : ''}>
                  {characterName(byte, text)}
                </code>
                <span class="visually-hidden">{spoken(byte, text)}</span>
              </th>
              <td class="number">{percent(chance)}</td>
              <td class="bar">
                <span class="fill" style={{ width: `${Math.min(100, chance * 100)}%` }} />
              </td>
              <td>
                <div class="branch">
                  {actual && <span class="mark">{t`in the text`}</span>}
                  {root && <Branch store={store} tree={tree} at={root.i} isFirst />}
                </div>
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** A part of the tree, with where it was seen, and the parts that go on from it. */
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
  const part = tree[at];
  if (!part) return null;
  const { bytes, chance, isSaid, match } = part;
  // The first byte of all is the row's own.
  const text = shown(isFirst ? bytes.slice(1) : bytes);
  const next = tree.flatMap(({ parent }, i) => (parent === at ? [i] : []));
  if (text === '' && next.length === 0) return null;
  return (
    <div class="branch" data-part={at} data-chance={chance}>
      {text !== '' && (
        <span class="twig">
          <code class={isSaid ? 'to-come' : ''}>
            {Array.from(text, (character, i) => (
              <span key={i}>{character}</span>
            ))}
          </code>
          {next.length === 0 && <span class="dim number">{percent(chance)}</span>}
          {match && (
            <button
              class="link seen"
              title={t`Seen there: show it`}
              onClick={() => store.post({ type: 'match', of: 'part', index: at })}
            >
              {match.file}:{match.line}
            </button>
          )}
        </span>
      )}
      {next.length > 0 && (
        <div class="fork">
          {next.map(i => (
            <Branch key={i} store={store} tree={tree} at={i} />
          ))}
        </div>
      )}
    </div>
  );
}

const decoder = new TextDecoder();

/** Bytes as text that can be seen; of a character that is cut, a dot. */
function shown(bytes: readonly number[]): string {
  const text = decoder.decode(Uint8Array.from(bytes));
  return Array.from(text, character => (character === '\ufffd' ? '·' : visible(character))).join('');
}
