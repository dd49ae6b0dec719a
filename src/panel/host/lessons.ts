import { ConfigurationTarget, EventEmitter, workspace } from 'vscode';
import { DisposableOwner } from '../../editor/disposable.js';
import type { Log } from '../../editor/log.js';
import type { Networks } from '../../editor/engine/networks.js';
import type { Colouring, Overlay } from '../../editor/overlay/overlay.js';
import { displayLanguage } from '../../editor/localize.js';
import type { Landmark } from '../../insight/landmark.js';
import { findLandmark } from '../../insight/landmarks.js';
import { mostChanged, mostTelling } from '../../insight/units.js';
import { NetworkError, type Manifest } from '../../network/manifest.js';
import { likeliestByte } from '../../network/probability.js';
import type { DisplayLanguage } from '../../phrase.js';
import type { Insights } from './insights.js';
import type { PlaceInText, Watch } from './watch.js';
import { factsOf, fillIn, type LessonFacts } from '../lessons/facts.js';
import { undone, type Action, type Lesson, type LessonStep } from '../lessons/lesson.js';
import { lessons } from '../lessons/lessons.js';
import type { WhatIfChange, LessonData as Shown, Track } from '../protocol.js';

/** What a lesson found, to be put back when it is left. */
interface Before {
  readonly colour: Colouring['by'];
  readonly place: PlaceInText | undefined;
}

/** Goes through the lessons: each step acts on the view and on the person's own text, and never writes into it. */
export class Lessons extends DisposableOwner {
  private readonly changed = this.register(new EventEmitter<void>());
  readonly onDidChange = this.changed.event;
  private readonly whatIfAsked = this.register(new EventEmitter<WhatIfChange>());
  /** A step asks what the network would expect if something were different, in a scratch copy. */
  readonly onDidAskWhatIf = this.whatIfAsked.event;
  private current: { readonly lesson: Lesson; readonly step: number } | undefined;
  private track: Track | undefined;
  private pin: number | undefined;
  /** What the step is about and the text has not: its words would say of the text what is not so. */
  private missing: Landmark | undefined;
  /** The network that a step of the lesson looks with. */
  private network: string | undefined;
  private before: Before | undefined;
  private facts: LessonFacts = {};
  /** Counts what was asked for; and the last of it. */
  private turn = 0;
  private last: Promise<void> = Promise.resolve();

  constructor(
    private readonly networks: Networks,
    private readonly watch: Watch,
    private readonly insights: Insights,
    private readonly overlay: Overlay,
    private readonly log: Log,
  ) {
    super();
    this.register(
      workspace.onDidChangeConfiguration(event => {
        if (event.affectsConfiguration('unroll.lessonLanguage')) this.changed.fire();
      }),
    );
  }

  get all(): { id: string; title: string }[] {
    return lessons.map(({ id, title }) => ({ id, title: title[this.tongue] }));
  }

  get shown(): Shown | undefined {
    if (!this.current) return undefined;
    const { lesson, step } = this.current;
    const { tongue, track, pin, missing } = this;
    const { text, answer, opens, picture } = lesson.steps[step] ?? {};
    return {
      id: lesson.id,
      title: lesson.title[tongue],
      text: fillIn(text?.[tongue] ?? '', this.facts, tongue),
      ...{ step, steps: lesson.steps.length },
      ...(answer && missing === undefined ? { answer: fillIn(answer[tongue], this.facts, tongue) } : {}),
      ...(opens === undefined ? {} : { opens }),
      ...(picture === undefined ? {} : { picture }),
      ...(track === undefined ? {} : { track }),
      ...(pin === undefined ? {} : { pin }),
      ...(missing === undefined ? {} : { missing }),
    };
  }

  /** Begins a lesson or goes to a step of it; without a lesson, leaves the one that is on. */
  go(id: string | undefined, step: number): Promise<void> {
    // One after the other: what a step did is undone before the next lesson looks at what it finds.
    const turn = ++this.turn;
    this.last = this.last.then(() => this.move(id, step, turn));
    return this.last;
  }

  /** Enters the step that is on once more, where one is: what is looked at is another text. */
  async again(): Promise<void> {
    if (this.current) await this.go(this.current.lesson.id, this.current.step);
  }

