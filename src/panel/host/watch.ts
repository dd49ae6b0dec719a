import {
  Disposable,
  EventEmitter,
  Selection,
  TextEditorRevealType,
  TextEditorSelectionChangeKind,
  window,
  type TextDocument,
  type TextEditor,
} from 'vscode';
import type { Documents } from '../../editor/documents/documents.js';
import { DisposableOwner, DisposableValue, together } from '../../editor/disposable.js';
import { editorToFollow } from '../../editor/documents/editor-to-follow.js';
import type { Exclusion } from '../../editor/documents/exclusion.js';
import type { DocumentEdit, OpenDocument } from '../../editor/documents/open-document.js';
import type { Engine } from '../../editor/engine/engine.js';
import type { Log } from '../../editor/log.js';
import { reasonOf } from '../../editor/localize.js';
import type { SettingsStore } from '../../editor/settings/settings.js';
import type { Networks } from '../../editor/engine/networks.js';
import { stretch } from '../../insight/pieces.js';
import { Tracer, windowRows, type Row } from '../../insight/trace.js';
import { encode } from '../../network/bytes.js';
import { UnloadedError } from '../../network/guarded.js';
import type { Network } from '../../network/network.js';
import { phrase, type PhraseArgument } from '../../phrase.js';
import type { Cancellation } from '../../scheduler.js';
import { NetworkLease } from './network-lease.js';
import { PlaceMark } from './place-mark.js';

/** Bytes of the window before the caret, and behind it, at most. */
const bytesBefore = 500;
const bytesAfter = 60;
/** Milliseconds without a key after which the window is computed as a whole. */
const idleDelay = 150;

/** What is looked at, while a page is on screen or a command looks. */
export interface Watched {
  readonly kind: 'watched';
  readonly document: OpenDocument;
  /** Of the document, when this was asked for: what is derived from it is of no other. */
  readonly edition: number;
  readonly network: Network;
  readonly tracer: Tracer;
  /** The window as far as it was computed, and how many of its rows stand before the caret. */
  readonly rows: readonly Row[];
  readonly cursor: number;
  /** Is more of it still being computed? */
  readonly busy: boolean;
}

/** Why nothing is looked at, in words, and what can be done about it. */
export interface NothingWatched {
  readonly kind: 'nothing';
  readonly words: PhraseArgument;
  readonly action?: 'chooseNetwork' | 'restart' | 'openSample';
}

/** The text that answers are about: they are of no use once the document was edited, or is read by another network. */
export type WatchedText = Pick<Watched, 'tracer' | 'edition'>;

/** A place in a document at one edition of it, in UTF-16 units. */
export interface PlaceInText {
  readonly document: OpenDocument;
  readonly edition: number;
  readonly offset: number;
}

interface Target {
  editor: TextEditor;
  readonly document: OpenDocument;
  readonly network: Network;
  readonly tracer: Tracer;
  from: number;
  to: number;
  /** Where the view stands while the caret is where every file opens and nothing was read before it, in UTF-16 units. */
  stand?: number | undefined;
  /** Did the person put the caret at the very beginning? Then the view stands there, too. */
  isPlaced?: boolean;
}

/**
 * Follows the caret of the editor that is worked in, and has the network's doings there traced. Does nothing at all while nobody
 * looks: then it listens to nothing, and keeps no more than the name of the network that a lesson looks with.
 */
export class Watch extends DisposableOwner {
  private readonly changed = this.register(new EventEmitter<void>());
  /** There are new rows, the caret moved, or what is looked at is another. */
  readonly onDidChange = this.changed.event;
  private watchers = 0;
  private readonly following = this.register(new DisposableValue<Disposable>());
  private readonly mark = this.register(new PlaceMark());
  /** The editor that was followed last. */
  private editor: TextEditor | undefined;
  private target: Target | undefined;
  private nothing: NothingWatched = { kind: 'nothing', words: '' };
  private work = { isCancellationRequested: false };
  /** Until the window is laid anew, after an edit or a move. */
  private timer: ReturnType<typeof setTimeout> | undefined;
  private isReading = false;

  /** The name of the network to look with, where it is not the one that suggests. It is kept while nobody looks. */
  private lensName: string | undefined;
  /** The network of that name, while somebody looks, and the one that replaces it once it is loaded. */
  private lens: NetworkLease | undefined;
  private nextLens: NetworkLease | undefined;

