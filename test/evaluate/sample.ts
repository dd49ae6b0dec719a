import { isContinuation, newline } from '../../src/network/bytes.js';
import type { Document } from './documents.js';
import type { Language } from './languages.js';

/** A part of a document that is measured. Places are bytes, between characters. */
export interface Stretch {
  readonly document: Document;
  readonly start: number;
  readonly end: number;
}

/** Bytes measured of a language, unless all are. */
export const sampled = 100_000;
/** Longest stretch, in bytes: short enough that a sample touches many files. */
const longest = 4096;
/** A cut may move on by so many bytes to a line's start. */
const toLine = 256;

/** Numbers in [0, 1), the same for the same seed: mulberry32 (Tommy Ettinger, public domain). */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The items in an order that depends on the seed alone: Fisher and Yates. */
export function shuffled<T>(items: readonly T[], seed: number): T[] {
  const result = [...items];
  const next = random(seed);
  for (let i = result.length - 1; i > 0; i--) {
    const j = Math.floor(next() * (i + 1));
    [result[i], result[j]] = [result[j] as T, result[i] as T];
  }
  return result;
}

/**
 * What is measured of some documents, by language: whole documents, or stretches of 2 to 4 kB (short documents whole)
 * spread over all of them, drawn with a fixed seed until they come to the size, each byte equally likely.
 * @param size bytes of each language; undefined for everything
 */
export function sample(documents: readonly Document[], size?: number): Map<Language, Stretch[]> {
  const byLanguage = new Map<Language, Document[]>();
  for (const document of documents) {
    const others = byLanguage.get(document.language);
    if (others) others.push(document);
    else byLanguage.set(document.language, [document]);
  }
  return new Map([...byLanguage].map(([language, some]) => [language, draw(some, size)] as const));
}

function draw(documents: readonly Document[], size: number | undefined): Stretch[] {
  if (size === undefined || documents.reduce((sum, { bytes }) => sum + bytes.length, 0) <= size)
    return documents.map(document => ({ document, start: 0, end: document.bytes.length }));
  const drawn: Stretch[] = [];
  let left = size;
  for (const stretch of shuffled(
    documents.flatMap(document => cut(document, longest)),
    1,
  )) {
    if (left <= 0) break;
    drawn.push(stretch);
    left -= stretch.end - stretch.start;
  }
  return drawn;
}

/** A document in stretches of nearly equal length, cut at lines where these are short. */
export function cut(document: Document, longest: number): Stretch[] {
  const { bytes } = document;
  const parts = Math.ceil(bytes.length / longest);
  const places = Array.from({ length: parts + 1 }, (_, i) =>
    placeToCut(bytes, Math.floor((i * bytes.length) / parts)),
  );
  return places.slice(1).map((end, i) => ({ document, start: places[i] ?? 0, end }));
}

function placeToCut(bytes: Uint8Array, at: number): number {
  if (at === 0 || at === bytes.length) return at;
  const line = bytes.subarray(at - 1, at + toLine).indexOf(newline);
  if (line >= 0) return at + line;
  let place = at;
  while (isContinuation(bytes[place] ?? 0)) place++;
  return place;
}

/** Stretches one after another. */
export function joined(stretches: readonly Stretch[]): Uint8Array {
  return Buffer.concat(stretches.map(({ document, start, end }) => document.bytes.subarray(start, end)));
}
