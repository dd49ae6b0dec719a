/** Milliseconds without changes after which the changes are processed. */
const quietMilliseconds = 500;
/** Milliseconds after which changes are processed even though more keep coming. */
const maximumGatheringMilliseconds = 5000;

/** Changes on disk, each file once. */
export interface Changes<File> {
  /** Files by their names in the memory, to be read again. */
  readonly changed: ReadonlyMap<string, File>;
  /** Files and folders that are gone, or were for a while: they went before what changed. */
  readonly deleted: ReadonlyMap<string, File>;
  /** Folders to be listed again: their rules changed, or they are new. */
  readonly folders: ReadonlyMap<string, File>;
  /** It was so much that it is cheaper to begin anew. */
  readonly isTooMuch: boolean;
}

/**
 * Gathers what changes on disk until it is still: a checkout, a build or an installation tells of thousands of files, one by one. What is
 * done for each of them here is little, and the same however many there are.
 */
export class GatheredChanges<File> {
  private changed = new Map<string, File>();
  private deleted = new Map<string, File>();
  private folders = new Map<string, File>();
  private isTooMuch = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private firstChange = 0;
  private lastChange = 0;

  /**
   * @param maximum files of which it keeps the names
   * @param onQuiet is called once nothing more has come for a while, or too long
   */
  constructor(
    private readonly maximum: number,
    private readonly onQuiet: () => void,
  ) {}

  change(name: string, file: File): void {
    this.changed.set(name, file);
    this.schedule();
  }

  delete(name: string, file: File): void {
    this.changed.delete(name);
    this.deleted.set(name, file);
    this.schedule();
  }

  list(name: string, folder: File): void {
    this.folders.set(name, folder);
    this.schedule();
  }

  /** Returns the gathered changes and clears them. */
  take(): Changes<File> {
    const { changed, deleted, folders, isTooMuch } = this;
    this.clear();
    return { changed, deleted, folders, isTooMuch };
  }

  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.clear();
  }

  private clear(): void {
    this.changed = new Map();
    this.deleted = new Map();
    this.folders = new Map();
    this.isTooMuch = false;
  }

  private schedule(): void {
    if (this.changed.size + this.deleted.size + this.folders.size > this.maximum) {
      this.clear();
      this.isTooMuch = true;
    }
    this.lastChange = performance.now();
    if (this.timer !== undefined) return;
    this.firstChange = this.lastChange;
    this.wait(quietMilliseconds);
  }

  /** One timer waits, however much comes meanwhile. */
  private wait(milliseconds: number): void {
    this.timer = setTimeout(() => {
      const now = performance.now();
      const left =
        Math.min(this.lastChange + quietMilliseconds, this.firstChange + maximumGatheringMilliseconds) - now;
      this.timer = undefined;
      if (left > 0) this.wait(left);
      else this.onQuiet();
    }, milliseconds);
  }
}
