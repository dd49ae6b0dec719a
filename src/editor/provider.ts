import {
  InlineCompletionItem,
  InlineCompletionTriggerKind,
  Range,
  window,
  type CancellationToken,
  type InlineCompletionContext,
  type InlineCompletionItemProvider,
  type Position,
  type TextDocument,
} from 'vscode';
import { Remainder } from '../suggestion/remainder.js';
import { fitsBefore, type Shaped } from '../suggestion/shape.js';
import type { Silence } from '../suggestion/silence.js';
import { suggest } from '../suggestion/suggest.js';
import { isServed, type Documents } from './documents.js';
import type { Engine } from './engine.js';
import type { SettingsStore } from './settings.js';

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

/** Answers the editor's requests for ghost text. Never throws, and answers nothing rather than something doubtful. */
export class Provider implements InlineCompletionItemProvider {
  private readonly remainder = new Remainder();
  private count = 0;

  constructor(
    private readonly engine: Engine,
    private readonly documents: Documents,
    private readonly settings: SettingsStore,
    private readonly answered: (answer: Answer) => void,
  ) {}

  async provideInlineCompletionItems(
    document: TextDocument,
    position: Position,
    context: InlineCompletionContext,
    token: CancellationToken,
  ): Promise<InlineCompletionItem[]> {
    const begun = performance.now();
    const network = isServed(document) ? this.engine.network : undefined;
    let inferred = false;
    const asked = () => (inferred = true);
    try {
      const answer = await this.answer(document, position, context, token, asked);
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
      if (isSilence) return [];
      const range = new Range(position, position.translate(0, answer.replaces));
      return [new InlineCompletionItem(answer.text, range)];
    } catch (error) {
      // A network that was put away in the middle of an answer is no failure.
      if (network && this.engine.network === network) this.engine.fail(error);
      return [];
    }
  }

  private async answer(
    document: TextDocument,
    position: Position,
    context: InlineCompletionContext,
    token: CancellationToken,
    asked: () => void,
  ): Promise<Shaped | Silence> {
    const settings = this.settings.of(document);
    const line = document.lineAt(position.line).text;
    const [prefix, suffix] = [line.slice(0, position.character), line.slice(position.character)];
    const silence = this.silence(document, suffix, settings.enabled, context);
    if (silence) return silence;

    const selected = selectedText(context, prefix, position);
    const rest = this.remainder.at(document, position.line, prefix, suffix);
    if (rest && (selected === undefined || rest.text.startsWith(selected))) return rest;

    const { network } = this.engine;
    if (!network) return this.engine.state.kind === 'failed' ? 'failed' : 'loading';
    this.documents.pause();
    asked();
    try {
      const reading = await this.documents.reader(document, network).at(document.offsetAt(position), token);
      if (!reading) return 'cancelled';
      const { eagerness, maximumLength: longest } = settings;
      const suggestion = await suggest(
        network,
        reading,
        { prefix, suffix, selected, eagerness, longest },
        token,
      );
      if (typeof suggestion !== 'string') {
        this.remainder.remember({ document, line: position.line, prefix, text: suggestion.text });
      }
      return suggestion;
    } finally {
      this.documents.readAhead();
    }
  }

  /** The reasons that need no inference, cheapest first. What was asked for by hand is answered all the same. */
  private silence(
    document: TextDocument,
    suffix: string,
    enabled: boolean,
    { triggerKind }: InlineCompletionContext,
  ): Silence | undefined {
    if (!enabled || !isServed(document)) return 'off';
    const editor = window.activeTextEditor;
    if (editor?.document === document) {
      if (editor.selections.length > 1) return 'carets';
      if (!editor.selection.isEmpty) return 'selection';
    }
    const automatic = triggerKind === InlineCompletionTriggerKind.Automatic;
    if (automatic && this.documents.wasDeletedFrom(document)) return 'deleted';
    if (!fitsBefore(suffix)) return 'middle';
    return undefined;
  }
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
