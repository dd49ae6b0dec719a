import type { TextDocument } from 'vscode';
import { isProse } from '../suggestion/prose.js';
import type { Silence } from '../suggestion/silence.js';
import type { Exclusion } from './exclusion.js';
import type { Others } from './others.js';
import type { SettingsStore } from './settings.js';

/** Schemes of documents that are no documents: output, inputs of views, consoles. */
const notServed = new Set([
  'output',
  'vscode-scm',
  'comment',
  'debug',
  'interactive-input',
  'walkThroughSnippet',
  'log',
]);

/** Silences that hold for a document as a whole. Where one does, it is not read ahead either. */
export class StandingSilences {
  constructor(
    private readonly settings: SettingsStore,
    private readonly exclusion: Exclusion,
    private readonly others: Others,
  ) {}

  /** @param byHand for what a person asks for, which only the first two refuse */
  of(document: TextDocument, byHand = false): Silence | undefined {
    const settings = this.settings.of(document);
    const { scheme } = document.uri;
    if (!settings.enabled || notServed.has(scheme) || /input/i.test(scheme)) return 'off';
    if (this.exclusion.has(document)) return 'excluded';
    if (byHand) return undefined;
    if (!settings.prose && isProse(document.languageId)) return 'prose';
    if (settings.mode === 'manual') return 'manual';
    if (settings.coexistence === 'yield' && this.others.in(document) !== undefined) return 'others';
    return undefined;
  }
}
