import {
  InlineCompletionItem,
  InlineCompletionTriggerKind,
  Range,
  type CancellationToken,
  type InlineCompletionContext,
  type InlineCompletionItemProvider,
  type Position,
  type TextDocument,
} from 'vscode';
import { why, type Answered, type Explanation } from '../../insight/why.js';
import { never, withPriority, type Cancellation } from '../../scheduler.js';
import { Answers, type Caret } from '../../suggestion/answers.js';
import type { Basis } from '../../suggestion/remainder.js';
import { cautionAfter } from '../../suggestion/caution.js';
import type { Eagerness } from '../../suggestion/confidence-model.js';
import type { Shaped } from '../../suggestion/shape.js';
import type { Silence } from '../../suggestion/silence.js';
import type { Suggestion } from '../../suggestion/suggest.js';
import type { Documents } from '../documents/documents.js';
import type { OpenDocument } from '../documents/open-document.js';
import { Surrounding } from '../documents/surrounding.js';
import type { Engine, EngineState } from '../engine/engine.js';
import type { Outcomes } from './outcomes.js';
import { eagernessIn } from '../../suggestion/prose.js';
import type { SettingsStore } from '../settings/settings.js';
import type { Silences } from './silences.js';
import type { AcceptCommand } from './accept-command.js';
import type { ReadAhead } from './read-ahead.js';
import type { Recall } from './recall.js';

/** How a request for ghost text was answered. */
export interface Answer {
  /** Requests answered so far, this one included. */
  readonly count: number;
  /** What was suggested, or else why nothing was. */
  readonly text: string | undefined;
  readonly silence: Silence | undefined;
  /** Was the network asked? Not so for a silence in advance or the remainder of what is on screen. */
  readonly inferred: boolean;
  /** Did a person ask, or the editor of its own accord? */
  readonly byHand: boolean;
  readonly milliseconds: number;
  readonly uri: string;
  readonly position: Position;
}

/** Ghost text that was handed to the editor, and may be on screen still. */
export interface ShownGhostText {
  readonly document: OpenDocument;
  /** The editor's text that it is in. */
  readonly text: TextDocument;
  readonly byHand: boolean;
  /** The engine as it was then. */
  readonly engineState: EngineState;
}

/** What a suggestion is asked for. */
interface Request {
  readonly document: OpenDocument;
  /** The editor's text that the position is in: of a notebook's cells, one. */
  readonly text: TextDocument;
  readonly position: Position;
  readonly around: Surrounding;
  /** By a person, not by the editor as one types. */
  readonly byHand: boolean;
  readonly selected?: string | undefined;
  /** In place of what the settings say. */
  readonly eagerness?: Eagerness | undefined;
  /** Is it only to be explained, and not shown? */
  readonly isAside?: boolean;
}

/** Answers the editor's requests for ghost text. Never throws, and answers nothing rather than something doubtful. */
export class Provider implements InlineCompletionItemProvider {
  private readonly answers = this.freshAnswers();
  private count = 0;
  private last: Answer | undefined;
  private onScreen: ShownGhostText | undefined;

  constructor(
    private readonly engine: Engine,
    private readonly documents: Documents,
    private readonly readAhead: ReadAhead,
    private readonly settings: SettingsStore,
    private readonly silences: Silences,
    private readonly outcomes: Outcomes,
    private readonly acceptCommand: AcceptCommand,
    private readonly recall: Recall,
    private readonly answered: (answer: Answer) => void,
  ) {}

  /** What may be on screen. */
  get shown(): ShownGhostText | undefined {
    return this.onScreen;
  }

  /** It was taken off the screen: what is left of it is not offered either. */
  forgetShown(): void {
    this.onScreen = undefined;
    this.answers.forget();
  }

  async provideInlineCompletionItems(
    text: TextDocument,
    position: Position,
    context: InlineCompletionContext,
    token: CancellationToken,
  ): Promise<InlineCompletionItem[]> {
    const begun = performance.now();
    // To ask the engine for its network would load it, for a silence too.
    const { state } = this.engine;
    const { version } = text;
    let inferred = false;
    const asked = () => (inferred = true);
    try {
      const isOwn = this.acceptCommand.isOwn(text);
      const byHand = context.triggerKind === InlineCompletionTriggerKind.Invoke && !isOwn;
      const document = this.documents.of(text);
      const around = new Surrounding(text, position, document);
      const selected = selectedText(context, around);
      const silence = this.silences.before(text, around, byHand);
      const answer =
        silence ??
        (document
          ? await this.answer({ document, text, position, around, byHand, selected }, token, asked)
          : 'noFile');
      const isSilence = typeof answer === 'string';
      this.last = {
        count: ++this.count,
        text: isSilence ? undefined : answer[0]?.text,
        silence: isSilence ? answer : undefined,
        ...{ inferred, byHand },
        milliseconds: performance.now() - begun,
        uri: text.uri.toString(),
        position,
      };
      this.answered(this.last);
      if (!token.isCancellationRequested) this.onScreen = undefined;
      if (isSilence || !document || token.isCancellationRequested) return [];
      this.onScreen = { document, text, byHand, engineState: this.engine.state };
      // What comes after more was typed is not shown as it is: it was not typed past.
      if (text.version === version) {
        const texts = answer.map(({ text }) => text);
        this.outcomes.offered(document, document.offsetAt(text, position), around.prefix, texts);
      }
      return answer.map(({ text, replaces }) => {
        const range = new Range(position, position.translate(0, replaces));
        return new InlineCompletionItem(text, range, this.acceptCommand.commandOf(text));
      });
    } catch (error) {
      const { network } = state.kind === 'ready' ? state : this.engine;
      if (network) this.engine.failed(network, error);
      return [];
    }
  }

