import type { Language } from '../evaluate/languages.js';
import type { Assistant, Ghost, Shown } from './assistant.js';
import { noTally, type Tally } from './tally.js';
import { plainKeys, Typist, type Passage } from './typist.js';
import { nextWord } from './words.js';

/** Keys that a take must save to be one. */
export const leastSaved = 2;
/** Takes that save fewer keys than this are counted apart. */
const fewSaved = 3;

/** Ghost text on screen. */
interface Show extends Shown {
  /** The place in the passage where it was shown. */
  readonly at: number;
  readonly text: string;
  taken: boolean;
  /** Keys that its takes saved. */
  saved: number;
}

/**
 * Types a passage with an assistant, five keys a second: since the editor asks after 50 ms of stillness, each key gets its answer.
 *
 * The typist takes ghost text that is wholly right, takes words of it where whole words of its beginning are right and that
 * saves two keys or more, and otherwise types on. After a take the editor asks again.
 */
export async function replay(passage: Passage, languageId: string, assistant: Assistant): Promise<Tally> {
  const plain = plainKeys(passage, languageId);
  const typist = new Typist(passage, languageId);
  const session = await assistant.open(passage, typist);
  const { text } = passage;
  const tally = noTally();
  tally.keys = plain[text.length] ?? 0;
  tally.characters = text.length;
  tally.lines = text.split('\n').filter(line => line.trim() !== '').length;
  const cost = (from: number, to: number) => (plain[to] ?? 0) - (plain[from] ?? 0);
  let show: Show | undefined;

  const settle = () => {
    if (show && !show.taken) tally.wrong++;
    if (show?.taken && show.saved < fewSaved) tally.short++;
    if (show) {
      const { lineStart, prefix, text, taken, saved } = show;
      if (taken) tally.savedByShow.push(saved);
      if (prefix.trim() === '') {
        tally.emptyLineShows++;
        tally.emptyLineTaken += Number(taken);
        tally.emptyLineSaved += saved;
      }
      const along = commonLength(text, typist.before.slice(lineStart + prefix.length));
      session.resolved({ lineStart, prefix: prefix + text.slice(0, along), text: text.slice(along) }, taken);
    }
    show = undefined;
  };
  /** Does a change, and tells the assistant of it. */
  const change = <T>(work: () => T): T => {
    const [before, tail] = [typist.before, typist.tail];
    const result = work();
    const same = typist.before.startsWith(before) ? before.length : commonLength(before, typist.before);
    const kept = commonEnd(tail, typist.tail);
    session.edited(
      same,
      before.length - same + tail.length - kept,
      typist.before.length - same + typist.tail.length - kept,
    );
    return result;
  };
  const take = async (ghost: Ghost, taken: string, kind: 'full' | 'word' | 'entry', shown: Show) => {
    const replaces = kind === 'full' ? ghost.replaces : 0;
    const stroke = kind === 'word' ? 'Control+ArrowRight' : 'Tab';
    if ((await session.takes?.(typist, stroke, taken, replaces)) === false) {
      // The key, and the one that undoes what it did.
      typist.keys += 2;
      return false;
    }
    shown.saved += cost(typist.at, typist.at + taken.length) - 1;
    const ends = (text[typist.at + taken.length] ?? '\n') === '\n';
    change(() => typist.take(taken, replaces));
    tally.taken += taken.length;
    if (!shown.taken) tally[kind === 'full' ? 'full' : 'word']++;
    if (kind === 'full' && ends) tally.perfect++;
    shown.taken = true;
    return true;
  };
  /** What is on screen, looked at: was it taken to its end, up to a place from which the editor shows the rest, or not further? */
  const look = async (ghost: Ghost, shown: Show): Promise<'all' | 'entry' | 'enough'> => {
    const { entry } = ghost;
    if (typist.comesNext(ghost.text)) {
      const presses = entry === undefined ? 1 : 2;
      if (cost(typist.at, typist.at + ghost.text.length) - presses < leastSaved) return 'enough';
      if (entry !== undefined) {
        const isRight = typist.comesNext(entry) && ghost.text.startsWith(entry);
        return isRight && (await take(ghost, entry, 'entry', shown)) ? 'entry' : 'enough';
      }
      return (await take(ghost, ghost.text, 'full', shown)) ? 'all' : 'enough';
    }
    const { words, saved } = takeable(typist, ghost, passage.language, cost);
    if (saved < leastSaved) return 'enough';
    for (const word of words) if (!(await take(ghost, word, 'word', shown))) break;
    return 'enough';
  };

  /** Would all of it be taken, or words of it? */
  const isWanted = (text: string, replaces: number) =>
    takeable(typist, { text, replaces }, passage.language, cost).saved >= leastSaved;

  let ask = false;
  let deleted = false;
  while (!typist.done) {
    if (ask) {
      const response = await session.answer(typist, deleted);
      (response.inferred ? tally.msInferred : tally.msOther).push(response.milliseconds);
      const { ghost, judged } = response;
      if (judged) tally.judged.push(judged.confidence, Number(isWanted(judged.text, 0)));
      const rest = show && typist.at >= show.at ? show.text.slice(typist.at - show.at) : undefined;
      if (ghost?.text !== rest || ghost === undefined) {
        settle();
        if (ghost) {
          const { at, prefix, before } = typist;
          const lineStart = before.length - prefix.length;
          show = { at, text: ghost.text, lineStart, prefix, taken: false, saved: 0 };
          tally.shows++;
          tally.shown += ghost.text.length;
          tally.right +=
            typist.extra === ''
              ? commonLength(ghost.text, text.slice(typist.at, typist.at + ghost.text.length))
              : 0;
          if (judged) tally.judgedShown.push(judged.confidence, Number(isWanted(ghost.text, ghost.replaces)));
        }
      }
      const looked = ghost && show ? await look(ghost, show) : 'enough';
      if (looked === 'all') settle();
      if (looked !== 'enough') {
        deleted = false;
        continue;
      }
      await session.paused(typist);
    }
    const pressed = change(() => typist.press());
    await session.pressed?.(typist, pressed.strokes);
    ask = pressed.asks;
    deleted = pressed.deleted;
    if (!ask) settle();
  }
  settle();
  tally.saved = tally.keys - typist.keys;
  return tally;
}