  constructor(
    private readonly engine: Engine,
    private readonly networks: Networks,
    private readonly documents: Documents,
    private readonly exclusion: Exclusion,
    private readonly settings: SettingsStore,
    private readonly log: Log,
  ) {
    super();
    this.register({
      dispose: () => {
        this.watchers = 0;
        this.stop();
      },
    });
  }

  /** Somebody looks, until this is disposed of. */
  look(): Disposable {
    if (this.watchers++ === 0) this.start();
    let looking = true;
    return new Disposable(() => {
      if (looking && --this.watchers === 0) this.stop();
      looking = false;
    });
  }

  get state(): Watched | NothingWatched {
    const { target } = this;
    if (!target) return this.nothing;
    const { document, network, tracer, from, to } = target;
    const caret = this.caret(target);
    const { rows } = tracer.known(from, to, Math.min(caret, to));
    const behindCaret = rows.findIndex(row => row.end > caret);
    const cursor = behindCaret < 0 ? rows.length : behindCaret;
    const { edition } = document;
    return { kind: 'watched', document, edition, network, tracer, rows, cursor, busy: this.isBusy };
  }

  /** Is more being computed, or will be once nothing happens for a moment? */
  private get isBusy(): boolean {
    return this.isReading || this.timer !== undefined;
  }

  /** Was a text looked at before that can be looked at again, though it may be behind another page? */
  get hasText(): boolean {
    return this.editor !== undefined && this.documents.of(this.editor.document) !== undefined;
  }

  /** Is this text, at this edition and by this network, still what is looked at? */
  isOf({ tracer, edition }: WatchedText): boolean {
    return this.target?.tracer === tracer && this.target.document.edition === edition;
  }

  /** Where the caret stands, in UTF-16 units. */
  get caretOffset(): number | undefined {
    return this.target && this.caret(this.target);
  }

  /** Where the caret stands, and in which text. */
  get place(): PlaceInText | undefined {
    if (!this.target) return undefined;
    const { document } = this.target;
    return { document, edition: document.edition, offset: caretOf(this.target) };
  }

  /** Puts the caret back where it was, unless the text was edited since, or another is looked at: whoever works there stays. */
  moveBack({ document, edition, offset }: PlaceInText): void {
    if (this.target?.document === document && document.edition === edition) this.move(offset);
  }

  /** Resolves when everything was computed that is to be, or after a while. */
  async rest(): Promise<void> {
    await this.engine.load();
    const isWorking = () => this.isBusy || this.nextLens !== undefined || this.target?.to === 0;
    for (let i = 0; i < 60 && isWorking(); i++) await new Promise(resolve => setTimeout(resolve, 50));
  }

  /**
   * Looks with another network, by its name, whenever somebody looks; suggestions go on with theirs.
   * @param name undefined: with theirs
   * @throws NetworkError where it cannot be loaded: the one before is looked with as before
   */
  async lookWith(name: string | undefined): Promise<void> {
    if (name === this.lensName) {
      await this.nextLens?.ready;
      return;
    }
    this.lensName = name;
    if (this.watchers > 0) await this.loadLens();
  }

  /** Puts the caret of the document that is looked at at an offset, without taking the focus. */
  move(offset: number): void {
    const { target } = this;
    if (!target) return;
    const { text, position } = target.document.positionAt(offset);
    const isHere = text === target.editor.document;
    const editor = isHere ? target.editor : window.visibleTextEditors.find(other => other.document === text);
    // A cell far from the screen has no editor.
    if (!editor) return;
    target.stand = undefined;
    editor.selection = new Selection(position, position);
    editor.revealRange(editor.selection, TextEditorRevealType.InCenterIfOutsideViewport);
    target.editor = this.editor = editor;
    this.mark.show(editor, offset, target.document);
    // The editor tells of it later.
    this.caretMoved();
  }

  private start(): void {
    this.following.value = together(
      window.onDidChangeActiveTextEditor(() => this.follow()),
      window.onDidChangeVisibleTextEditors(() => this.follow()),
      window.onDidChangeTextEditorSelection(({ textEditor, kind }) => {
        if (textEditor !== this.target?.editor) return;
        // The person is in the editor again, which draws its caret.
        if (kind !== undefined && kind !== TextEditorSelectionChangeKind.Command) {
          this.mark.hide();
          this.target.isPlaced = true;
        }
        if (this.target.isPlaced === true || caretOf(this.target) > 0) this.target.stand = undefined;
        this.caretMoved();
      }),
      this.documents.onDidEdit(event => this.edited(event)),
      this.documents.onDidEnd(document => {
        if (document === this.target?.document) this.follow();
      }),
      this.settings.onDidChange(() => this.follow()),
      this.engine.onDidChange(() => this.follow()),
    );
    this.loadLens().catch((error: unknown) => {
      this.log.error(
        'The network that a lesson looks with cannot be loaded; the view shows the one that suggests.',
        error,
      );
    });
    this.follow();
  }

