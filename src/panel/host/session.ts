import type { Disposable, Webview } from 'vscode';
import { DisposableOwner, DisposableValue } from '../../editor/disposable.js';
import type { Backends } from '../../editor/engine/backends.js';
import type { Log } from '../../editor/log.js';
import type { Colouring, Overlay } from '../../editor/overlay/overlay.js';
import type { Row } from '../../insight/trace.js';
import { layerUnits } from '../../network/manifest.js';
import { titleOf } from '../../network/title.js';
import { inEnglish } from '../../phrase.js';
import type { Cancellation } from '../../scheduler.js';
import { windowChange, columnsOf } from './delta.js';
import type { Insights } from './insights.js';
import type { Watch, Watched, WatchedText } from './watch.js';
import type { Lessons } from './lessons.js';
import type { Debounced } from './debounced.js';
import type { Training } from './training.js';
import { shortFileName, shortened } from './shortened.js';
import { answerWhatIf } from './what-if.js';
import {
  parseToHost,
  type WhatIfChange,
  type Compared,
  type Delta,
  type PictureFormat,
  type Ranking,
  type ToHost,
  type ToPage,
  type Track,
  type UnitPageData,
  type WhyData,
} from '../protocol.js';

/** What a page shows things of, and what it can have done. */
export interface SessionParts {
  readonly watch: Watch;
  readonly insights: Insights;
  readonly overlay: Overlay;
  readonly backends: Backends;
  readonly compared: Debounced<Compared>;
  readonly why: Debounced<WhyData>;
  readonly unitPage: Debounced<UnitPageData>;
  /** The unit whose page is open is another one. */
  readonly openUnit: (unit: number | undefined) => void;
  readonly lessons: Lessons;
  readonly training: Training;
  /** Writes what was learnt where the person wants it. */
  readonly exportLearnt: () => void;
  /** Runs one of our commands. */
  readonly run: (command: string, argument?: string) => void;
  /** Shows where the memory has a byte of what is explained, or a part of the tree. */
  readonly match: (of: 'byte' | 'part', index: number) => void;
}

/** A message without its number. */
type Unnumbered = ToPage extends infer M ? (M extends ToPage ? Omit<M, 'number'> : never) : never;

/** Messages that may be on their way: the next does not wait for the last to have come, been drawn, and been answered. */
const mostUndrawn = 3;
/** Milliseconds from one message to the next, at the least: a frame. */
const frame = 1000 / 60;

/**
 * One page: tells it what it has not heard yet, at most once a frame, and no more than it keeps up with drawing. Silent while it is
 * not on screen.
 */
export class Session extends DisposableOwner {
  /** While the page is on screen. */
  private readonly looking = this.register(new DisposableValue<Disposable>());
  /** Has a page said that it is ready? */
  private isReady = false;
  /** The number of the last message that the page has drawn, and of the last that was sent. */
  private drawn = 0;
  private number = 0;
  /** Has the page drawn anything since the last `open` or `idle`? If not, it may be gone. */
  private isFollowing = false;
  /** When it was sent, and what waits for the next frame. */
  private sentAt = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** Is anything new that was not sent? */
  private isStale = false;
  /** Since when, in milliseconds since 1970. */
  private since: number | undefined;
  /** What the page has. */
  private rows: readonly Row[] = [];
  private words: string | undefined;
  /** The text that the page shows, and the number of the first message about it. */
  private text: WatchedText | undefined;
  private firstOfText = 0;
  private colouring: Colouring['by'] | undefined;
  private tracks: readonly Track[] = [];
  private pinned: readonly number[] = [];
  private ranking: Ranking = 'here';
  private page: number | undefined;
  /** Messages sent so far. */
  sent = 0;
  /** Moves of the caret that the page sent since it was ready. */
  private acknowledgedMoves = 0;

  /** Did the last delta hold the whole window? */
  private isWhole = false;
  /** A picture that a command waits for, and whether the present page was asked for it. */
  private awaited:
    | { readonly format: PictureFormat; readonly have: (picture?: string) => void; isAsked: boolean }
    | undefined;
  /** The last question about something different, and the place that the answer on the page is about. */
  private whatIf = { isCancellationRequested: false };
  private whatIfPlace: (WatchedText & { readonly offset: number }) | undefined;
  /** Messages other than columns that wait to be sent, by type: the newest of each. */
  private readonly pending = new Map<Unnumbered['type'], Unnumbered>();

