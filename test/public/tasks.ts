import type { Language } from '../evaluate/languages.js';
import type { Score } from './score.js';

/** A place of which a benchmark asks what comes next. */
export interface Task {
  /** Told apart in its set. */
  readonly id: string;
  /** The editor's identifier of the language. */
  readonly languageId: string;
  /** The language by whose habits the typist types: of one that is not known, the nearest. */
  readonly language: Language;
  /** What stands before the caret, and after it. */
  readonly before: string;
  readonly after: string;
  /** What comes next, to its line's end, without the line's end. */
  readonly wanted: string;
  /** All that the benchmark wants, as its scorer is given it: where that is more than a line, no answer here can match it. */
  readonly reference: string;
}

/** The tasks of one benchmark that are asked in one way. */
export interface TaskSet {
  readonly name: string;
  readonly tasks: readonly Task[];
  /** The benchmark's own trimming and scorer. */
  readonly score: (task: Task, answer: string) => Score;
  /** What ends an answer; a line's end where left out. */
  readonly ends?: readonly string[];
  /** What is expected behind the wanted line; a line's end where left out. */
  readonly closing?: string;
  /** Answers go on over the ends of lines, until what stands after the caret comes. */
  readonly isWhole?: boolean;
}

/** A benchmark, and where it is had. */
export interface Benchmark {
  readonly name: string;
  /** The files that are looked for, in words, and the page that has them. */
  readonly files: string;
  readonly source: string;
  /** @returns none where the files are not there */
  readonly sets: (files: readonly PublishedFile[]) => Promise<TaskSet[]>;
}

/** A file under the folder, or inside a ZIP archive there. */
export interface PublishedFile {
  /** With `/`, from the folder, or from the archive's top. */
  readonly path: string;
  readonly read: () => Promise<Uint8Array>;
}

/** Is an answer of punctuation and white space alone? Such lines flatter. */
export function isPunctuation(text: string): boolean {
  return !/[\p{L}\p{N}_]/u.test(text);
}

/** The beginning of a text to its first line's end. */
export function firstLine(text: string): string {
  const end = text.indexOf('\n');
  return end < 0 ? text : text.slice(0, end);
}
