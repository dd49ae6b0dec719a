import { phrase } from '../../phrase.js';
import {
  parseToPage,
  tracks,
  type LessonData,
  type Ranking,
  type ToHost,
  type ToPage,
  type Track,
  type WhatIfChange,
} from '../protocol.js';
import {
  apply,
  behind,
  empty,
  firstAround,
  firstUnderPointer,
  isFreshStart,
  withoutAnswer,
  type PageModel,
} from './model.js';

/** The state of the page: what the extension sent, and what the person does with the view. */
export interface Ui {
  readonly model: PageModel;
  /** The first column on screen, and how many there are. */
  readonly first: number;
  readonly visible: number;
  /** The column under the pointer. */
  readonly hover: number | undefined;
  /** The column that others are compared with. */
  readonly reference: number | undefined;
  readonly open: ReadonlySet<Track>;
  /** Is *More* open? */
  readonly more: boolean;
  /** The track that is pointed at, by a lesson or a command. */
  readonly marked: Track | undefined;
  /** What points at it: another one for each step of a lesson, each language, and each command. */
  readonly pointer: string | undefined;
  readonly pinned: readonly number[];
  /** How the listed units are chosen. */
  readonly ranking: Ranking;
  /** The unit whose page is open. */
  readonly page: number | undefined;
  /** The unit that the keys stand on in the whole state. */
  readonly unit: number;
}

/** The person's own pins: a unit's number means something in its network alone, so they are kept by the networks' names. */
type Pins = Readonly<Record<string, readonly number[]>>;

/** The part of the state that is kept when the page is closed: what the person chose, not what a lesson did. */
interface Kept {
  readonly open: readonly Track[];
  readonly pins: Pins;
}

/** The page's end of the wire. */
export interface Wire {
  post(message: ToHost): void;
  /** What was kept when the page last went. */
  restore(): unknown;
  keep(state: Kept): void;
}

/** What came of a message: its number, and the message itself where it was taken. */
export interface Received {
  readonly number: number;
  readonly message: ToPage | undefined;
}

/** Tracks that are open until the person chooses others. */
const tracksOpenAtFirst: readonly Track[] = ['text', 'unrolled', 'guesses', 'units'];
/** Tracks that stand under *More*, which is closed at first. */
export const tracksInMore: readonly Track[] = [
  ...(['state', 'gates', 'connectivity', 'what-if', 'compare', 'similar'] as const),
];

/** Units that are pinned at most, and networks whose pins are kept. */
const maximumPins = 8;
const maximumPinnedNetworks = 16;

/** Requests for a fresh start in a row, at most; after so many messages in order the count begins again. */
const maximumRequests = 3;
const messagesBetween = 32;

/** Holds what the page shows, and tells when it has to be drawn again. */
export class Store {
  private current: Ui;
  /** Does the page wait for an `open` or an `idle`? Until one comes, other messages are older than the request or depend on it. */
  private isAwaiting = false;
  /** Requests for a fresh start that are left, and the messages that were taken in order since the last request. */
  private requestsLeft = maximumRequests;
  private taken = 0;
  /** The question that is sent with the next frame: the last of several. */
  private whatIf: WhatIfChange | undefined;
  /** Moves of the caret that were sent since the page was ready. */
  private moves = 0;
  private pins: Pins;
  /** What was open before a lesson, while one is on; what is pinned in one goes with it. */
  private openBefore: readonly Track[] | undefined;
  /** The network that a lesson pinned in last. */
  private lessonPinned: string | undefined;

  constructor(
    private readonly wire: Wire,
    private readonly changed: () => void,
  ) {
    const kept = keptOf(wire.restore());
    this.current = {
      model: empty,
      ...{ first: 0, visible: 40, hover: undefined, reference: undefined, unit: 0, ranking: 'here' },
      open: new Set(kept.open),
      more: kept.open.some(track => tracksInMore.includes(track)),
      ...{ marked: undefined, pointer: undefined },
      ...{ pinned: [], page: undefined },
    };
    this.pins = kept.pins;
  }

