import { decodeText } from '../../src/network/bytes.js';
import type { Document } from '../evaluate/documents.js';
import { languages } from '../evaluate/languages.js';
import { cut, shuffled, type Stretch } from '../evaluate/sample.js';
import { plainKeys, type Passage } from './typist.js';

/** Longest passage of a sample, in bytes: ten to fifty lines, and short enough for some six of each language. */
const [shortest, longest] = [300, 1500];
const ofEach = 6;
/** Passages too long for a sample that are passed over before what was found is good enough. */
const mostLong = 30;
/** What stands around a passage and is kept, in bytes: more than anything looks at. */
const [above, below] = [60_000, 10_000];
/** Lines that are typed anew in place, at most. */
const retyped = 6;

/** Keys that a passage takes without ghost text. */
export function keysOf(passage: Passage): number {
  return plainKeys(passage, passage.language)[passage.text.length] ?? 0;
}

/**
 * Documents to be typed: stretches of them, spread over them, each behind what stands before it in its document. Everything,
 * each document from its top, where keys are infinite.
 */
export function typedPassages(documents: readonly Document[], keys: number): Passage[] {
  if (keys === Infinity)
    return documents.map(document => passageOf({ document, start: 0, end: document.bytes.length }));
  return drawn(stretchesOf(documents, keys), keys, 1, passageOf);
}

/**
 * A few lines each, spread over the documents, to be typed anew with the rest of the document standing behind them: what an edit
 * is like, for text that has no history.
 */
export function retypedPassages(documents: readonly Document[], keys: number): Passage[] {
  return drawn(stretchesOf(documents, keys), keys, 2, stretch => {
    const { document, start, end } = stretch;
    const passage = passageOf(stretch);
    const lines = passage.text.split(/(?<=\n)/);
    const text = lines.slice(0, retyped).join('').replace(/\n$/, '');
    // Bytes that end within a character leave a sign for it.
    const rest = decodeText(document.bytes.subarray(start, end + below)).replace(/\ufffd$/, '');
    return { ...passage, text, after: rest.slice(text.length) };
  });
}

/** The beginnings of documents, typed from the top: what a new file is like. */
export function freshPassages(documents: readonly Document[], keys: number): Passage[] {
  const beginnings = stretchesOf(documents, keys).filter(({ start }) => start === 0);
  return drawn(beginnings, keys, 3, passageOf).map(passage => ({
    ...passage,
    name: `${passage.name}:fresh`,
  }));
}

/** Passages of documents that stand beside each other follow each other: they share a workspace, which then is read once. */
export function besideEachOther(passages: readonly Passage[]): Passage[] {
  return [...passages].sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
}

/** Some of the passages, drawn with a fixed seed. */
export function samplePassages(passages: readonly Passage[], keys: number): Passage[] {
  return keys === Infinity ? [...passages] : drawn(passages, keys, 1, passage => passage);
}

function stretchesOf(documents: readonly Document[], keys: number): (Stretch & Pick<Document, 'language'>)[] {
  const present = new Set(documents.map(({ language }) => language)).size;
  const length = Math.max(shortest, Math.min(longest, keys / present / ofEach));
  return documents.flatMap(document =>
    cut(document, length).map(stretch => ({ ...stretch, language: document.language })),
  );
}

/** Passages that together take so many keys, the same number for each language: all of a language where it has less. */
function drawn<T extends { readonly language: Document['language'] }>(
  parts: readonly T[],
  keys: number,
  seed: number,
  passage: (part: T) => Passage,
): Passage[] {
  const present = languages.filter(language => parts.some(part => part.language === language));
  return present.flatMap(language => {
    const own = parts.filter(part => part.language === language);
    const share = keys / present.length;
    const taken: Passage[] = [];
    const long: (readonly [cost: number, passage: Passage])[] = [];
    let left = share;
    for (const part of shuffled(own, seed)) {
      if (left < share / 10 || long.length === mostLong) break;
      const next = passage(part);
      const cost = keysOf(next);
      // One that is far too long would count for more than all others.
      if (cost > 2 * left && cost > share / 2) long.push([cost, next]);
      else {
        taken.push(next);
        left -= cost;
      }
    }
    const [shortest] = long.sort(([a], [b]) => a - b);
    return taken.length > 0 || !shortest ? taken : [shortest[1]];
  });
}

function passageOf({ document, start, end }: Stretch): Passage {
  const { bytes, language, name } = document;
  return {
    name: `${name}:${start}`,
    language,
    before: beginning(bytes.subarray(0, start)),
    text: decodeText(bytes.subarray(start, end)),
    after: '',
  };
}

/** The end of what stands before a passage, from a line's start on. */
function beginning(bytes: Uint8Array): string {
  if (bytes.length <= above) return decodeText(bytes);
  return decodeText(bytes.subarray(bytes.indexOf(0x0a, bytes.length - above) + 1));
}
