import type { TextDocument } from 'vscode';
import { isProse } from '../../suggestion/prose.js';
import type { Silence } from '../../suggestion/silence.js';
import type { Exclusion } from '../documents/exclusion.js';
import type { OtherProviders } from './other-providers.js';
import type { SettingsStore } from '../settings/settings.js';

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
export class DocumentSilences {
  constructor(
    private readonly settings: SettingsStore,
    private readonly exclusion: Exclusion,
    private readonly others: OtherProviders,
  ) {}

  /** @param byHand for what a person asks for, which only the first two refuse */
  of(document: TextDocument, byHand = false): Silence | undefined {
    const settings = this.settings.of(document);
    if (!settings.enabled) return 'off';
    const forbidden = this.forbids(document);
    if (forbidden) return forbidden;
    if (byHand) return undefined;
    if (!settings.prose && isProse(document.languageId)) return 'prose';
    if (settings.mode === 'manual') return 'manual';
    if (settings.coexistence === 'yield' && this.others.in(document) !== undefined) return 'others';
    return undefined;
  }

  /** Why a document is not even looked at, whatever it is asked for: it is none, or it is not to be read. */
  forbids(document: TextDocument): 'off' | 'excluded' | undefined {
    const { scheme } = document.uri;
    if (notServed.has(scheme) || /input/i.test(scheme)) return 'off';
    return this.exclusion.has(document) ? 'excluded' : undefined;
  }
}