  constructor(
    private readonly webview: Webview,
    private readonly parts: SessionParts,
    private readonly log: Log,
  ) {
    super();
    const { watch, insights, overlay, backends, compared, why, unitPage, lessons, training } = parts;
    const update = () => this.update();
    const subscriptions: readonly Disposable[] = [
      webview.onDidReceiveMessage((message: unknown) => this.receive(message)),
      watch.onDidChange(() => this.dropWhatIf()),
      watch.onDidChange(update),
      insights.onDidChange(update),
      overlay.onDidChange(update),
      compared.onDidChange(() => this.tellCompared()),
      backends.onDidCompare(() => this.tellBackends()),
      why.onDidChange(() => this.tellWhy()),
      unitPage.onDidChange(() => this.tellUnit()),
      lessons.onDidChange(() => this.tellLesson()),
      training.onDidChange(() => this.tellLearning()),
      lessons.onDidAskWhatIf(change => void this.workOutWhatIf(change)),
    ];
    for (const subscription of subscriptions) this.register(subscription);
    this.register({ dispose: () => this.show(false) });
  }

  /**
   * A picture of the view, once it shows something.
   * @returns an SVG, or a PNG in base64; undefined where the page left the screen before, or has nothing to show
   */
  picture(format: PictureFormat): Promise<string | undefined> {
    this.pictured(undefined);
    return new Promise(resolve => {
      this.awaited = { format, have: resolve, isAsked: false };
      this.update();
    });
  }

  /** The page came on screen, or left it. */
  show(visible: boolean): void {
    if (visible === (this.looking.value !== undefined)) return;
    if (visible) {
      // A page that was hidden may have missed anything.
      this.forget();
      this.looking.value = this.parts.watch.look();
      this.subscribe();
      this.update();
    } else {
      this.looking.value = undefined;
      clearTimeout(this.timer);
      this.timer = undefined;
      this.whatIf.isCancellationRequested = true;
      this.pictured(undefined);
      this.parts.insights.release(this);
      this.parts.compared.subscribe(this, false);
      this.parts.why.subscribe(this, false);
      this.parts.unitPage.subscribe(this, false);
      this.parts.training.subscribe(this, false);
    }
  }

  /** Opens a track on the page and brings it into view. */
  point(track: Track): void {
    this.queue({ type: 'point', track });
  }

  private pictured(picture: string | undefined): void {
    this.awaited?.have(picture);
    this.awaited = undefined;
  }

  private forget(): void {
    this.drawn = this.number;
    this.isFollowing = false;
    this.since = undefined;
    this.rows = [];
    this.text = undefined;
    this.words = undefined;
    this.colouring = undefined;
    this.isWhole = false;
  }

  private receive(message: unknown): void {
    const parsed = parseToHost(message);
    if (typeof parsed === 'string') {
      this.log.info(`The activation panel said something that is not understood: ${parsed}.`);
      return;
    }
    this.answer(parsed);
  }

  private answer(message: ToHost): void {
    switch (message.type) {
      case 'ready':
        this.isReady = true;
        this.acknowledgedMoves = 0;
        this.forget();
        // One page may have been asked, and another come in its place.
        if (this.awaited) this.awaited.isAsked = false;
        this.tellLesson();
        this.tellBackends();
        this.tellCompared();
        this.tellWhy();
        this.tellUnit();
        this.tellLearning();
        break;
      case 'drawn':
        if (message.number <= this.drawn || message.number > this.number) break;
        this.drawn = message.number;
        this.isFollowing = true;
        if (this.isStale) this.update();
        break;
      case 'subscribe':
        this.tracks = message.tracks;
        this.pinned = message.pinned;
        this.ranking = message.ranking;
        this.page = message.page;
        this.parts.overlay.unit = message.pinned[0];
        this.subscribe();
        break;
      case 'move':
        this.acknowledgedMoves++;
        // The offset is one of the text that the page showed: after an edit it means nothing.
        if (this.text && this.parts.watch.isOf(this.text) && message.number >= this.firstOfText)
          this.parts.watch.move(message.offset);
        break;
      case 'colour':
        this.parts.overlay.by = message.by;
        break;
      case 'run':
        // It shows itself what comes of the comparison.
        this.parts.run(message.command, message.command === 'compareBackends' ? 'panel' : undefined);
        break;
      case 'program':
        this.parts.run('openProgram', message.name);
        break;
      case 'match':
        this.parts.match(message.of, message.index);
        break;
      case 'use':
        this.parts.run('chooseNetwork', message.name);
        break;
      case 'what-if':
        void this.workOutWhatIf(message.change);
        break;
      case 'learn':
        if (message.action.kind === 'export') this.parts.exportLearnt();
        else this.parts.training.act(message.action);
        break;
      case 'lesson':
        void this.parts.lessons.go(message.id, message.step);
        break;
      case 'tongue':
        void this.parts.lessons.setLanguage(message.tongue);
        break;
      case 'picture':
        this.pictured(message.data);
        break;
    }
  }

