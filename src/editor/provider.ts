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
import { Answers, type Caret } from '../suggestion/answers.js';
import { lookBack, lookDown } from '../suggestion/place.js';
import type { Shaped } from '../suggestion/shape.js';
import type { Silence } from '../suggestion/silence.js';
import { isServed, type Documents } from './documents.js';
import type { Engine } from './engine.js';
import type { Settings, SettingsStore } from './settings.js';

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
  private readonly answers = new Answers();
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
        text: isSilence ? undefined : answer[0]?.text,
        silence: isSilence ? answer : undefined,
        inferred,
        milliseconds: performance.now() - begun,
        uri: document.uri.toString(),
        position,
      });
      if (isSilence) return [];
      return answer.map(({ text, replaces }) => {
        const range = new Range(position, position.translate(0, replaces));
        return new InlineCompletionItem(text, range);
      });
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
  ): Promise<readonly Shaped[] | Silence> {
    const settings = this.settings.of(document);
    const silence = this.silence(document, settings.enabled, context);
    if (silence) return silence;
    const caret = caretAt(document, position, context, settings);
    const known = this.answers.known(caret);
    if (known !== undefined) return typeof known === 'string' ? known : [known];

    const { network } = this.engine;
    if (!network) return this.engine.state.kind === 'failed' ? 'failed' : 'loading';
    this.documents.pause();
    asked();
    try {
      const reading = await this.documents.reader(document, network).at(document.offsetAt(position), token);
      if (!reading) return 'cancelled';
      return await this.answers.inferred(network, reading, caret, token);
    } finally {
      this.documents.readAhead();
    }
  }

  /** The reasons that need no inference, cheapest first. What was asked for by hand is answered all the same. */
  private silence(
    document: TextDocument,
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
    return undefined;
  }
}

/** What stands around a caret. */
function caretAt(
  document: TextDocument,
  position: Position,
  context: InlineCompletionContext,
  { eagerness, maximumLength: longest }: Settings,
): Caret {
  const { line, character } = position;
  const { text } = document.lineAt(line);
  const prefix = text.slice(0, character);
  const lineStart = document.offsetAt(position) - character;
  const textOf = (start: Position, end: Position) =>
    document.getText(new Range(start, end)).replaceAll('\r\n', '\n');
  const below = document.lineAt(line).rangeIncludingLineBreak.end;
  return {
    document,
    line,
    lineStart,
    languageId: document.languageId,
    before: textOf(document.positionAt(lineStart - lookBack), position.with(undefined, 0)),
    prefix,
    suffix: text.slice(character),
    below: textOf(below, document.positionAt(document.offsetAt(below) + lookDown)),
    selected: selectedText(context, prefix, position),
    eagerness,
    longest,
    byHand: context.triggerKind === InlineCompletionTriggerKind.Invoke,
  };
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
