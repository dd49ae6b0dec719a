/** A document, up to its caret and behind it. */
export interface Standing {
  readonly before: string;
  readonly behind: string;
}

/** What who presses the keys wants of the extension host. */
export type HostRequest =
  | { readonly kind: 'open'; readonly name: string; /** One step of indentation. */ readonly unit: string }
  /** Waits until the document is so, or does not become so. */
  | ({ readonly kind: 'compare' } & Standing)
  | ({ readonly kind: 'mend' } & Standing)
  | { readonly kind: 'ask' }
  | { readonly kind: 'end' };

export interface HostAnswer {
  /** How the document is, where it was to be otherwise. */
  readonly standing?: Standing;
  /** What was suggested last at the caret, and the number of that answer. */
  readonly offered?: { readonly count: number; readonly text: string };
  /** The number of the last answer at the caret, which may be a silence. */
  readonly answered?: number;
  readonly error?: string;
}