  /** What would be answered at a place if the editor asked of its own accord: for who asks why. */
  async explain(
    text: TextDocument,
    position: Position,
    eagerness?: Eagerness,
  ): Promise<Suggestion | Silence> {
    const document = this.documents.of(text);
    const around = new Surrounding(text, position, document);
    const silence = this.silences.before(text, around, false);
    if (silence) return silence;
    if (!document) return 'noFile';
    // What is only explained is not on screen: it must not count as that.
    const request = { document, text, position, around, byHand: false, eagerness, isAside: true };
    const { state } = this.engine;
    try {
      const answer = await this.infer(this.freshAnswers(), request, this.caretAt(request), never);
      return typeof answer === 'string' ? answer : (answer[0] ?? 'unsure');
    } catch (error) {
      // A network that was replaced in the middle is no failure: the next one is asked when the person asks again.
      if (this.engine.state === state) throw error;
      return 'loading';
    }
  }

  /** Says what was thought of on the way to a suggestion, or to the silence, at a place. */
  async why(
    text: TextDocument,
    position: Position,
    cancellation: Cancellation,
  ): Promise<Explanation | undefined> {
    const { network } = this.engine;
    const document = this.documents.of(text);
    if (!network || !document) return undefined;
    const { last } = this;
    const isLast = last?.uri === text.uri.toString() && last.position.isEqual(position);
    const around = new Surrounding(text, position, document);
    const silence = isLast ? last.silence : this.silences.before(text, around, false);
    const answered: Answered | undefined =
      isLast && last.text !== undefined
        ? { kind: 'offer', text: last.text }
        : silence && { kind: 'silence', silence };
    const offset = document.offsetAt(text, position);
    const reader = this.documents.reader(document, network);
    const { edition } = document;
    const recollection = await this.recall.aside({ document, reader, offset }, cancellation);
    if (cancellation.isCancellationRequested || document.edition !== edition) return undefined;
    const reading = await reader.at(offset, cancellation);
    if (!reading) return undefined;
    const caret = this.caretAt({ document, text, position, around, byHand: false });
    return why(network, reading, { ...caret, ...(recollection && { recollection }) }, answered, cancellation);
  }

  private async answer(
    request: Request,
    cancellation: Cancellation,
    asked: () => void,
  ): Promise<readonly Shaped[] | Silence> {
    const caret = this.caretAt(request);
    const known = this.answers.known(caret);
    if (known !== undefined) return typeof known === 'string' ? known : [known];
    asked();
    const basis = this.basisOf(request);
    return withPriority(() => this.infer(this.answers, request, { ...caret, basis }, cancellation));
  }

  /** Asks the network. */
  private async infer(
    answers: Answers,
    { document, text, position, isAside = false }: Request,
    caret: Caret,
    cancellation: Cancellation,
  ): Promise<Suggestion[] | Silence> {
    const { network } = this.engine;
    const { edition } = document;
    if (!network) return this.engine.state.kind === 'failed' ? 'failed' : 'loading';
    this.readAhead.pause();
    try {
      const offset = document.offsetAt(text, position);
      const reader = this.documents.reader(document, network);
      // Before the caret's own read, which then goes on from what it read.
      const place = { document, reader, offset };
      const recollection = await (isAside
        ? this.recall.aside(place, cancellation)
        : this.recall.at(place, cancellation));
      if (cancellation.isCancellationRequested || document.edition !== edition) return 'cancelled';
      const reading = await reader.at(offset, cancellation);
      if (!reading) return 'cancelled';
      return await answers.inferred(
        network,
        reading,
        { ...caret, ...(recollection && { recollection }) },
        cancellation,
      );
    } finally {
      this.readAhead.schedule();
    }
  }

  private freshAnswers(): Answers {
    return new Answers({ wasRejected: (caret, text) => this.outcomes.wasRejected(caret, text) });
  }

  /** What an offer depends on besides the line that it stands in. */
  private basisOf({ document, text, position }: Request): Basis {
    const { engine, settings } = this;
    const { state } = engine;
    const line = document.trackLine(text, position.line);
    const values = settings.of(text);
    return {
      get stands() {
        return line.isIntact && engine.state === state && settings.of(text) === values;
      },
    };
  }

  /** What stands around the caret, and what the settings say. */
  private caretAt({ document, text, position, around, byHand, selected, eagerness }: Request): Caret {
    const settings = this.settings.of(text);
    const { prefix, start, suffix, before, below } = around;
    return {
      document,
      line: document.lineAt(text, position.line),
      lineStart: start,
      languageId: document.languageId,
      before,
      inCell: around.beforeInCell.length,
      prefix,
      suffix,
      below,
      selected,
      eagerness: eagerness ?? eagernessIn(document.languageId, settings.eagerness, settings.prose),
      longest: settings.maximumLength,
      caution: byHand || eagerness ? 1 : this.outcomes.caution() * cautionAfter(prefix),
      byHand,
    };
  }
}

/** What the completion list's selected item would add at the caret; undefined where none is selected. */
function selectedText(context: InlineCompletionContext, { prefix, column }: Surrounding): string | undefined {
  const item = context.selectedCompletionInfo;
  if (!item) return undefined;
  const typed = prefix.slice(Math.max(0, item.range.start.character - column));
  // An item that does not go on from what was typed (it may be matched loosely) cannot be extended: nothing starts so.
  return item.text.startsWith(typed) ? item.text.slice(typed.length) : '\0';
}