  private subscribe(): void {
    const { tracks, pinned, ranking, page } = this;
    if (!this.looking.value) return;
    const { insights, compared, why, unitPage, training } = this.parts;
    insights.subscribe(this, { tracks, pinned, ranking });
    compared.subscribe(this, tracks.includes('compare'));
    // The guesses branch into what the search went through.
    why.subscribe(this, tracks.includes('why') || tracks.includes('guesses'));
    const isOpen = page !== undefined && tracks.includes('units');
    if (isOpen) this.parts.openUnit(page);
    unitPage.subscribe(this, isOpen);
    training.subscribe(this, tracks.includes('learning'));
  }

  private queue(message: Unnumbered): void {
    this.pending.set(message.type, message);
    this.update();
  }

  private tellLesson(): void {
    const { all, shown, tongue } = this.parts.lessons;
    this.queue({ type: 'lesson', tongue, all, ...(shown && { lesson: shown }) });
  }

  private tellBackends(): void {
    const { compared } = this.parts.backends;
    if (!compared) return;
    const backends = compared.backends.map(figures =>
      figures.kind === 'missing' ? { ...figures, missing: shortened(figures.missing) } : figures,
    );
    this.queue({ type: 'backends', compared: { ...compared, backends } });
  }

  private tellCompared(): void {
    const { answer } = this.parts.compared;
    this.queue({ type: 'compare', ...(answer && { compared: answer }) });
  }

  private tellWhy(): void {
    const { answer } = this.parts.why;
    this.queue({ type: 'why', ...(answer && { why: answer }) });
  }

  private tellUnit(): void {
    const { answer } = this.parts.unitPage;
    this.queue({ type: 'unit', ...(answer && { page: answer }) });
  }

  private tellLearning(): void {
    const { data, words } = this.parts.training;
    if (!this.tracks.includes('learning')) return;
    this.queue({
      type: 'learning',
      ...(data && { learning: data }),
      ...(words !== undefined && { words: shortened(words) }),
    });
  }

  /** Works out what the network would expect if something were different. Only the last question is answered. */
  private async workOutWhatIf(change: WhatIfChange): Promise<void> {
    this.whatIf.isCancellationRequested = true;
    const work: Cancellation = (this.whatIf = { isCancellationRequested: false });
    const { watch, insights } = this.parts;
    const { state } = watch;
    if (!this.looking.value || state.kind === 'nothing') return;
    const place = { tracer: state.tracer, edition: state.edition, offset: offsetOf(state) };
    try {
      const result = await answerWhatIf(state, insights, change, work);
      if (work.isCancellationRequested || !this.isAt(place)) return;
      this.whatIfPlace = place;
      this.queue({ type: 'what-if', ...(result && { result }) });
    } catch (error) {
      if (!work.isCancellationRequested)
        this.log.error('It could not be worked out what would be if something were different.', error);
    }
  }

  /** Removes the answer to a question once the caret is elsewhere, or the text another. */
  private dropWhatIf(): void {
    if (!this.whatIfPlace || this.isAt(this.whatIfPlace)) return;
    this.whatIfPlace = undefined;
    this.queue({ type: 'what-if' });
  }

  private isAt(place: WatchedText & { readonly offset: number }): boolean {
    const { watch } = this.parts;
    const { state } = watch;
    return state.kind === 'watched' && watch.isOf(place) && offsetOf(state) === place.offset;
  }

