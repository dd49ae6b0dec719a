import type { Uri } from 'vscode';
import { excerpt, excerptOfPhrase, type PhraseArgument } from '../../phrase.js';
import { textLimits } from '../protocol.js';

/** What is said to the person, as long as the page takes it: what quotes an error may be of any length. */
export function shortened(what: PhraseArgument): PhraseArgument {
  if (typeof what === 'number') return what;
  return typeof what === 'string'
    ? excerpt(what, textLimits.filling)
    : excerptOfPhrase(what, textLimits.filling);
}

/** The last part of an address, as long as the page takes it. */
export function shortFileName({ path }: Uri): string {
  return excerpt(path.slice(path.lastIndexOf('/') + 1), textLimits.name);
}
