/** A reason not to suggest, by name, with the words a person reads. */
export const silences = {
  off: 'Suggestions are switched off here.',
  loading: 'The network is still being loaded.',
  failed: 'The network could not be loaded.',
  selection: 'Text is selected.',
  carets: 'There are several carets.',
  deleted: 'The last thing done here was to delete or undo.',
  middle: 'There is code behind the caret.',
  indentation: 'On an empty line Tab is for indenting, and nothing was sure enough.',
  list: 'The completion list has something else selected.',
  access: 'Here the completion list goes first, and nothing was sure enough to disturb it.',
  backoff: 'The last suggestions were typed past: for a while only what is surer is offered.',
  rejected: 'The same was offered here before, and you typed past it.',
  prose: 'This is prose, which is left alone unless the setting unroll.prose says otherwise.',
  cancelled: 'Typing went on meanwhile.',
  unsure: 'Nothing was likely enough to be right.',
  repeated: 'What would come next already stands on the line below.',
} as const;

export type Silence = keyof typeof silences;
