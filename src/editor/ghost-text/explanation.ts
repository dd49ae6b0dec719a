import { type TextEditor, workspace } from 'vscode';
import { silences, type Silence } from '../../suggestion/silence.js';
import type { OtherProviders } from './other-providers.js';
import type { Provider } from './provider.js';
import { localized, localizedPercent, t } from '../localize.js';

/** Answers, for the caret, why there is no suggestion: goes the way of a keystroke once, and says where it ended. */
export async function explain(
  editor: TextEditor,
  provider: Provider,
  others: OtherProviders,
): Promise<string> {
  const { document, selection } = editor;
  if (workspace.getConfiguration('editor', document).get('inlineSuggest.enabled') === false)
    return t`Ghost text is switched off in the editor’s own setting, editor.inlineSuggest.enabled.`;
  const answer = await provider.explain(document, selection.active);
  if (typeof answer !== 'string') {
    const { text, probability } = answer;
    return t`${quoted(text)} is offered here: its chance of being taken is ${localizedPercent(probability)}. If you do not see it, the editor holds it back: an open list may hide it, suggestions may be snoozed, or another extension was first.`;
  }
  const words = answer === 'others' ? othersWords(others.in(document)) : localized(silences[answer]);
  if (!belowThreshold.has(answer)) return words;
  const best = await provider.explain(document, selection.active, 'eager');
  if (typeof best === 'string') return t`${words} Nothing met even the eager threshold.`;
  return t`${words} The best guess was ${quoted(best.text)}, with a chance of ${localizedPercent(best.probability)}.`;
}

const belowThreshold: ReadonlySet<Silence> = new Set<Silence>(['unsure', 'indentation', 'access', 'backoff']);

function othersWords(name: string | undefined): string {
  const other = name ?? t`Another extension`;
  return t`${other} suggests here, and Unroll steps aside. Set unroll.coexistence to "race" to have both.`;
}

function quoted(text: string): string {
  return `“${text}”`;
}
