/** What code has at a character that units may follow, by name, in the order of the values. See `featuresOf`. */
export const textFeatureNames = [
  'string',
  'comment',
  'depth',
  'column',
  'indentation',
  'lineEnd',
  'capital',
  'digit',
  'word',
  'wordStart',
  'space',
] as const;
export type Feature = (typeof textFeatureNames)[number];