  get ui(): Ui {
    return this.current;
  }

  /** Says what the page can do and what it wants. */
  begin(): void {
    this.isAwaiting = true;
    this.subscribe();
    this.ready();
  }

  /**
   * Takes a message of the extension. Where one before it is missing, or it cannot be understood, the page requests a fresh start once,
   * and stops after a few requests in a row.
   * @returns its number, and the message where it was taken; undefined where it is none of the extension's
   */
  receive(data: unknown): Received | undefined {
    const number = numberOf(data);
    if (number === undefined) return undefined;
    const parsed = parseToPage(data);
    const message = typeof parsed === 'string' ? undefined : parsed;
    // Every message is answered with a frame, also one that is not shown: the extension waits for it.
    this.changed();
    const begins = message !== undefined && isFreshStart(message);
    if (this.isAwaiting && !begins) return { number, message: undefined };
    const before = this.current.model;
    const after = message ? apply(before, message) : withoutAnswer(before, data);
    if (!after) {
      this.askAgain();
      return { number, message: undefined };
    }
    if (begins) this.isAwaiting = false;
    if (++this.taken >= messagesBetween) this.requestsLeft = maximumRequests;
    if (message) this.show(message, after);
    else this.set({ model: after });
    return { number, message };
  }

  /** Requests a fresh start, unless one was requested and has not begun to come, or too many were requested in a row. */
  askAgain(): void {
    if (this.isAwaiting) return;
    this.isAwaiting = true;
    this.taken = 0;
    if (this.requestsLeft > 0) {
      this.requestsLeft--;
      this.ready();
      return;
    }
    const { number, lesson, lessons, tongue } = this.current.model;
    const words = phrase`The view does not understand what it is told. Close it and open it again.`;
    this.set({ model: { ...empty, number, lesson, lessons, tongue, words } });
  }

  /**
   * Reports a finished frame to the extension, and sends the question that waits.
   * @param number of the last message that came before it, where one did since the frame before
   */
  drawn(number: number | undefined): void {
    const { whatIf } = this;
    this.whatIf = undefined;
    if (number !== undefined) this.wire.post({ type: 'drawn', number });
    if (whatIf) this.wire.post({ type: 'what-if', change: whatIf });
  }

  /** Asks what the network would expect if something were different. One question is sent a frame: the last. */
  askWhatIf(change: WhatIfChange): void {
    this.whatIf = change;
    this.changed();
  }

  /** The axis has room for so many columns. */
  resize(visible: number): void {
    if (visible === this.current.visible) return;
    this.set({ visible: Math.max(1, visible) });
    this.reveal();
  }

  scroll(by: number): void {
    const { first, visible, model } = this.current;
    const last = Math.max(0, model.columns.length - visible, firstAround(model.cursor, visible));
    this.set({ first: Math.max(0, Math.min(first + by, last)) });
  }

  hover(column: number | undefined): void {
    if (column !== this.current.hover) this.set({ hover: column });
  }

  /**
   * Puts the caret behind the character of a column. A pointer that rests elsewhere no longer says what is looked at.
   * @param isHeld does the pointer hold it? Then the text stays under the pointer
   */
  moveTo(column: number, isHeld = false): void {
    const { model, hover } = this.current;
    const { columns, number } = model;
    if (columns.length === 0) return;
    const i = Math.max(0, Math.min(column, columns.length - 1));
    const cursor = behind(columns, i);
    const next = columns[cursor];
    const offset = next ? next.start : (columns[i]?.start ?? 0) + Math.max(1, columns[i]?.text.length ?? 1);
    this.set({ model: { ...model, cursor }, hover: hover === column ? hover : undefined });
    if (isHeld) this.set({ first: firstUnderPointer(this.current.first, cursor, this.current.visible) });
    else this.reveal();
    this.moves++;
    this.wire.post({ type: 'move', offset, number });
  }

