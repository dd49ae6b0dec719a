/** A reason not to suggest, by name, with the words a person reads. */
export const silences = {
  off: 'Suggestions are switched off here.',
  excluded: 'This file may hold secrets, or you excluded it: it is not read at all.',
  prose: 'This is prose, which is left alone unless the setting unroll.prose says otherwise.',
  manual: 'Suggestions come only when you ask for one.',
  others: 'Another extension suggests here, and Unroll steps aside.',
  loading: 'The network is still being loaded.',
  failed: 'The network could not be loaded.',
  selection: 'Text is selected.',
  carets: 'There are several carets.',
  snippet: 'A snippet is being filled in.',
  deleted: 'The last thing done here was to delete or undo.',
  middle: 'There is code behind the caret.',
  comment: 'This is a comment, and suggestions in comments are off.',
  string: 'This is a string, and suggestions in strings are off.',
  indentation: 'On an empty line Tab is for indenting, and nothing was sure enough.',
  access: 'Here the completion list goes first, and nothing was sure enough to disturb it.',
  backoff: 'The last suggestions were typed past: for a while only what is surer is offered.',
  list: 'The completion list has something else selected.',
  rejected: 'The same was offered here before, and you typed past it.',
  cancelled: 'Typing went on meanwhile.',
  unsure: 'Nothing was likely enough to be right.',
  repeated: 'What would come next already stands on the line below.',
} as const;

export type Silence = keyof typeof silences;
