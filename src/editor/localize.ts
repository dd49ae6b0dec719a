import { env, l10n } from 'vscode';
import { NetworkError } from '../network/manifest.js';
import { percentage, phrase, type PhraseArgument, type DisplayLanguage } from '../phrase.js';

/** The editor's language where there is a translation into it. */
export function displayLanguage(): DisplayLanguage {
  return env.language.startsWith('vi') ? 'vi' : 'en';
}

/** Translates a phrase into the editor's language, with the translations that VS Code has loaded. */
export function localized(what: PhraseArgument): string {
  if (typeof what === 'string') return what;
  if (typeof what === 'number') return what.toLocaleString(displayLanguage());
  return l10n.t(what.english, ...what.filling.map(localized));
}

/** Translates a phrase that is written in place, as a tagged template. */
export function t(parts: TemplateStringsArray, ...filling: readonly PhraseArgument[]): string {
  return localized(phrase(parts, ...filling));
}

/** A number with a fixed number of digits after the decimal point. */
export function localizedDecimal(value: number, digits: number): string {
  return value.toLocaleString(displayLanguage(), {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}

/** A share of a whole. */
export const localizedPercent = (share: number): string => percentage(share, localizedDecimal);

/** The reason of an error as a phrase; errors of other code are quoted unchanged. */
export function reasonOf(error: unknown): PhraseArgument {
  if (error instanceof NetworkError) return error.phrase;
  return error instanceof Error ? error.message : String(error);
}