  /** Goes on in another language, now and later. */
  async setLanguage(language: DisplayLanguage): Promise<void> {
    await workspace.getConfiguration('unroll').update('lessonLanguage', language, ConfigurationTarget.Global);
  }

  /** The language of the view and its lessons. */
  get tongue(): DisplayLanguage {
    const chosen: unknown = workspace.getConfiguration('unroll').get('lessonLanguage');
    return chosen === 'en' || chosen === 'vi' ? chosen : displayLanguage();
  }

  private async move(id: string | undefined, step: number, turn: number): Promise<void> {
    const lesson = lessons.find(lesson => lesson.id === id);
    const entered = lesson?.steps[step];
    try {
      if (!lesson || !entered) await this.leave();
      else {
        if (this.current?.lesson !== lesson) await this.begin();
        this.current = { lesson, step };
        await this.enter(entered, turn);
      }
    } catch (error) {
      this.log.error('A step of a lesson could not be shown as it should.', error);
    }
    this.changed.fire();
  }

  private async begin(): Promise<void> {
    if (this.current) await this.leave();
    this.before = { colour: this.overlay.by, place: this.watch.place };
    const offers = await this.networks.listShipped();
    const known = offers.flatMap(({ name, manifest }): [string, Manifest][] =>
      manifest instanceof NetworkError ? [] : [[name, manifest]],
    );
    this.facts = factsOf(new Map(known));
  }

  private async leave(): Promise<void> {
    const { before } = this;
    // Only what the lesson itself touches: whoever went elsewhere meanwhile stays there.
    const undo = new Set(this.current && undone(this.current.lesson));
    this.current = undefined;
    this.track = undefined;
    this.pin = undefined;
    this.missing = undefined;
    this.network = undefined;
    this.before = undefined;
    if (undo.has('network')) await this.watch.lookWith(undefined);
    if (!before) return;
    if (undo.has('colour')) this.overlay.by = before.colour;
    if (undo.has('place') && before.place) this.watch.moveBack(before.place);
  }

  private async enter({ actions }: LessonStep, turn: number): Promise<void> {
    this.track = undefined;
    // What is shown of one unit is of the place to which an earlier step led.
    if (!actions.some(({ kind }) => kind === 'pin' || kind === 'clamp')) this.missing = undefined;
    // A network of a step before stays until another is asked for.
    for (const action of actions) {
      // The person went on to another step: the rest of this one is not done.
      if (turn !== this.turn) return;
      await this.act(action);
    }
  }

  private async act(action: Action): Promise<void> {
    const { state } = this.watch;
    switch (action.kind) {
      case 'show':
        this.track = action.track;
        break;
      case 'network':
        // A unit's number means nothing in another network.
        if (action.name !== this.network) this.pin = undefined;
        this.network = action.name;
        await this.watch.lookWith(action.name === 'default' ? undefined : action.name);
        break;
      case 'goto': {
        if (state.kind === 'nothing') break;
        const { languageId, source } = state.document;
        const near = this.watch.caretOffset ?? 0;
        const place = findLandmark(action.where, languageId, source.slice(0, source.length), near);
        this.missing = place === undefined ? action.where : undefined;
        if (place !== undefined) this.watch.move(place);
        break;
      }
      case 'pin':
        await this.watch.rest();
        this.pin = this.strongest(action.unit);
        break;
      case 'type':
        await this.watch.rest();
        this.whatIfAsked.fire({ kind: 'append', text: action.text });
        break;
      case 'clamp':
        if (this.pin === undefined) break;
        await this.watch.rest();
        this.whatIfAsked.fire({ kind: 'clamp', unit: this.pin, value: action.value });
        break;
      case 'colour':
        this.overlay.by = action.by;
        break;
    }
  }

  private strongest(by: 'most changed' | 'most telling'): number | undefined {
    const { state } = this.watch;
    if (state.kind === 'nothing') return undefined;
    const { rows, cursor, network } = state;
    const row = rows[cursor - 1];
    if (!row) return undefined;
    if (by === 'most changed') return mostChanged(rows[cursor - 2], row, 1)[0]?.unit;
    const best = likeliestByte(row.logits);
    return mostTelling(this.insights.backwardOf(network), row, best, 1)[0]?.unit;
  }
}