/** What can be taken of ghost text at the caret. */
export interface Takeable {
  /** What each key takes: all of it, or words of its beginning. */
  readonly words: readonly string[];
  /** UTF-16 units that they bring together, and keys that they save. */
  readonly length: number;
  readonly saved: number;
}

/** @param cost keys that typing from one place of the passage to another takes */
export function takeable(
  typist: Typist,
  ghost: Ghost,
  language: Language,
  cost: (from: number, to: number) => number,
): Takeable {
  const words = typist.comesNext(ghost.text) ? [ghost.text] : rightWords(typist, ghost, language);
  const length = words.reduce((sum, word) => sum + word.length, 0);
  return { words, length, saved: cost(typist.at, typist.at + length) - words.length };
}

/** The words of ghost text, as VS Code takes them, up to the first that is not right. */
export function rightWords(typist: Typist, ghost: Ghost, language: Language): string[] {
  const words: string[] = [];
  let taken = '';
  for (let rest = ghost.text; rest !== '';) {
    const word = nextWord(rest, language);
    if (!typist.comesNext(taken + word)) break;
    words.push(word);
    taken += word;
    rest = rest.slice(word.length);
  }
  return words;
}

function commonLength(a: string, b: string): number {
  let i = 0;
  while (i < a.length && a[i] === b[i]) i++;
  return i;
}

function commonEnd(a: string, b: string): number {
  let i = 0;
  while (i < a.length && i < b.length && a[a.length - 1 - i] === b[b.length - 1 - i]) i++;
  return i;
}
