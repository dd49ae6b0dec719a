import type { Theme } from './theme.js';
import type { Store } from './ui.js';

/** What every part of the view is given. */
export interface TrackProps {
  readonly store: Store;
  readonly theme: Theme;
}
