import { window, type Selection, type TextDocument } from 'vscode';
import { surroundings } from '../../suggestion/lexical.js';
import { longestSuffix } from '../../suggestion/place.js';
import { fitsBefore } from '../../suggestion/shape.js';
import type { Silence } from '../../suggestion/silence.js';
import type { Documents } from '../documents/documents.js';
import { Surrounding } from '../documents/surrounding.js';
import type { SettingsStore } from '../settings/settings.js';
import type { Snippets } from './snippets.js';
import type { DocumentSilences } from './document-silences.js';

/** Carets at most at which the same is suggested: each is looked at, at every key. */
const mostCarets = 64;

/** The reasons to be silent that need no inference, cheapest first. */
export class Silences {
  constructor(
    private readonly documentSilences: DocumentSilences,
    private readonly documents: Documents,
    private readonly snippets: Snippets,
    private readonly settings: SettingsStore,
  ) {}

  /** @param byHand asked for by a person, who is answered more often */
  before(document: TextDocument, around: Surrounding, byHand: boolean): Silence | undefined {
    const silence = this.documentSilences.of(document, byHand);
    if (silence) return silence;
    const editor = window.activeTextEditor;
    if (editor?.document === document) {
      if (editor.selections.some(({ isEmpty }) => !isEmpty)) return 'selection';
      if (!areAlike(document, around, editor.selections)) return 'carets';
    }
    if (!byHand && this.documents.of(document)?.wasDeletedFrom) return 'deleted';
    if (!byHand && this.snippets.isIn(document)) return 'snippet';
    const { suffix } = around;
    if (suffix.length >= longestSuffix || !fitsBefore(suffix)) return 'middle';
    return byHand ? undefined : this.lexical(document, around);
  }

  private lexical(document: TextDocument, around: Surrounding): Silence | undefined {
    const { comments, strings } = this.settings.of(document);
    if (comments && strings) return undefined;
    const where = surroundings(document.languageId, around.beforeInCell + around.prefix);
    if (!comments && where === 'comment') return 'comment';
    return !strings && where === 'string' ? 'string' : undefined;
  }
}

/** Do all carets stand between the same: the same text on their lines before and after them, indentation aside? */
function areAlike(document: TextDocument, around: Surrounding, carets: readonly Selection[]): boolean {
  if (carets.length > mostCarets) return false;
  return carets.slice(1).every(({ active }) => {
    const { prefix, suffix } = new Surrounding(document, active, undefined);
    return prefix.trimStart() === around.prefix.trimStart() && suffix === around.suffix;
  });
}