  private stop(): void {
    this.pause();
    this.mark.hide();
    this.following.value = undefined;
    this.target = undefined;
    for (const lease of [this.lens, this.nextLens]) lease?.dispose();
    this.lens = this.nextLens = undefined;
  }

  /** Loads the network to look with; until it is there, the one before goes on. */
  private async loadLens(): Promise<void> {
    const name = this.lensName;
    this.nextLens?.dispose();
    if (name === undefined || name === this.lens?.name)
      this.changeLens(name === undefined ? undefined : this.lens);
    else {
      const lease = new NetworkLease(name, this.networks, this.documents, this.log);
      this.nextLens = lease;
      try {
        if (await lease.ready) this.changeLens(lease);
      } catch (error) {
        // Where another was asked for meanwhile, this one no longer matters.
        if (this.nextLens !== lease) return;
        this.nextLens = undefined;
        this.lensName = this.lens?.name;
        this.follow();
        throw error;
      }
    }
  }

  private changeLens(lease: NetworkLease | undefined): void {
    const former = this.lens;
    this.lens = lease;
    this.nextLens = undefined;
    this.follow();
    if (former !== lease) former?.dispose();
  }

  /** The network to look with now; undefined where it is still being loaded. */
  private get network(): Network | undefined {
    if (this.lens) return this.lens.network;
    // The network that is shown stays until the next is loaded. Where none is shown, the view waits for the one that was asked for.
    return this.nextLens && !this.target ? undefined : this.engine.network;
  }

  /** Looks at the editor to follow, with the network to look with. */
  private follow(): void {
    if (this.watchers === 0) return;
    const isReadable = (text: TextDocument) => this.documents.of(text) !== undefined;
    const followed = editorToFollow(this.editor, isReadable);
    // With no text on screen, as behind a page of settings, the one that was worked in last is looked at.
    const isAlone = window.activeTextEditor === undefined && this.editor !== undefined;
    const last = isAlone && this.editor && isReadable(this.editor.document) ? this.editor : undefined;
    const editor = (this.editor = followed ?? last);
    const { network } = this;
    const document = editor && this.documents.of(editor.document);
    if (!document || !network) {
      this.idle(this.why(editor ?? window.activeTextEditor, network));
      return;
    }
    const { target } = this;
    if (target?.document === document && target.network === network) {
      if (target.editor === editor) return;
      // It is that of another cell of the same notebook, or shows the same text.
      target.editor = editor;
      this.caretMoved();
      return;
    }
    this.pause();
    this.mark.hide();
    const tracer = new Tracer(network, document.source, this.documents.reader(document, network));
    this.target = { editor, document, network, tracer, from: 0, to: 0 };
    this.placeWindow();
    this.fill(0);
  }

  private why(editor: TextEditor | undefined, network: Network | undefined): NothingWatched {
    const { state } = this.engine;
    const because = (words: PhraseArgument): NothingWatched => ({ kind: 'nothing', words });
    if (state.kind === 'failed')
      return { ...because(phrase`The network cannot be used: ${state.reason}.`), action: 'restart' };
    const openFile: NothingWatched = {
      ...because(phrase`Open a file to see the network at work on it.`),
      action: 'openSample',
    };
    if (!editor) return openFile;
    const forbidden = this.exclusion.forbids(editor.document);
    if (forbidden === 'excluded')
      return because(phrase`This file may hold secrets, or you excluded it: the network does not read it.`);
    if (forbidden) return because(phrase`Put the caret into a file to see the network at work on it.`);
    if (!network) return because(phrase`The network is being loaded.`);
    return openFile;
  }

  private idle(nothing: NothingWatched): void {
    this.pause();
    this.mark.hide();
    this.target = undefined;
    this.nothing = nothing;
    this.changed.fire();
  }

  /** The place that is looked at: the caret's, or another in the window where the caret stands before everything. */
  private caret(target: Target): number {
    return target.stand ?? caretOf(target);
  }

  /** Lays the window around the caret. */
  private placeWindow(): void {
    const { target } = this;
    if (!target) return;
    const { document, network } = target;
    const { manifest } = network;
    const caret = caretOf(target);
    const most = windowRows(manifest, bytesBefore);
    const { from } = stretch(document.source, caret, most, 0);
    // Room that is left before the caret is used behind it: of a short text all is known, wherever the caret stands and however it came there.
    const left = Math.max(0, most - encode(document.source.slice(from, caret)).length);
    const { to } = stretch(document.source, caret, 0, left + windowRows(manifest, bytesAfter));
    Object.assign(target, { from, to });
  }

