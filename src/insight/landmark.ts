/**
 * Places that most texts have, for lessons to go to. Before a closing mark it is what comes next, and is to be guessed; behind it, it
 * was just read.
 */
export const landmarks = [
  'start of file',
  'end of file',
  'before a closing bracket',
  'behind a closing bracket',
  'before a closing quote',
  'behind a closing quote',
  'behind a repeated word',
  'line start',
] as const;
export type Landmark = (typeof landmarks)[number];
