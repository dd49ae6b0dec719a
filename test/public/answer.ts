import { Memory } from '../../src/memory/memory.js';
import { Mixer } from '../../src/memory/mixer.js';
import mixerModel from '../../src/memory/mixer.json';
import { encode } from '../../src/network/bytes.js';
import { headerLanguage } from '../../src/network/manifest.js';
import type { Network } from '../../src/network/network.js';
import { Reader } from '../../src/reading/reader.js';
import type { TextSource } from '../../src/reading/source.js';
import { never } from '../../src/scheduler.js';
import { Answers, type Caret } from '../../src/suggestion/answers.js';
import { searchLines, weighedLines } from '../../src/suggestion/lines.js';
import { MixerLearner } from '../../src/suggestion/mixer-learner.js';
import { Predictor, type Expectation, type Recollection } from '../../src/suggestion/predictor.js';
import { caretOf, Product, recollectionOf, sourceOf, type Remembering } from '../replay/product.js';
import { budget } from '../replay/remembering.js';
import { replay } from '../replay/replay.js';
import { Typist, type Passage } from '../replay/typist.js';
import { Words } from '../replay/words.js';
import { BlindNetwork } from './blind-network.js';
import { firstLine, type Task, type TaskSet } from './tasks.js';

/** What answers. */
export const answerers = ['memory', 'network', 'both'] as const;
export type Answerer = (typeof answerers)[number];

/** What is measured of a task. */
export const measures = ['bits', 'lines', 'shown', 'typing'] as const;
export type Measure = (typeof measures)[number];

/** One measure of one answerer. */
export interface Question {
  readonly measure: Measure;
  readonly answerer: Answerer;
}

/** Keys that ghost text saved, and those that wrong ghost text cost: half a key each. */
export interface Typed {
  readonly saved: number;
  readonly wrong: number;
}

/** Of each answerer that was asked. */
export type By<T> = Readonly<Partial<Record<Answerer, T>>>;

/** What came of a task; what was not measured is left out. */
export interface Answered {
  /** Bytes of the wanted line, with what closes it. */
  readonly bytes: number;
  /** Bits of these bytes, each expected behind those before it. */
  readonly bits?: By<number>;
  /** The answers to the line's end. */
  readonly lines?: By<string>;
  /** What ships would show at the caret; empty for a silence. */
  readonly shown?: By<string>;
  /** Keys of typing the wanted line without ghost text, and with it. */
  readonly keys?: number;
  readonly typed?: By<Typed>;
  /** The same with the editor's completion by words. */
  readonly words?: Typed;
}

/** The memory of a task's document as it is at the caret; what is wanted is not in it. */
function remembering(): Remembering {
  const mixer = new Mixer(mixerModel);
  return { mixer, memoryOf: () => ({ memory: new Memory(budget), name: 'task' }) };
}

/** The memory at the typist's caret, its mixer having learnt from what stands before, as the product's has. */
async function recalled(
  task: Task,
  typist: Typist,
  reader: Reader,
  source: TextSource,
): Promise<Recollection | undefined> {
  const own = remembering();
  const recollection = recollectionOf(own, own.memoryOf(passageOf(task)), typist);
  return new MixerLearner(reader, source).at(typist.before.length, recollection, never);
}

const passageOf = ({ id, language, before, wanted, after }: Task): Passage => ({
  name: `${id}:0`,
  language,
  before,
  text: wanted,
  after,
});

/** Everything that is asked of tasks, by each answerer. */
export class Examiner {
  private readonly networks: Readonly<Record<Answerer, Network>>;

  constructor(network: Network) {
    const blind = new BlindNetwork(network.manifest);
    this.networks = { memory: blind, network, both: network };
  }

