import type { Row } from './trace.js';

/** What the network computed when it read a byte, wherever the byte stands: of a trace's row, or of a probe's. */
export type Step = Pick<Row, 'byte' | 'before' | 'state' | 'logits' | 'hidden' | 'gates'>;
