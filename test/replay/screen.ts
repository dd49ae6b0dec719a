// What is on a real editor's screen while it is typed in, and what became of ghost text there.
import type { Ghost } from './assistant.js';

/** A stretch of a line as it is drawn. */
export interface Piece {
  readonly text: string;
  readonly ghost: boolean;
}

/** What is seen at a moment, in milliseconds of the page's clock. */
export interface Look {
  readonly at: number;
  /** The line that ghost text is drawn in. */
  readonly line: readonly Piece[] | undefined;
  /** The open completion list, and the label of its selected entry. */
  readonly list: { readonly label: string } | undefined;
}

/** What happened to ghost text from one key to the next. */
export interface Course {
  /** Ghost text that is seen at the end. */
  readonly ghost: Ghost | undefined;
  /** Milliseconds from the key until ghost text came that was not what is left of the one before. */
  readonly delay: number | undefined;
  /** Was there ghost text that went of its own accord, and is none now? */
  readonly vanished: boolean;
  /** Is the completion list open at the end? */
  readonly listed: boolean;
}

/** Spaces that a tab is drawn as: what the editor is told in a replay, and its default. */
export const tabWidth = 4;

/** Tabs are drawn as spaces up to the next stop. */
function drawn(text: string): string {
  let result = '';
  for (const character of text)
    result += character === '\t' ? ' '.repeat(tabWidth - (result.length % tabWidth)) : character;
  return result;
}

/** Indentation by tabs, of what was drawn where a line begins. */
function undrawn(text: string): string {
  return text.replace(/^ +/, ({ length }) => '\t'.repeat(length / tabWidth) + ' '.repeat(length % tabWidth));
}

/**
 * Ghost text in a drawn line, as the editor would put it in: up to its last piece, with what stands between its pieces.
 * @param prefix the line up to the caret
 * @param unit one step of indentation
 * @returns nothing where the ghost text is not at the caret
 */
export function ghostIn(line: readonly Piece[], prefix: string, unit: string): Ghost | undefined {
  const last = line.map(({ ghost }) => ghost).lastIndexOf(true);
  const first = line.findIndex(({ ghost }) => ghost);
  const join = (pieces: readonly Piece[]) =>
    pieces
      .map(({ text }) => text)
      .join('')
      .replaceAll('\u00a0', ' ');
  const before = drawn(prefix);
  const standing = join(line.slice(0, Math.max(0, first)));
  if (last < 0 || !standing.startsWith(before)) return undefined;
  const between = standing.slice(before.length);
  const shown = line.slice(first, last + 1);
  const text = between + join(shown);
  const replaces = between.length + join(shown.filter(({ ghost }) => !ghost)).length;
  return { text: unit === '\t' && prefix.trim() === '' ? undrawn(text) : text, replaces };
}

/** What Tab types where an entry of the completion list is selected: its label less what is typed of it already. */
export function restOf(label: string, prefix: string): string {
  const name = label.replace(/\?$/, '');
  let length = Math.min(name.length, prefix.length);
  while (!prefix.endsWith(name.slice(0, length))) length--;
  return name.slice(length);
}

/**
 * What happened from a key on.
 * @param looks all changes of what is seen since then, and as the last what is seen now
 * @param rest what would be left of the ghost text before the key, were it typed through; empty where there was none
 */
export function courseOf(
  looks: readonly Look[],
  { since, prefix, rest, unit }: { since: number; prefix: string; rest: string; unit: string },
): Course {
  const seen = looks.map(look => ({ look, ghost: look.line && ghostIn(look.line, prefix, unit) }));
  const came = seen.find(({ ghost }) => ghost !== undefined && ghost.text !== rest);
  const now = seen.at(-1);
  const list = now?.look.list;
  const ghost = now?.ghost;
  return {
    ghost: ghost && (list ? { ...ghost, entry: restOf(list.label, prefix) } : ghost),
    delay: came && came.look.at - since,
    vanished: ghost === undefined && seen.some(one => one.ghost !== undefined),
    listed: list !== undefined,
  };
}

/** Installs in a page what writes down each change of what is seen, and each key. Runs in the page. */
export function watch(): void {
  const looks: Look[] = [];
  const keys: number[] = [];
  const look = (): Omit<Look, 'at'> => {
    const ghost = document.querySelector('.ghost-text-decoration, .ghost-text-decoration-preview');
    const drawnLine = ghost?.closest('.view-line');
    const pieces: Piece[] = [];
    if (drawnLine) {
      const walker = document.createTreeWalker(drawnLine, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const isGhost = node.parentElement?.closest('.ghost-text-decoration, .ghost-text-decoration-preview');
        pieces.push({ text: node.textContent ?? '', ghost: isGhost != null });
      }
    }
    const list = document.querySelector('.suggest-widget.visible');
    const label = list?.querySelector('.monaco-list-row.focused .label-name')?.textContent;
    return {
      line: drawnLine ? pieces : undefined,
      list: list && label != null ? { label } : undefined,
    };
  };
  let last = '';
  let isDue = false;
  const note = () => {
    isDue = false;
    const now = look();
    const described = JSON.stringify(now);
    if (described === last) return;
    last = described;
    looks.push({ at: performance.now(), ...now });
  };
  new MutationObserver(() => {
    if (isDue) return;
    isDue = true;
    requestAnimationFrame(note);
  }).observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
  const pressed = () => keys.push(performance.now());
  document.addEventListener('keydown', pressed, true);
  Object.assign(window, {
    /** For text that comes without a key. */
    unrollPressed: pressed,
    /** All since it was asked last, and what is seen now; when the last key was. */
    unrollSeen: () => {
      note();
      return {
        looks: looks.splice(0),
        now: { at: performance.now(), ...look() },
        key: keys.splice(0).at(-1),
      };
    },
  });
}

/** What `watch` hands out. */
export interface Seen {
  readonly looks: readonly Look[];
  readonly now: Look;
  /** When the last key was pressed since it was asked before. */
  readonly key: number | undefined;
}
