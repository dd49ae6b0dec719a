import type { Assistant, Ghost, Shown } from './assistant.js';
import { noTally, type Tally } from './tally.js';
import { plainKeys, Typist, type Passage } from './typist.js';
import { nextWord } from './words.js';

/** Keys that a take must save to be one. */
const leastSaved = 2;

/** Ghost text on screen. */
interface Show extends Shown {
  /** The place in the passage where it was shown. */
  readonly at: number;
  readonly text: string;
  taken: boolean;
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
  const session = assistant.open(passage, typist);
  const { text } = passage;
  const tally = noTally();
  tally.keys = plain[text.length] ?? 0;
  tally.characters = text.length;
  tally.lines = text.split('\n').filter(line => line.trim() !== '').length;
  const cost = (from: number, to: number) => (plain[to] ?? 0) - (plain[from] ?? 0);
  let show: Show | undefined;

  const settle = () => {
    if (show && !show.taken) tally.wrong++;
    if (show) {
      const { lineStart, prefix, text, taken } = show;
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
  const take = (ghost: Ghost, taken: string, kind: 'full' | 'word', shown: Show) => {
    const ends = (text[typist.at + taken.length] ?? '\n') === '\n';
    change(() => typist.take(taken, kind === 'full' ? ghost.replaces : 0));
    tally.taken += taken.length;
    if (!shown.taken) tally[kind]++;
    if (kind === 'full' && ends) tally.perfect++;
    shown.taken = true;
  };
  /** What is on screen, looked at. */
  const look = (ghost: Ghost, shown: Show): boolean => {
    if (typist.comesNext(ghost.text)) {
      if (cost(typist.at, typist.at + ghost.text.length) - 1 < leastSaved) return false;
      take(ghost, ghost.text, 'full', shown);
      return true;
    }
    const words = rightWords(typist, ghost);
    const length = words.reduce((sum, word) => sum + word.length, 0);
    if (cost(typist.at, typist.at + length) - words.length < leastSaved) return false;
    for (const word of words) take(ghost, word, 'word', shown);
    return false;
  };

  /** Would all of it be taken, or words of it? */
  const isWanted = (judgedText: string, replaces: number) => {
    if (typist.comesNext(judgedText)) return cost(typist.at, typist.at + judgedText.length) - 1 >= leastSaved;
    const words = rightWords(typist, { text: judgedText, replaces });
    const length = words.reduce((sum, word) => sum + word.length, 0);
    return cost(typist.at, typist.at + length) - words.length >= leastSaved;
  };

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
          show = { at, text: ghost.text, lineStart, prefix, taken: false };
          tally.shows++;
          tally.shown += ghost.text.length;
          tally.right +=
            typist.extra === ''
              ? commonLength(ghost.text, text.slice(typist.at, typist.at + ghost.text.length))
              : 0;
          if (judged) tally.judgedShown.push(judged.confidence, Number(isWanted(ghost.text, ghost.replaces)));
        }
      }
      if (ghost && show && look(ghost, show)) {
        settle();
        deleted = false;
        continue;
      }
      await session.paused(typist);
    }
    const pressed = change(() => typist.press());
    ask = pressed.asks;
    deleted = pressed.deleted;
    if (!ask) settle();
  }
  settle();
  tally.saved = tally.keys - typist.keys;
  return tally;
}

/** The words of ghost text, as VS Code takes them, up to the first that is not right. */
export function rightWords(typist: Typist, ghost: Ghost): string[] {
  const words: string[] = [];
  let taken = '';
  for (let rest = ghost.text; rest !== '';) {
    const word = nextWord(rest);
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
