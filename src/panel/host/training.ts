import { EventEmitter } from 'vscode';
import { DisposableOwner } from '../../editor/disposable.js';
import { reasonOf } from '../../editor/localize.js';
import type { Log } from '../../editor/log.js';
import { Trainer, trainingBytes } from '../../learning/trainer.js';
import { decodeText, encode } from '../../network/bytes.js';
import { phrase, type PhraseArgument } from '../../phrase.js';
import { backgroundTurn, inSlices, type Cancellation } from '../../scheduler.js';
import {
  maximumPoints,
  usualSettings,
  type LearnAction,
  type LearningData,
  type LearntText,
  type TrainingSettings,
} from '../protocol.js';
import { shortFileName } from './shortened.js';
import type { Watch } from './watch.js';

/** Milliseconds between two reports to the page, and bytes of what the network writes for each. */
const reportEvery = 250;
const bytesWritten = 240;
/** Learning is let go of after so long or so many updates of the weights, whichever comes first. */
const burstMilliseconds = 40;
const burstUpdates = 4;

/** A text to be taught. */
interface Taught {
  readonly kind: LearntText;
  readonly name: string;
  readonly text: Uint8Array;
}

/**
 * Teaches a small network a text while somebody looks: in slices of a few milliseconds, behind everything that a person waits for. While
 * nobody does it rests, and goes on where it was when somebody looks again.
 */
export class Training extends DisposableOwner {
  private readonly changed = this.register(new EventEmitter<void>());
  readonly onDidChange = this.changed.event;
  private readonly pages = new Set<object>();
  private trainer: Trainer | undefined;
  private lesson: Iterator<undefined, never> | undefined;
  private taught: Omit<Taught, 'text'> & { readonly bytes: number } = { kind: 'file', name: '', bytes: 0 };
  private refusal: PhraseArgument | undefined;
  /** Does the person want it to go on? */
  private isOn = false;
  private work: { isCancellationRequested: boolean } = { isCancellationRequested: true };
  private last: Promise<void> = Promise.resolve();
  private temperature = 0.7;
  private written = '';
  private perSecond = NaN;

  /** @param documentation a text for who has no long file: read where it is asked for */
  constructor(
    private readonly watch: Watch,
    private readonly documentation: () => Promise<string>,
    private readonly log: Log,
  ) {
    super();
    this.register({ dispose: () => this.rest() });
  }

  /** How it stands; undefined where nothing was begun. */
  get data(): LearningData | undefined {
    const { trainer, taught, temperature, written, perSecond } = this;
    if (!trainer) return undefined;
    const points = trainer.points.slice(-maximumPoints);
    return {
      settings: { ...trainer.settings, rate: trainer.rate },
      text: taught,
      isRunning: this.isOn,
      ...{ bytes: trainer.bytes, perSecond, parameters: trainer.parameters },
      points: Float32Array.from(points.flatMap(({ bytes, training, heldOut }) => [bytes, training, heldOut])),
      ...{ ngrams: [...trainer.ngrams], gradient: trainer.gradient, clipped: trainer.clipped },
      ...{ through: trainer.through, written, temperature },
    };
  }

  /** Why nothing can be taught, where that is so. */
  get words(): PhraseArgument | undefined {
    return this.refusal;
  }

  /** What is learnt so far, to be written down. */
  get learnt(): Trainer | undefined {
    return this.trainer;
  }

  /** A page shows it, or no longer does. */
  subscribe(page: object, isOn: boolean): void {
    if (isOn === this.pages.has(page)) return;
    if (isOn) this.pages.add(page);
    else this.pages.delete(page);
    if (this.pages.size === 0) this.rest();
    else if (!this.trainer) this.act({ kind: 'begin', settings: usualSettings, text: 'file' });
    else this.goOn();
  }

