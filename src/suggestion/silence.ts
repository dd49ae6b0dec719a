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
  cancelled: 'Typing went on meanwhile.',
  unsure: 'Nothing was likely enough to be right.',
  repeated: 'What would come next already stands on the line below.',
} as const;

export type Silence = keyof typeof silences;
