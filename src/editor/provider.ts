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
import { never, type Cancellation } from '../reading/turn.js';
import { cautionAfter, isBeforeMember } from '../suggestion/caution.js';
import type { Eagerness } from '../suggestion/confidence.js';
import { Remainder } from '../suggestion/remainder.js';
import type { Shaped } from '../suggestion/shape.js';
import type { Silence } from '../suggestion/silence.js';
import { suggest, type Place, type Suggestion } from '../suggestion/suggest.js';
import type { Documents } from './documents.js';
import type { Engine } from './engine.js';
import type { Outcomes } from './outcomes.js';
import type { SettingsStore } from './settings.js';
import type { Silences } from './silences.js';
import type { Taking } from './taking.js';

/** How a request for ghost text was answered. */
export interface Answer {
  /** Requests answered so far, this one included. */
  readonly count: number;
  /** What was suggested, or else why nothing was. */
  readonly text: string | undefined;
  readonly silence: Silence | undefined;
  /** Was the network asked? Not so for a silence in advance or the remainder of what is on screen. */
  readonly inferred: boolean;
  readonly milliseconds: number;
  readonly uri: string;
  readonly position: Position;
}

/** What a suggestion is asked for. */
interface Request {
  readonly document: TextDocument;
  readonly position: Position;
  /** By a person, not by the editor as one types. */
  readonly byHand: boolean;
  readonly selected: string | undefined;
}

/** Answers the editor's requests for ghost text. Never throws, and answers nothing rather than something doubtful. */
export class Provider implements InlineCompletionItemProvider {
  private readonly remainder = new Remainder();
  private count = 0;

  constructor(
    private readonly engine: Engine,
    private readonly documents: Documents,
    private readonly settings: SettingsStore,
    private readonly silences: Silences,
    private readonly outcomes: Outcomes,
    private readonly taking: Taking,
    private readonly answered: (answer: Answer) => void,
  ) {}

  async provideInlineCompletionItems(
    document: TextDocument,
    position: Position,
    context: InlineCompletionContext,
    token: CancellationToken,
  ): Promise<InlineCompletionItem[]> {
    const begun = performance.now();
    const { state } = this.engine;
    let inferred = false;
    const asked = () => (inferred = true);
    try {
      const isOwn = this.taking.isOwn(document);
      const byHand = context.triggerKind === InlineCompletionTriggerKind.Invoke && !isOwn;
      const { prefix } = lineAt({ document, position });
      const selected = selectedText(context, prefix, position);
      const answer = await this.answer({ document, position, byHand, selected }, token, asked);
      const isSilence = typeof answer === 'string';
      this.answered({
        count: ++this.count,
        text: isSilence ? undefined : answer.text,
        silence: isSilence ? answer : undefined,
        inferred,
        milliseconds: performance.now() - begun,
        uri: document.uri.toString(),
        position,
      });
      if (isSilence || token.isCancellationRequested) return [];
      const { text, replaces } = answer;
      this.outcomes.offered(document, position, prefix, text);
      const range = new Range(position, position.translate(0, replaces));
      return [new InlineCompletionItem(text, range, this.taking.commandOf(text))];
    } catch (error) {
      // A network that was put away in the middle of an answer is no failure.
      if (state.kind === 'ready' && this.engine.state === state) this.engine.fail(error);
      return [];
    }
  }

  /** What would be answered at a place if the editor asked of its own accord: for who asks why. */
  explain(document: TextDocument, position: Position, eagerness?: Eagerness): Promise<Suggestion | Silence> {
    const request = { document, position, byHand: false, selected: undefined };
    const silence = this.silences.before(document, position, false);
    return silence ? Promise.resolve(silence) : this.infer(request, never, eagerness);
  }

  private async answer(
    request: Request,
    cancellation: Cancellation,
    asked: () => void,
  ): Promise<Shaped | Silence> {
    const { document, position, byHand, selected } = request;
    const silence = this.silences.before(document, position, byHand);
    if (silence) return silence;

    const { prefix, suffix } = lineAt(request);
    const rest = this.remainder.at(document, position.line, prefix, suffix);
    if (rest && (selected === undefined || rest.text.startsWith(selected)))
      return this.unlessRejected(request, rest);

    asked();
    const suggestion = await this.infer(request, cancellation);
    if (typeof suggestion !== 'string') {
      const { text } = suggestion;
      this.remainder.remember({ document, line: position.line, prefix, text });
    }
    return suggestion;
  }

  /** Asks the network. */
  private async infer(
    request: Request,
    cancellation: Cancellation,
    eagerness?: Eagerness,
  ): Promise<Suggestion | Silence> {
    const { document, position, byHand, selected } = request;
    const { network } = this.engine;
    if (!network) return this.engine.state.kind === 'failed' ? 'failed' : 'loading';
    this.documents.pause();
    try {
      const offset = document.offsetAt(position);
      const reading = await this.documents.reader(document, network).at(offset, cancellation);
      if (!reading) return 'cancelled';
      const settings = this.settings.of(document);
      const { prefix, suffix } = lineAt(request);
      const caution = byHand || eagerness ? 1 : this.outcomes.caution() * cautionAfter(prefix);
      const place: Place = {
        prefix,
        suffix,
        selected,
        eagerness: eagerness ?? settings.eagerness,
        longest: settings.maximumLength,
        caution,
      };
      const suggestion = await suggest(network, reading, place, cancellation);
      if (typeof suggestion !== 'string') return this.unlessRejected(request, suggestion);
      // Nothing was sure enough: say what made it so.
      if (suggestion !== 'unsure' || caution === 1) return suggestion;
      return isBeforeMember(prefix) ? 'access' : 'backoff';
    } finally {
      this.documents.readAhead();
    }
  }

  private unlessRejected<T extends Shaped>(request: Request, shaped: T): T | 'rejected' {
    const { document, position, byHand } = request;
    if (byHand) return shaped;
    const { prefix } = lineAt(request);
    return this.outcomes.wasRejected(document, position, prefix, shaped.text) ? 'rejected' : shaped;
  }
}

/** The line before and behind the caret. */
function lineAt({ document, position }: Pick<Request, 'document' | 'position'>) {
  const { text } = document.lineAt(position.line);
  return { prefix: text.slice(0, position.character), suffix: text.slice(position.character) };
}

/** What the completion list's selected item would add at the caret; undefined where none is selected. */
function selectedText(
  context: InlineCompletionContext,
  prefix: string,
  position: Position,
): string | undefined {
  const item = context.selectedCompletionInfo;
  if (!item) return undefined;
  const typed = prefix.slice(item.range.start.character, position.character);
  // An item that does not go on from what was typed (it may be matched loosely) cannot be extended: nothing starts so.
  return item.text.startsWith(typed) ? item.text.slice(typed.length) : '\0';
}
