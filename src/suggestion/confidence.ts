/** How readily suggestions are offered. */
export type Eagerness = 'quiet' | 'balanced' | 'eager';

/** The least chance of being right, as the network sees it, that a candidate is shown with. */
const thresholds: Readonly<Record<Eagerness, number>> = { quiet: 0.8, balanced: 0.6, eager: 0.4 };

/** On a line of white space alone Tab means indent: only what is nearly certain may take it. */
const onIndentation = 0.85;

export function threshold(eagerness: Eagerness, linePrefix: string): number {
  const usual = thresholds[eagerness];
  return linePrefix.trim() === '' ? Math.max(usual, onIndentation) : usual;
}
