/** Milliseconds between two drawings: a terminal's; a log's, where each is a line of its own. */
const [often, seldom] = [200, 15_000];

/** A bar on stderr that says how far work is and how long the rest will take. */
export class Progress {
  private done = 0;
  private drawn = 0;
  private readonly begun = performance.now();

  constructor(
    private readonly title: string,
    private readonly total: number,
    private readonly out: NodeJS.WriteStream = process.stderr,
  ) {}

  /** So much more is done, in the unit of the total. */
  add(amount: number): void {
    this.done += amount;
    const now = performance.now();
    if (now - this.drawn < (this.out.isTTY ? often : seldom)) return;
    this.drawn = now;
    this.draw(now);
  }

  /** Everything is done. */
  end(): void {
    this.done = this.total;
    this.draw(performance.now());
    if (this.out.isTTY) this.out.write('\n');
  }

  private draw(now: number): void {
    const share = this.total > 0 ? Math.min(1, this.done / this.total) : 1;
    const bar = '█'.repeat(Math.round(20 * share)).padEnd(20, '░');
    const took = (now - this.begun) / 1000;
    const time = share < 1 ? `${duration((took * (1 - share)) / share)} left` : duration(took);
    const line = `${this.title} ${bar} ${Math.floor(100 * share)} %  ${share > 0 ? time : ''}`;
    this.out.write(this.out.isTTY ? `\r${line.padEnd(60)}` : `${line}\n`);
  }
}

function duration(seconds: number): string {
  return seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.round(seconds / 60)} min`;
}
