import { Position, Range, window, type TextDocument } from 'vscode';
import { lexicalLookBack, surroundings } from '../../suggestion/lexical.js';
import { fitsBefore } from '../../suggestion/shape.js';
import type { Silence } from '../../suggestion/silence.js';
import type { Documents } from '../documents/documents.js';
import type { SettingsStore } from '../settings/settings.js';
import type { Snippets } from './snippets.js';
import type { DocumentSilences } from './document-silences.js';

/** The reasons to be silent that need no inference, cheapest first. */
export class Silences {
  constructor(
    private readonly documentSilences: DocumentSilences,
    private readonly documents: Documents,
    private readonly snippets: Snippets,
    private readonly settings: SettingsStore,
  ) {}

  /** @param byHand asked for by a person, who is answered more often */
  before(document: TextDocument, position: Position, byHand: boolean): Silence | undefined {
    const standing = this.documentSilences.of(document, byHand);
    if (standing) return standing;
    const editor = window.activeTextEditor;
    if (editor?.document === document) {
      if (editor.selections.length > 1) return 'carets';
      if (!editor.selection.isEmpty) return 'selection';
    }
    if (!byHand && this.documents.of(document)?.wasDeletedFrom) return 'deleted';
    if (!byHand && this.snippets.isIn(document)) return 'snippet';
    if (!fitsBefore(document.lineAt(position.line).text.slice(position.character))) return 'middle';
    return byHand ? undefined : this.lexical(document, position);
  }

  private lexical(document: TextDocument, position: Position): Silence | undefined {
    const { comments, strings } = this.settings.of(document);
    if (comments && strings) return undefined;
    const from = document.positionAt(document.offsetAt(position) - 2 * lexicalLookBack);
    const text = document.getText(new Range(from.with(undefined, 0), position));
    const where = surroundings(document.languageId, text);
    if (!comments && where === 'comment') return 'comment';
    return !strings && where === 'string' ? 'string' : undefined;
  }
}