  /** Does the caret stand where a file opens, and not because the person put it there? */
  private isBeforeAll(target: Target): boolean {
    return target.isPlaced !== true && caretOf(target) === 0;
  }

  /** Stands where the network was most surprised, once the beginning is read. */
  private takeStand(target: Target): void {
    if (!this.isBeforeAll(target) || target.stand !== undefined) return;
    const { rows } = target.tracer.known(target.from, target.to, target.from);
    target.stand = mostSurprising(rows);
    if (target.stand !== undefined) this.mark.show(target.editor, target.stand, target.document);
  }

  private caretMoved(): void {
    const { target } = this;
    if (!target) return;
    const caret = this.caret(target);
    this.changed.fire();
    if (caret > target.from && caret <= target.to) return;
    if (caret === target.from && caret === 0 && !this.isBeforeAll(target)) return;
    this.placeWindow();
    this.fill(idleDelay / 5);
  }

  private edited({ document, changes }: DocumentEdit): void {
    const { target } = this;
    if (document !== target?.document) return;
    this.mark.hide();
    target.stand = undefined;
    target.isPlaced = true;
    if (!document.has(target.editor.document)) {
      // The cell is gone from the notebook, or is in another language: the next one is looked at from the beginning.
      this.pause();
      this.target = undefined;
      this.follow();
      return;
    }
    for (const { offset, removed, text } of changes)
      target.tracer.edited({ offset, removed, inserted: text.length });
    // The editor reports the selection after the edit: until then the caret is taken to stand where the typed text ends.
    const [last] = changes;
    const caret = last ? last.offset + last.text.length : this.caret(target);
    const before = windowRows(target.network.manifest, bytesBefore);
    const { from } = stretch(target.document.source, caret, before, 0);
    Object.assign(target, { from, to: caret });
    const typed = changes.length === 1 && (last?.text.length ?? 0) <= 4;
    this.pause();
    if (typed) this.fill(0, caret);
    else this.changed.fire();
    this.fillLater(idleDelay, () => this.placeWindow());
  }

  private pause(): void {
    this.work.isCancellationRequested = true;
    this.work = { isCancellationRequested: false };
    clearTimeout(this.timer);
    this.timer = undefined;
    this.isReading = false;
  }

  /** Has the window computed after a while in which nothing happens. */
  private fillLater(delay: number, prepare?: () => void): void {
    this.timer = setTimeout(() => {
      this.timer = undefined;
      prepare?.();
      this.fill(0);
    }, delay);
  }

  /** Has the window computed, after a while in which nothing happens. */
  private fill(delay: number, near?: number): void {
    const { target } = this;
    if (!target) return;
    this.pause();
    if (delay > 0) {
      this.fillLater(delay);
      return;
    }
    this.isReading = true;
    const { work } = this;
    this.compute(target, near ?? this.caret(target), work).catch((error: unknown) => {
      // A network that was unloaded in the middle is no failure: the next one is followed as soon as it is there.
      if (error instanceof UnloadedError || this.target !== target || this.network !== target.network) return;
      this.log.error('The activations could not be computed.', error);
      const words = phrase`The network could not be looked into: ${reasonOf(error)}`;
      this.idle({ kind: 'nothing', words, action: 'restart' });
    });
  }

  private async compute(target: Target, near: number, work: Cancellation): Promise<void> {
    const { tracer, from, to } = target;
    const done = await tracer.fill(from, to, near, work, () => {
      if (!work.isCancellationRequested) this.changed.fire();
    });
    if (!done || work.isCancellationRequested) return;
    this.isReading = false;
    this.takeStand(target);
    this.changed.fire();
  }
}

/** Where the caret of what is looked at stands, in UTF-16 units. */
function caretOf({ editor, document }: Target): number {
  return document.offsetAt(editor.document, editor.selection.active);
}

/** Bytes at a text's beginning at which every network is surprised: they say nothing of the text. */
const opening = 16;

/** The place behind the character at which the network was most surprised. @returns undefined where nothing was read */
function mostSurprising(rows: readonly Row[]): number | undefined {
  const told = rows.length > opening ? rows.slice(opening) : rows;
  return told.reduce<Row | undefined>(
    (most, row) => (most && most.surprise >= row.surprise ? most : row),
    undefined,
  )?.end;
}