  /** Does what a page asks for, one thing after the other. */
  act(action: LearnAction): void {
    switch (action.kind) {
      case 'begin':
        this.isOn = false;
        this.follow(() => this.begin(action.settings, action.text));
        break;
      case 'run':
        this.isOn = true;
        this.goOn();
        this.changed.fire();
        break;
      case 'pause':
        this.isOn = false;
        this.follow(() => Promise.resolve());
        break;
      case 'step':
        this.isOn = false;
        this.follow(work => this.update(work));
        break;
      case 'rate':
        if (this.trainer) this.trainer.rate = action.rate;
        this.changed.fire();
        break;
      case 'temperature':
        this.temperature = action.temperature;
        if (!this.isOn) this.follow(work => this.write(work));
        break;
      case 'export':
        break;
    }
  }

  private goOn(): void {
    if (this.isOn && this.pages.size > 0) this.follow(work => this.run(work));
  }

  /** Stops what is going on, then does this. */
  private follow(next: (work: Cancellation) => Promise<void>): void {
    this.work.isCancellationRequested = true;
    const work = (this.work = { isCancellationRequested: false });
    this.last = this.last
      .then(() => next(work))
      .then(
        () => this.changed.fire(),
        (error: unknown) => {
          this.log.error('The network could not be taught further.', error);
          this.refusal = phrase`The network could not learn: ${reasonOf(error)}`;
          this.changed.fire();
        },
      );
  }

  private rest(): void {
    this.work.isCancellationRequested = true;
  }

  private async begin(settings: TrainingSettings, kind: LearntText): Promise<void> {
    const { name, text, kind: found } = await this.textOf(kind);
    this.trainer = this.lesson = this.refusal = undefined;
    this.written = '';
    this.perSecond = NaN;
    if (text.length < trainingBytes.least) {
      this.refusal = phrase`${name} is too short to learn from: it takes ${trainingBytes.least} bytes or more.`;
      return;
    }
    this.taught = { kind: found, name, bytes: Math.min(text.length, trainingBytes.most) };
    this.trainer = new Trainer(text, settings);
    this.lesson = this.trainer.train();
    await this.write(this.work);
  }

  /** The text of that kind; the documentation where no file is looked at, or it is too short. */
  private async textOf(kind: LearntText): Promise<Taught> {
    const { state } = this.watch;
    if (kind === 'file' && state.kind === 'watched') {
      const { source, uri } = state.document;
      const text = encode(source.slice(0, trainingBytes.most).replaceAll('\r\n', '\n'));
      if (text.length >= trainingBytes.least) return { kind, name: shortFileName(uri), text };
    }
    return { kind: 'documentation', name: 'Unroll', text: encode(await this.documentation()) };
  }

  private async run(work: Cancellation): Promise<void> {
    const { trainer, lesson } = this;
    if (!trainer || !lesson) return;
    let [since, before] = [performance.now(), trainer.bytes];
    while (!work.isCancellationRequested) {
      await this.burst(trainer, lesson, work);
      // Timers, and all that was asked of the host meanwhile, come first.
      await new Promise(resolve => setTimeout(resolve, 0));
      const now = performance.now();
      if (now - since < reportEvery) continue;
      this.perSecond = ((trainer.bytes - before) / (now - since)) * 1000;
      await this.write(work);
      [since, before] = [performance.now(), trainer.bytes];
      this.changed.fire();
    }
  }

  /** Learns for a moment, in slices. */
  private async burst(
    trainer: Trainer,
    lesson: Iterator<undefined, never>,
    work: Cancellation,
  ): Promise<void> {
    const [began, before] = [performance.now(), trainer.bytes];
    const most = burstUpdates * trainer.bytesEach;
    const isOver = () => trainer.bytes - before >= most || performance.now() - began >= burstMilliseconds;
    while (!isOver() && (await backgroundTurn(work))) lesson.next();
  }

  /** One step: a chunk is read, and the weights are moved once. */
  private async update(work: Cancellation): Promise<void> {
    const { trainer, lesson } = this;
    if (!trainer || !lesson) return;
    const before = trainer.bytes;
    while (trainer.bytes === before && (await backgroundTurn(work))) lesson.next();
    await this.write(work);
  }

  private async write(work: Cancellation): Promise<void> {
    const written = await inSlices(
      this.trainer?.write(bytesWritten, this.temperature, 1) ?? nothing(),
      work,
      backgroundTurn,
    );
    if (written) this.written = decodeText(written);
  }
}

function* nothing(): Generator<undefined, undefined> {
  // There is no network that could write.
}
