import type { Language } from '../evaluate/languages.js';
import type { Assistant, Response, Session } from './assistant.js';
import type { Passage, Typist } from './typist.js';

/** A word as VS Code sees it where a language says nothing else: its default `wordDefinition`. */
const word = /(-?\d*\.\d\w*)|([^`~!@#%^&*()\-=+[{\]}\\|;:'",.<>/?\s]+)/;

/** Words of languages that say otherwise, near enough, in VS Code 1.139: a name has dashes there. */
const ownWords: Partial<Record<Language, RegExp>> = {
  css: /#?-?\d*\.\d\w*%?|[@#.!]?[\w?-]+%?|[@#.!]/,
  html: /(-?\d*\.\d\w*)|([^`~!@$^&*()=+[{\]}\\|;:'",.<>/\s]+)/,
};

/** How much of ghost text VS Code takes by "accept next word". */
export function nextWord(text: string, language: Language): string {
  const found = (ownWords[language] ?? word).exec(text);
  let end = text.length;
  if (found) end = found.index === 0 ? found[0].length : found.index;
  const space = /\s+/.exec(text);
  if (space && space.index + space[0].length < end) end = space.index + space[0].length;
  return text.slice(0, end);
}

/** Letters typed of a word from which on the list of words is worth a look. */
const leastTyped = 2;
/** Keys that an item saves at the least, as the rules of the replay want it. */
const leastSaved = 2;

/** VS Code's completion by words: the most recent word of the document that begins with what was typed. */
export class Words implements Assistant {
  open(passage: Passage): Session {
    const letters = new RegExp(word.source, 'g');
    const recent = new Map<string, number>();
    const last: string[] = [];
    const learn = (text: string) => {
      for (const [found] of text.matchAll(letters)) {
        recent.set(found, last.length);
        last.push(found);
      }
    };
    learn(passage.before.slice(-200_000));
    let learnt = passage.before.length;
    const none: Response = { ghost: undefined, judged: undefined, inferred: false, milliseconds: 0 };
    return {
      edited: () => undefined,
      resolved: () => undefined,
      paused: () => Promise.resolve(),
      answer(typist: Typist, deleted: boolean) {
        const begun = performance.now();
        const typed = new RegExp(`(?:${word.source})$`).exec(typist.prefix)?.[0] ?? '';
        const end = typist.before.length - typed.length;
        if (end > learnt) {
          learn(typist.before.slice(learnt, end));
          learnt = end;
        }
        if (deleted || Array.from(typed).length < leastTyped) return Promise.resolve(none);
        for (let i = last.length - 1; i >= 0; i--) {
          const candidate = last[i] ?? '';
          if (recent.get(candidate) !== i || !candidate.startsWith(typed)) continue;
          const text = candidate.slice(typed.length);
          if (text.length <= leastSaved) continue;
          const milliseconds = performance.now() - begun;
          return Promise.resolve({
            ghost: { text, replaces: 0 },
            judged: undefined,
            inferred: true,
            milliseconds,
          });
        }
        return Promise.resolve({ ...none, inferred: true, milliseconds: performance.now() - begun });
      },
    };
  }
}
