import type { TextDocument } from 'vscode';
import { isProse } from '../../suggestion/prose.js';
import type { Silence } from '../../suggestion/silence.js';
import type { Exclusion } from '../documents/exclusion.js';
import type { OtherProviders } from './other-providers.js';
import type { SettingsStore } from '../settings/settings.js';

/** Silences that hold for a document as a whole. Where one does, it is not read ahead either. */
export class DocumentSilences {
  constructor(
    private readonly settings: SettingsStore,
    private readonly exclusion: Exclusion,
    private readonly others: OtherProviders,
  ) {}

  /** @param byHand for what a person asks for, which only the first two refuse */
  of(document: TextDocument, byHand = false): Silence | undefined {
    const forbidden = this.exclusion.forbids(document);
    if (forbidden === 'noFile') return forbidden;
    const settings = this.settings.of(document);
    if (!settings.enabled) return 'off';
    if (forbidden) return forbidden;
    if (byHand) return undefined;
    if (settings.prose === 'off' && isProse(document.languageId)) return 'prose';
    if (settings.mode === 'manual') return 'manual';
    if (settings.coexistence === 'yield' && this.others.in(document) !== undefined) return 'others';
    return undefined;
  }
}
