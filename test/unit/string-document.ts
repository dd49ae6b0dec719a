import type { TextSource } from '../../src/reading/source.js';

/** A document of a plain string, edited as an editor would. */
export class StringDocument implements TextSource {
  constructor(public text: string) {}
  get length(): number {
    return this.text.length;
  }
  slice(start: number, end: number): string {
    return this.text.slice(start, end);
  }
  edit(offset: number, removed: number, inserted: string): void {
    this.text = this.text.slice(0, offset) + inserted + this.text.slice(offset + removed);
  }
}