  /** Puts the caret at a place of the text, which may lie outside of what the page has. */
  moveToOffset(offset: number): void {
    const { columns, number } = this.current.model;
    const behindIt = columns.findIndex(({ start }) => start >= offset);
    if (behindIt > 0) {
      this.moveTo(behindIt - 1);
      return;
    }
    this.moves++;
    this.wire.post({ type: 'move', offset, number });
  }

  /** One character on, or back. */
  step(by: 1 | -1): void {
    const { columns, cursor } = this.current.model;
    let i = cursor - 1 + by;
    // Backwards: to the end of the character before the one that the cursor stands behind.
    if (by < 0) while (i > 0 && columns[i]?.start === columns[cursor - 1]?.start) i--;
    if (i >= 0 && i < columns.length) this.moveTo(i);
  }

  /** Compares with the place at the cursor from now on, or with none. */
  compare(on: boolean): void {
    const { cursor } = this.current.model;
    this.set({ reference: on && cursor > 0 ? cursor - 1 : undefined });
  }

  toggle(track: Track): void {
    const open = new Set(this.current.open);
    if (!open.delete(track)) open.add(track);
    this.set({ open, more: this.current.more || (open.has(track) && tracksInMore.includes(track)) });
    this.keep();
  }

  /** Opens *More*, or closes it and all tracks in it: what cannot be seen is not computed. */
  toggleMore(): void {
    const { more, open } = this.current;
    this.set({
      more: !more,
      open: new Set([...open].filter(track => !more || !tracksInMore.includes(track))),
    });
    this.keep();
  }

  openTrack(track: Track): void {
    if (!this.current.open.has(track)) this.toggle(track);
  }

  pin(unit: number): void {
    const { pinned } = this.current;
    // The newest first: it is the one whose gates are shown, and that colours.
    const others = pinned.filter(other => other !== unit);
    this.set({ pinned: others.length < pinned.length ? others : [unit, ...others].slice(0, maximumPins) });
    this.keep();
  }

  unpinAll(): void {
    if (this.current.pinned.length === 0) return;
    this.set({ pinned: [] });
    this.keep();
  }

  rank(ranking: Ranking): void {
    this.set({ ranking });
    this.subscribe();
  }

  /** Opens the page of a unit, or closes the one that is open. */
  openUnit(unit: number | undefined): void {
    if (unit === this.current.page) return;
    // What was told of it before may be of a text that was edited since.
    this.set({ page: unit, model: { ...this.current.model, unitPage: undefined } });
    this.subscribe();
  }

  choose(unit: number): void {
    const units = this.current.model.columns[0]?.hidden.length ?? 1;
    this.set({ unit: Math.max(0, Math.min(unit, units - 1)) });
  }

  post(message: ToHost): void {
    this.wire.post(message);
  }

  /** Opens and pins what a step of a lesson points at. When the lesson ends, the state before it is restored. */
  private follow(former: LessonData | undefined, lesson: LessonData | undefined): void {
    if (lesson && !former) this.openBefore = [...this.current.open];
    if (!lesson) {
      if (!this.openBefore) return;
      this.set({
        open: new Set(this.openBefore),
        more: this.openBefore.some(track => tracksInMore.includes(track)),
        pinned: this.ownPins,
        marked: undefined,
        pointer: undefined,
      });
      this.openBefore = undefined;
      this.keep();
      return;
    }
    const { pin, track, id, step } = lesson;
    const isNew = id !== former?.id || step !== former.step || pin !== former.pin;
    if (isNew || this.lessonPinned !== this.current.model.facts?.name) {
      const others = this.current.pinned.filter(unit => unit !== former?.pin && unit !== pin);
      this.set({ pinned: pin === undefined ? others : [pin, ...others].slice(0, maximumPins) });
      this.lessonPinned = this.current.model.facts?.name;
      this.keep();
    }
    if (track !== undefined) this.openTrack(track);
    this.set({ marked: track, pointer: `${id} ${step} ${this.current.model.tongue}` });
  }

  /** What the person pinned in the network that is looked at. */
  private get ownPins(): readonly number[] {
    const { facts } = this.current.model;
    return (facts && this.pins[facts.name]) ?? [];
  }