  /** Sends what is new, or remembers to do so. */
  private update(): void {
    this.isStale = true;
    this.since ??= performance.timeOrigin + performance.now();
    if (!this.isReady || !this.looking.value) return;
    if (this.number - this.drawn >= (this.isFollowing ? mostUndrawn : 1)) return;
    const early = this.sentAt + frame - performance.now();
    if (early > 0) {
      this.timer ??= setTimeout(() => {
        this.timer = undefined;
        if (this.isStale) this.update();
      }, early);
      return;
    }
    this.isStale = false;
    if (this.sendNext()) this.update();
  }

  /**
   * Sends the next message.
   * @returns is there more, or may there be?
   */
  private sendNext(): boolean {
    const { state } = this.parts.watch;
    // First of all what the page needs nothing else for.
    if (state.kind === 'nothing') {
      this.pictured(undefined);
      const words = inEnglish(state.words);
      if (this.words !== words) {
        this.forget();
        this.words = words;
        const { action } = state;
        this.send({ type: 'idle', words: shortened(state.words), ...(action && { action }) });
        return true;
      }
      return this.sendPending(({ type }) => type === 'lesson' || type === 'backends');
    }
    const { by } = this.parts.overlay;
    if (this.text?.tracer !== state.tracer) {
      this.forget();
      this.know(state);
      this.colouring = by;
      this.send({ type: 'open', facts: factsOf(state), coloured: by });
      return true;
    }
    if (this.sendPending(() => true)) return true;
    if (this.colouring !== by) {
      this.colouring = by;
      this.send({ type: 'coloured', coloured: by });
      return true;
    }
    const { awaited } = this;
    const isWanted = awaited?.isAsked === false;
    if (isWanted && this.isWhole) {
      awaited.isAsked = true;
      this.send({ type: 'picture', format: awaited.format });
      return true;
    }
    // Of a view that is still being filled no picture is taken.
    this.isWhole = !state.busy;
    this.send(this.delta(state, this.since ?? performance.timeOrigin + performance.now()));
    this.since = undefined;
    return isWanted && this.isWhole;
  }

  /** Sends the first waiting message that fits. @returns was there one? */
  private sendPending(fits: (message: Unnumbered) => boolean): boolean {
    const message = [...this.pending.values()].find(fits);
    if (!message) return false;
    this.pending.delete(message.type);
    this.send(message);
    return true;
  }

  private delta(state: Watched, known: number): Omit<Delta, 'number'> {
    const { rows, cursor, busy } = state;
    const { drop, keep, moved, before, after } = windowChange(this.rows, rows);
    this.rows = rows;
    if (this.text?.edition !== state.edition) this.know(state);
    const { focus, gates, influence } = this.parts.insights.of(state);
    return {
      type: 'delta',
      ...{ known, drop, keep, moved, cursor, busy, acknowledgedMoves: this.acknowledgedMoves },
      before: columnsOf(before),
      after: columnsOf(after),
      ...(focus && { focus }),
      ...(gates && { gates }),
      ...(influence && { influence }),
    };
  }

  /** Remembers the text that the next message is about. */
  private know({ tracer, edition }: WatchedText): void {
    this.text = { tracer, edition };
    this.firstOfText = this.number + 1;
  }

  private send(message: Unnumbered): void {
    this.number++;
    this.sentAt = performance.now();
    this.sent++;
    const { number } = this;
    this.webview.postMessage({ ...message, number }).then(
      isDelivered => {
        // The page will miss it, and ask: it is not waited for.
        if (!isDelivered) this.drawn = Math.max(this.drawn, number);
      },
      (error: unknown) => {
        this.log.error('The activation panel could not be told something.', error);
      },
    );
  }
}

function factsOf({ network, document }: Watched) {
  const { manifest } = network;
  const { name, cell, parameters } = manifest;
  return {
    ...(manifest.kind === 'feedforward' && { window: manifest.window }),
    name,
    title: titleOf(network.manifest),
    cell,
    layers: [...layerUnits(network.manifest)],
    parameters,
    file: shortFileName(document.uri),
  };
}

/** Where the place at the cursor lies, in UTF-16 units. */
function offsetOf({ rows, cursor }: Watched): number {
  return rows[cursor - 1]?.end ?? 0;
}
