/**
 * Something that is made when it is first needed, and released at most once. After its release it is not made any more, and what is
 * being made at that time is released as soon as it is there.
 */
export class OnDemand<T> {
  private making: Promise<T> | undefined;
  private releasing: Promise<void> | undefined;

  /**
   * @param make makes it; where that fails, it fails for everybody who needs it
   * @param free releases what was made
   * @param refusal the error for those who need it after its release
   */
  constructor(
    private readonly make: () => Promise<T>,
    private readonly free: (made: T) => Promise<void>,
    private readonly refusal: () => Error,
  ) {}

  /** @throws what `make` throws, or `refusal` after the release */
  get(): Promise<T> {
    if (this.releasing) return Promise.reject(this.refusal());
    return (this.making ??= this.make());
  }

  release(): Promise<void> {
    return (this.releasing ??= this.freeMade());
  }

  private async freeMade(): Promise<void> {
    let made: T;
    try {
      if (!this.making) return;
      made = await this.making;
    } catch {
      // It could not be made: there is nothing to release, and whoever needed it was told.
      return;
    }
    await this.free(made);
  }
}
