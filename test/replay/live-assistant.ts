import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import type { Assistant, Response, Session, TakeKey } from './assistant.js';
import { unitOf } from './habits.js';
import { noListTally, type ListTally } from './list-tally.js';
import type { HostAnswer, HostRequest, Standing } from './live-protocol.js';
import { courseOf, watch, type Look, type Seen } from './screen.js';
import type { Passage, Typist } from './typist.js';

/** A window of a real VS Code, and the port at which its extension host listens. */
export interface LiveWindow {
  readonly page: Page;
  readonly port: number;
}

export interface Pace {
  /** Milliseconds between two keys. */
  readonly key: number;
  /** Milliseconds that a look at new ghost text takes. */
  readonly look: number;
  /** Does the typist wait until a key has its answer, and that is drawn? For a machine that is busy with other things. */
  readonly isPatient: boolean;
}

/** Milliseconds that a patient typist waits at the most, and those of rest on the screen that tell that all is drawn. */
const [mostPatient, atRest] = [2500, 200];

/** Is told of what happens. */
export interface Watcher {
  /** A key is pressed. */
  pressed(): void;
  told(what: string): Promise<void>;
}

/** Keys that would take an entry of the completion list: by Enter, or as TypeScript's commit characters. */
const takesEntry = /^(?:Enter|[.,;(])$/;

/** A page in which `watch` was run. */
interface Watched {
  unrollSeen(): Seen;
  unrollPressed(): void;
}

/** The document as the typist has it. */
const standingOf = ({ before, behind }: Typist): Standing => ({ before, behind });

/** What ships in a real VS Code, seen on its screen alone; keys go to its page. */
export class LiveAssistant implements Assistant {
  readonly tally: ListTally = noListTally();

  constructor(
    private readonly window: LiveWindow,
    /** The path of the passage's document in the window's folder. */
    private readonly path: string,
    private readonly pace: Pace,
    private readonly watcher: Watcher,
  ) {}

  async open(passage: Passage, typist: Typist): Promise<Session> {
    const unit = unitOf(passage.before.slice(-20_000) + passage.text);
    const session = new LiveSession(this.window, this.pace, this.watcher, this.tally, unit);
    await session.begin(this.path, typist);
    return session;
  }
}

class LiveSession implements Session {
  /** When the last key was pressed: by our clock, and by the page's. */
  private pressedAt = 0;
  private since = 0;
  private looks: Look[] = [];
  private now: Look | undefined;
  /** The line up to the caret when ghost text was last seen, and the text. */
  private last: { readonly prefix: string; readonly text: string } | undefined;
  private answered = 0;

  constructor(
    private readonly window: LiveWindow,
    private readonly pace: Pace,
    private readonly watcher: Watcher,
    private readonly tally: ListTally,
    private readonly unit: string,
  ) {}

  async begin(name: string, typist: Typist): Promise<void> {
    const { page } = this.window;
    await this.tell({ kind: 'open', name, unit: this.unit });
    await page.locator('.view-lines').first().click();
    await this.tell({ kind: 'mend', ...standingOf(typist) });
    await page.evaluate(watch);
    this.pressedAt = Date.now();
  }

  edited(): void {
    // The editor knows.
  }

  resolved(): void {
    // It knows this, too.
  }

  paused(): Promise<void> {
    return Promise.resolve();
  }

  async answer({ prefix, behind }: Typist): Promise<Response> {
    await this.wait(this.pace.key);
    await this.see();
    if (this.pace.isPatient) await this.rest(prefix);
    let course = this.course(prefix);
    if (course.ghost && course.delay !== undefined) {
      await sleep(this.pace.look);
      await this.see();
      course = this.course(prefix);
    }
    const { ghost, delay, vanished, listed } = course;
    const { offered, answered } = await this.tell({ kind: 'ask' });
    const isNew = offered !== undefined && offered.count !== this.answered;
    this.answered = answered ?? this.answered;
    this.tally.looks++;
    this.tally.listed += Number(listed);
    this.tally.vanished += Number(vanished);
    this.tally.vanishedByList += Number(vanished && listed);
    // What stands there already is not drawn.
    const hidden = isNew && !ghost && !vanished && !behind.startsWith(offered.text);
    this.tally.hidden += Number(hidden);
    this.tally.hiddenByList += Number(hidden && listed);
    if (delay !== undefined) this.tally.delays.push(delay);
    this.last = ghost && { prefix, text: ghost.text };
    if (vanished) await this.told(`vanished ${listed ? 'as the list opened' : ''}`);
    if (hidden) await this.told(`hidden ${JSON.stringify(offered.text)}`);
    if (!ghost && !hidden && !vanished)
      await this.told(`nothing ${JSON.stringify([prefix, this.now?.list?.label])}`);
    if (ghost) await this.told(`ghost ${JSON.stringify([prefix, ghost.text, ghost.entry])}`);
    return { ghost, judged: undefined, inferred: delay !== undefined, milliseconds: delay ?? 0 };
  }

  async pressed(typist: Typist, strokes: readonly string[]): Promise<void> {
    await this.wait(this.pace.key);
    this.begins();
    for (const stroke of strokes) await this.press(stroke, true);
    if (await this.isAs(standingOf(typist))) return;
    this.tally.mended++;
  }

  async takes(typist: Typist, stroke: TakeKey, text: string, replaces: number): Promise<boolean> {
    const isEntry = stroke === 'Tab' && this.now?.list !== undefined;
    this.begins();
    await this.press(stroke, false);
    const { before, behind } = typist;
    const isTaken = await this.isAs({ before: before + text, behind: behind.slice(replaces) }, false);
    this.tally.entries += Number(isEntry);
    await this.told(`${isTaken ? 'took' : 'took not'} ${JSON.stringify(text)} by ${stroke}`);
    if (isTaken) return true;
    this.tally.wrongTakes++;
    await this.tell({ kind: 'mend', before, behind });
    return false;
  }

  /** A key begins what is seen anew. */
  private begins(): void {
    this.watcher.pressed();
    this.pressedAt = Date.now();
    this.looks = [];
  }

  private async press(stroke: string, indents: boolean): Promise<void> {
    const { keyboard } = this.window.page;
    const list = this.now?.list;
    if (list && takesEntry.test(stroke)) {
      await keyboard.press('Escape');
      this.tally.closed++;
      this.now = undefined;
    }
    // Tab would go to where the editor thinks that the line should begin, or take what is shown.
    if (stroke === 'Tab' && indents) {
      await this.window.page.evaluate(() => {
        (window as unknown as Watched).unrollPressed();
      });
      await keyboard.insertText(this.unit);
    } else if (stroke.length === 1) await keyboard.type(stroke);
    else await keyboard.press(stroke);
  }

  /** Is the document as it should be? Where not, and where that is wanted, it is mended. */
  private async isAs(should: Standing, mends = true): Promise<boolean> {
    const { standing } = await this.tell({ kind: 'compare', ...should });
    if (!standing) return true;
    if (!mends) return false;
    const near = ({ before, behind }: Standing) => `${before.slice(-60)}‸${behind.slice(0, 40)}`;
    await this.told(`mended ${JSON.stringify([near(standing), near(should)])}`);
    await this.tell({ kind: 'mend', ...should });
    return false;
  }

  private async wait(milliseconds: number): Promise<void> {
    const left = this.pressedAt + milliseconds - Date.now();
    if (left > 0) await sleep(left);
  }

  /** Waits until the last key has its answer and the screen rests. */
  private async rest(prefix: string): Promise<void> {
    while (Date.now() < this.pressedAt + mostPatient) {
      const { offered, answered = this.answered } = await this.tell({ kind: 'ask' });
      await this.see();
      const changed = this.looks.at(-1)?.at ?? this.since;
      const isDrawn = !offered || this.course(prefix).ghost !== undefined;
      if (answered > this.answered && isDrawn && (this.now?.at ?? 0) - changed > atRest) return;
      await sleep(50);
    }
  }

  private async see(): Promise<void> {
    const seen = await this.window.page.evaluate(() =>
      (window as unknown as { unrollSeen: () => Seen }).unrollSeen(),
    );
    this.looks.push(...seen.looks);
    this.now = seen.now;
    this.since = seen.key ?? this.since;
  }

  private course(prefix: string) {
    const looks = [...this.looks.filter(({ at }) => at >= this.since), ...(this.now ? [this.now] : [])];
    const { last } = this;
    const typed = last && prefix.startsWith(last.prefix) ? prefix.slice(last.prefix.length) : undefined;
    const rest =
      last && typed !== undefined && last.text.startsWith(typed) ? last.text.slice(typed.length) : '';
    return courseOf(looks, { since: this.since, prefix, rest, unit: this.unit });
  }

  private told(what: string): Promise<void> {
    return this.watcher.told(what);
  }

  private async tell(request: HostRequest): Promise<HostAnswer> {
    const response = await fetch(`http://127.0.0.1:${this.window.port}`, {
      method: 'POST',
      body: JSON.stringify(request),
    });
    const answer = (await response.json()) as HostAnswer;
    if (answer.error !== undefined)
      throw new Error(`the extension host could not ${request.kind}: ${answer.error}`);
    return answer;
  }
}
