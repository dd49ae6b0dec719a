/** What is told in the order in which it happened, however long each takes. */
const inOrder = ['watch', 'postMessage'];

/** Milliseconds that everything outside of the extension takes to answer, as generated: so answers come in any order. */
export class Turns {
  private next = 0;
  /** When the last of those that stay in their order is due. */
  private readonly due = new Map<string, number>();

  /** @param delays are used over and over */
  constructor(private readonly delays: readonly number[]) {}

  delay(): number {
    return this.delays[this.next++ % this.delays.length] ?? 0;
  }

  /** Resolves when what was asked for is there. */
  readonly turn = (what: string): Promise<void> => {
    const delay = this.delay();
    const [kind = ''] = what.split(' ');
    if (inOrder.includes(kind)) {
      const now = performance.now();
      const due = Math.max(now + Math.max(1, delay), this.due.get(kind) ?? 0);
      this.due.set(kind, due);
      return new Promise(resolve => setTimeout(resolve, due - now));
    }
    return new Promise(resolve => {
      if (delay === 0) setImmediate(resolve);
      else setTimeout(resolve, delay);
    });
  };

  /** Nearly always at once: a network is asked often. */
  readonly networkTurn = async (): Promise<void> => {
    const delay = this.delay();
    if (delay > 0) await new Promise(resolve => setTimeout(resolve, delay));
  };
}
