/** Milliseconds for which what a step of a lesson points at is kept in view while the page still changes around it. */
const settling = 6000;

/** The part of the page that scrolls. */
export interface Scrolled {
  /** What a step points at, and what came of that step where it is in it: the part to see first. */
  find(): { readonly section: Box; readonly result: Box | undefined } | undefined;
  /** The lines between which things are seen: below the lesson's card, and above the lower edge. */
  view(): { readonly top: number; readonly bottom: number };
  scrollBy(pixels: number): void;
  now(): number;
}

/** Where something lies on screen, in pixels. */
export interface Box {
  readonly top: number;
  readonly bottom: number;
}

/**
 * Keeps what a step of a lesson points at in view: tracks open, answers come and the language changes after the step has begun, and each
 * of them moves what lies below. Stops when the person scrolls, presses or types, or after a while.
 */
export class Spotlight {
  private step: string | undefined;
  private until = 0;

  constructor(private readonly page: Scrolled) {}

  /** The person moves the page themselves. */
  release(): void {
    this.until = 0;
  }

  /** A frame was drawn. @param step what is pointed at, by a key that is another for each step and language; undefined: nothing */
  drawn(step: string | undefined): void {
    if (step !== this.step) {
      this.step = step;
      this.until = step === undefined ? 0 : this.page.now() + settling;
    }
    if (this.page.now() >= this.until) return;
    const found = this.page.find();
    if (!found) return;
    const view = this.page.view();
    const by = scrollFor(found.section, found.result, view);
    if (by !== 0) this.page.scrollBy(by);
  }
}

/**
 * How far to scroll, no further than needed. Where a section has no room, its result is shown, or else its beginning.
 * @returns pixels downwards; 0 where all is in view
 */
export function scrollFor(section: Box, result: Box | undefined, { top, bottom }: Box): number {
  const into = (box: Box) => {
    if (box.bottom - box.top > bottom - top || box.top < top) return Math.round(box.top - top);
    return Math.max(0, Math.round(box.bottom - bottom));
  };
  if (section.bottom - section.top <= bottom - top || !result) return into(section);
  return into(result);
}
