import { phrase, type Phrase } from '../phrase.js';

/** A reason not to suggest, by name, with the words a person reads. */
export const silences = {
  off: phrase`Suggestions are switched off here.`,
  noFile: phrase`This is output or an input of a view; Unroll suggests in files.`,
  excluded: phrase`This file may hold secrets, or you excluded it: it is not read at all.`,
  prose: phrase`This is prose, where the setting unroll.prose turns suggestions off.`,
  manual: phrase`Suggestions come only when you ask for one.`,
  others: phrase`Another extension suggests here, and Unroll steps aside.`,
  loading: phrase`The network is still being loaded.`,
  failed: phrase`The network could not be loaded.`,
  selection: phrase`Text is selected.`,
  carets: phrase`There are several carets, and not the same text around each.`,
  snippet: phrase`A snippet is active.`,
  deleted: phrase`The last thing done here was to delete or undo.`,
  middle: phrase`There is code after the caret.`,
  comment: phrase`This is a comment, and suggestions in comments are off.`,
  string: phrase`This is a string, and suggestions in strings are off.`,
  indentation: phrase`On an empty line Tab is for indenting, and nothing was sure enough.`,
  access: phrase`Here the completion list goes first, and nothing was sure enough to disturb it.`,
  backoff: phrase`You ignored recent suggestions; only surer ones appear for now.`,
  list: phrase`The completion list has something else selected.`,
  rejected: phrase`The same suggestion appeared here before, and you ignored it.`,
  cancelled: phrase`Typing went on meanwhile.`,
  unsure: phrase`Nothing was likely enough to be right.`,
  repeated: phrase`What would come next already stands on the line below.`,
} as const satisfies Readonly<Record<string, Phrase>>;

export type Silence = keyof typeof silences;