  async examine(
    set: Pick<TaskSet, 'ends' | 'closing' | 'isWhole'>,
    task: Task,
    asked: readonly Question[],
  ): Promise<Answered> {
    const target = encode(task.wanted + (set.closing ?? '\n'));
    const of = async <T>(wanted: Measure, work: (answerer: Answerer) => Promise<T>) => {
      const found: Partial<Record<Answerer, T>> = {};
      for (const { measure, answerer } of asked)
        if (measure === wanted) found[answerer] = await work(answerer);
      return Object.keys(found).length > 0 ? found : undefined;
    };
    const bits = await of('bits', answerer => this.bitsOf(answerer, task, target));
    const lines = await of('lines', answerer => this.lineOf(answerer, set, task));
    const shown = await of('shown', answerer => this.shownBy(answerer, task));
    const tallies = await of('typing', answerer => this.typing(answerer, task));
    const words = tallies && (await replay(passageOf(task), task.languageId, new Words()));
    return {
      bytes: target.length,
      ...(bits && { bits }),
      ...(lines && { lines }),
      ...(shown && { shown }),
      ...(tallies && { typed: tallies }),
      ...(words && { words: { saved: words.saved, wrong: words.wrong }, keys: words.keys }),
    };
  }

  /** What is known at the caret. */
  private async at(answerer: Answerer, task: Task): Promise<Opened> {
    const network = this.networks[answerer];
    const typist = new Typist(passageOf(task), task.languageId);
    const language = headerLanguage(network.manifest, task.languageId);
    const source = sourceOf(typist);
    const reader = new Reader(network, source, language);
    const recollection = answerer === 'network' ? undefined : await recalled(task, typist, reader, source);
    const reading = await reader.at(typist.before.length, never);
    if (!reading) throw new Error(`${task.id}: nothing was read`);
    const caret = caretOf(typist, task.languageId, 'balanced');
    const predictor = new Predictor(network, recollection);
    const start = predictor.start(reading, task.before);
    return { network, reading, caret: { ...caret, ...(recollection && { recollection }) }, predictor, start };
  }

  private async bitsOf(answerer: Answerer, task: Task, target: Uint8Array): Promise<number> {
    const { predictor, start } = await this.at(answerer, task);
    let bits = 0;
    let reached = start;
    for (const byte of target) {
      bits -= Math.log2(Math.max(leastChance, reached.distribution[byte] ?? 0));
      [reached = start] = await predictor.step([reached], Uint8Array.of(byte));
    }
    return bits;
  }

  private async lineOf(
    answerer: Answerer,
    { ends, isWhole }: Pick<TaskSet, 'ends' | 'isWhole'>,
    task: Task,
  ): Promise<string> {
    if (isWhole !== true) {
      const { predictor, start } = await this.at(answerer, task);
      const lines = await searchLines(predictor, start, longest, never, ends);
      return (await weighedLines(predictor, lines, task, never))[0]?.text ?? '';
    }
    const stop = firstLine(task.after.trimStart()).trim();
    let answer = '';
    for (let lines = 0; lines < mostLines; lines++) {
      const { predictor, start } = await this.at(answerer, { ...task, before: task.before + answer });
      const line = (await searchLines(predictor, start, longest, never))[0]?.text;
      if (line === undefined || (stop !== '' && line.trim() === stop)) break;
      answer += line;
    }
    return answer;
  }

  private async shownBy(answerer: Answerer, task: Task): Promise<string> {
    const { network, reading, caret } = await this.at(answerer, task);
    const answers = new Answers();
    if (answers.known(caret) !== undefined) return '';
    const found = await answers.inferred(network, reading, caret, never);
    return typeof found === 'string' ? '' : (found[0]?.text ?? '');
  }

  private async typing(answerer: Answerer, task: Task): Promise<Typed> {
    const memory = answerer === 'network' ? {} : { remembering: remembering() };
    const product = new Product(this.networks[answerer], { eagerness: 'balanced', ...memory });
    const { saved, wrong } = await replay(passageOf(task), task.languageId, product);
    return { saved, wrong };
  }
}

interface Opened {
  readonly network: Network;
  readonly reading: Awaited<ReturnType<Network['read']>>;
  readonly caret: Caret;
  readonly predictor: Predictor;
  readonly start: Expectation;
}

/** The smallest chance that counts. */
const leastChance = 1e-7;
/** Bytes of an answer's line at most. */
const longest = 240;
/** Lines of an answer that goes over lines, at most. */
const mostLines = 12;
