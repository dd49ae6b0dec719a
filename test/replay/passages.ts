import { decode } from '../../src/network/bytes.js';
import type { Document } from '../evaluate/documents.js';
import { languages } from '../evaluate/languages.js';
import { cut, shuffled, type Stretch } from '../evaluate/sample.js';
import { plainKeys, type Passage } from './typist.js';

/** Longest passage of a sample, in bytes: some forty lines. */
const longest = 1500;
/** What stands before a passage and is kept, in bytes: more than anything looks at. */
const kept = 60_000;

/** Whole documents, each typed from its top. */
export function wholeDocuments(documents: readonly Document[]): Passage[] {
  return documents.map(document => passageOf({ document, start: 0, end: document.bytes.length }));
}

/**
 * Stretches of the documents, spread over them with a fixed seed, each typed behind what stands before it in its document.
 * @param keys in all, the same number for each language that there is, or all of it where there is less
 */
export function samplePassages(documents: readonly Document[], keys: number): Passage[] {
  const present = languages.filter(language => documents.some(document => document.language === language));
  return present.flatMap(language => {
    const stretches = documents.filter(document => document.language === language).flatMap(one => cut(one, longest));
    return passagesWorth(shuffled(stretches, 1), keys / present.length);
  });
}

/** The first of some stretches that together take so many keys. */
function passagesWorth(
  stretches: readonly Stretch[],
  keys: number,
  typedAs: (stretch: Stretch) => Passage = passageOf,
): Passage[] {
  const taken: Passage[] = [];
  let left = keys;
  for (const stretch of stretches) {
    if (left <= 0) break;
    const passage = typedAs(stretch);
    taken.push(passage);
    left -= keysOf(passage);
  }
  return taken;
}

/** Keys that a passage takes without ghost text. */
export function keysOf(passage: Passage): number {
  return plainKeys(passage, passage.language)[passage.text.length] ?? 0;
}

function passageOf({ document, start, end }: Stretch): Passage {
  const { bytes, language, name } = document;
  return {
    name: `${name}:${start}`,
    language,
    before: beginning(bytes.subarray(0, start)),
    text: decode(bytes.subarray(start, end)),
    after: '',
  };
}

/** The end of what stands before a passage, from a line's start on. */
function beginning(bytes: Uint8Array): string {
  if (bytes.length <= kept) return decode(bytes);
  const start = bytes.length - kept;
  return decode(bytes.subarray(bytes.indexOf(0x0a, start) + 1));
}

/** Lines that are typed anew in place, at most. */
const retyped = 6;

/**
 * Places of the documents, spread over them with a fixed seed, where a few lines are typed anew with the rest of the document
 * standing behind them: what an edit is like, for text that has no history.
 */
export function retypedPassages(documents: readonly Document[], keys: number): Passage[] {
  const present = languages.filter(language => documents.some(document => document.language === language));
  return present.flatMap(language => {
    const stretches = documents
      .filter(document => document.language === language)
      .flatMap(one => cut(one, longest).slice(0, -1));
    return passagesWorth(shuffled(stretches, 2), keys / present.length, ({ document, start, end }) => {
      const passage = passageOf({ document, start, end });
      const lines = passage.text.split(/(?<=\n)/);
      const text = lines.slice(0, retyped).join('').replace(/\n$/, '');
      const rest = decode(document.bytes.subarray(start, start + 2 * longest + 8000)).slice(text.length);
      return { ...passage, text, after: rest.replace(/\ufffd$/, '') };
    });
  });
}