  /** Shows what the page knows after a message. */
  private show(message: ToPage, after: PageModel): void {
    const before = this.current.model;
    // Until the extension has received the last move, its cursor is older than the page's.
    const isBefore = message.type === 'delta' && message.acknowledgedMoves < this.moves;
    const model = isBefore ? { ...after, cursor: Math.min(before.cursor, after.columns.length) } : after;
    const isOtherNetwork = after.facts !== undefined && after.facts.name !== before.facts?.name;
    // The caret moved, and not by the pointer: what the pointer rests on is no longer what is looked at.
    const isElsewhere = model.cursor !== before.cursor;
    // The moment that is compared with stays with its column.
    const column = before.columns[this.current.reference ?? -1];
    const reference = column && model.columns.findIndex(({ hidden }) => hidden === column.hidden);
    this.set({
      model,
      reference: isFreshStart(message) || reference === undefined || reference < 0 ? undefined : reference,
      hover:
        !isElsewhere && this.current.hover !== undefined && this.current.hover < model.columns.length
          ? this.current.hover
          : undefined,
    });
    if (isOtherNetwork) {
      // A unit's number means another one there.
      this.set({ pinned: this.ownPins, page: undefined });
      this.subscribe();
    }
    if (message.type === 'lesson') this.follow(before.lesson, message.lesson);
    if (message.type === 'point') {
      this.openTrack(message.track);
      this.set({ marked: message.track, pointer: `command ${message.number}` });
    }
    const isSameText =
      model.columns.length === before.columns.length && model.columns[0]?.start === before.columns[0]?.start;
    if (isElsewhere || !isSameText) this.reveal();
  }

  private ready(): void {
    this.moves = 0;
    this.wire.post({ type: 'ready' });
  }

  private reveal(): void {
    const { first, visible, model } = this.current;
    const next = firstAround(model.cursor, visible);
    if (next !== first) this.set({ first: next });
  }

  private keep(): void {
    const { open, pinned, model } = this.current;
    if (!this.openBefore && model.facts) this.pins = withPins(this.pins, model.facts.name, pinned);
    this.wire.keep({ open: this.openBefore ?? [...open], pins: this.pins });
    this.subscribe();
  }

  private subscribe(): void {
    const { open, pinned, ranking, page } = this.current;
    this.wire.post({
      ...{ type: 'subscribe', tracks: [...open], pinned: [...pinned], ranking },
      ...(page === undefined ? {} : { page }),
    });
  }

  private set(change: Partial<Ui>): void {
    this.current = { ...this.current, ...change };
    this.changed();
  }
}

/** Pins with those of one network set: the networks that were pinned in last, a few at most. */
function withPins(pins: Pins, network: string, pinned: readonly number[]): Pins {
  const others = Object.entries(pins).filter(([name]) => name !== network);
  const all = pinned.length > 0 ? [...others, [network, pinned] as const] : others;
  return Object.fromEntries(all.slice(-maximumPinnedNetworks));
}

/** What another version may have kept, as far as it is understood. */
function keptOf(value: unknown): Kept {
  const { open, pins } = recordOf(value);
  const known = Array.isArray(open) ? tracks.filter(track => open.includes(track)) : tracksOpenAtFirst;
  const units = (pinned: unknown) =>
    Array.isArray(pinned) ? (pinned as unknown[]).filter(isUnit).slice(0, maximumPins) : [];
  const named = Object.entries(recordOf(pins)).slice(0, maximumPinnedNetworks);
  return { open: known, pins: Object.fromEntries(named.map(([name, pinned]) => [name, units(pinned)])) };
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

/** The number of a message that is not understood otherwise. */
function numberOf(message: unknown): number | undefined {
  const number: unknown =
    typeof message === 'object' && message !== null && 'number' in message ? message.number : undefined;
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : undefined;
}

const isUnit = (value: unknown): value is number => Number.isInteger(value) && (value as number) >= 0;
