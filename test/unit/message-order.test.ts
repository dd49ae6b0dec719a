import assert from 'node:assert/strict';
import fc from 'fast-check';
import { empty } from '../../src/panel/app/model.js';
import { Store } from '../../src/panel/app/ui.js';
import { guessesEach, type Columns, type ToHost, type ToPage } from '../../src/panel/protocol.js';

const facts = { name: 'n', title: 't', cell: 'gru', layers: [2], parameters: 9, file: 'f' } as const;

function columns(text: string): Columns {
  const { length } = text;
  return {
    bytes: Uint8Array.from(text, character => character.charCodeAt(0)),
    text: Array.from(text),
    starts: Int32Array.from({ length }, (_, i) => i),
    anchors: new Int32Array(length),
    surprise: new Float32Array(length),
    hidden: new Float32Array(2 * length),
    guesses: new Uint8Array(guessesEach * length),
    chances: new Float32Array(guessesEach * length),
  };
}

type Unnumbered = ToPage extends infer M ? (M extends ToPage ? Omit<M, 'number'> : never) : never;

/** The extension's end: it tells what changed, and everything from an `open` on after each `ready`. */
class Sender {
  private number = 0;
  private text = '';
  /** What the page has as far as this end knows. */
  private told = 0;
  private words = '';

  write(character: string): unknown[] {
    this.text += character;
    return this.deltas();
  }

  /** An answer beside the columns. */
  explain(words: string): unknown[] {
    this.words = words;
    return [this.numbered(this.answer())];
  }

  afresh(): unknown[] {
    this.told = 0;
    const open = this.numbered({ type: 'open', facts: { ...facts, layers: [2] }, coloured: 'off' });
    return [open, this.numbered(this.answer()), ...this.deltas()];
  }

  get shown(): { readonly text: string; readonly words: string } {
    return { text: this.text, words: this.words };
  }

  private deltas(): unknown[] {
    const after = this.text.slice(this.told);
    const delta = this.numbered({
      ...{ type: 'delta', known: 0, drop: 0, keep: this.told, moved: 0, cursor: this.text.length },
      ...{ before: columns(''), after: columns(after), acknowledgedMoves: 0, busy: false },
    });
    this.told = this.text.length;
    return [delta];
  }

  private answer(): Unnumbered {
    return { type: 'why', why: { tree: [], threshold: 0.5, others: [], silence: this.words } };
  }

  private numbered(message: Unnumbered): unknown {
    return { ...message, number: ++this.number };
  }
}

function page() {
  const said: ToHost[] = [];
  const store = new Store(
    { post: message => said.push(message), restore: () => undefined, keep: () => undefined },
    () => undefined,
  );
  return { store, said, requests: () => said.filter(({ type }) => type === 'ready').length };
}

const shownBy = ({ ui }: Store) => ({
  text: ui.model.columns.map(({ text }) => text).join(''),
  words: ui.model.why?.silence,
});

describe('messages to the page', () => {
  /** What the extension does, and whether what it then sends is lost; `damaged`: it comes, but is not understood. */
  const act = fc.record({
    kind: fc.constantFrom('write', 'explain'),
    fate: fc.oneof(
      { weight: 5, arbitrary: fc.constant('comes') },
      { weight: 1, arbitrary: fc.constantFrom('is lost', 'is damaged') },
    ),
  });

  it('are shown as they were sent, whichever are lost or damaged on their way, after one request for each loss', () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 30 }), acts => {
        const sender = new Sender();
        const { store, said, requests } = page();
        const take = (messages: readonly unknown[]) => {
          let answered = requests();
          const waiting = [...messages];
          while (waiting.length > 0) {
            store.receive(structuredClone(waiting.shift()));
            // What is on its way already comes before what the extension answers.
            if (requests() > answered) waiting.push(...sender.afresh());
            answered = requests();
          }
        };
        store.begin();
        take(sender.afresh());
        let faults = 0;
        acts.forEach(({ kind, fate }, i) => {
          const messages = kind === 'write' ? sender.write('x') : sender.explain(`${i}`);
          if (fate === 'comes') take(messages);
          else faults++;
          if (fate === 'is damaged')
            take(messages.map(message => ({ ...(message as object), why: 7, cursor: -1 })));
          // Enough come in between for the page to trust in what it is sent.
          for (let j = 0; j < 40; j++) take(sender.write('.'));
          take(sender.explain('last'));
        });
        assert.deepEqual(shownBy(store), sender.shown);
        assert.ok(requests() <= 1 + faults, `${requests()} requests after ${faults} faults`);
        assert.ok(said.every(({ type }) => type !== 'drawn'));
      }),
      { numRuns: 60 },
    );
  });

  const message = fc.constantFrom<Unnumbered>(
    { type: 'coloured', coloured: 'unit' },
    { type: 'compare' },
    { type: 'why' },
    { type: 'what-if' },
    { type: 'lesson', tongue: 'vi', all: [] },
    { type: 'picture', format: 'svg' },
    {
      ...{ type: 'delta', known: 0, drop: 0, keep: 3, moved: 0, cursor: 3 },
      ...{ before: columns(''), after: columns(''), acknowledgedMoves: 0, busy: false },
    },
    { type: 'backends', compared: { title: 't', parameters: 1, steps: 1, backends: [] } },
  );

  it('of whatever kind are missed where one before them is missing', () => {
    fc.assert(
      fc.property(message, fc.integer({ min: -2, max: 9 }), (message, apart) => {
        const { store, requests } = page();
        const sender = new Sender();
        store.begin();
        for (const one of [...sender.afresh(), ...sender.write('abc')]) store.receive(one);
        const { number } = store.ui.model;
        store.receive({ ...message, number: number + 1 + apart });
        assert.equal(requests(), apart === 0 ? 1 : 2);
        assert.equal(store.ui.model.number, apart === 0 ? number + 1 : number);
        // And no more is asked until what was asked for comes.
        for (let i = 0; i < 20; i++) store.receive({ ...message, number: number + 20 + 2 * i });
        assert.ok(requests() <= 2);
      }),
    );
  });

  it('that can never be understood are not asked for again and again', () => {
    const broken = fc.constantFrom(
      { type: 'open', facts: { ...facts, layers: 7 }, coloured: 'off' },
      { type: 'idle', words: {} },
      { type: 'idle', words: 'x'.repeat(1e6) },
      { type: 'delta', cursor: 0 },
      { type: 'lesson', all: 7 },
      {
        type: 'lesson',
        tongue: 'en',
        all: [],
        lesson: { id: 'x', title: 'x'.repeat(999), text: '', step: 0, steps: 1 },
      },
      { type: 'why', why: 7 },
      { type: 'nothing' },
    );
    fc.assert(
      fc.property(fc.array(broken, { minLength: 1, maxLength: 4 }), fc.nat(3), (broken, sound) => {
        const { store, requests } = page();
        let number = 0;
        const receive = (message: object) => store.receive({ ...message, number: ++number });
        const afresh = () => {
          receive({ type: 'open', facts: { ...facts, layers: [2] }, coloured: 'off' });
          for (let i = 0; i < sound; i++) receive({ type: 'coloured', coloured: 'off' });
          for (const message of broken) receive(message);
        };
        store.begin();
        for (let answered = 0, i = 0; answered < requests() && i < 100; i++) {
          answered++;
          afresh();
        }
        for (let i = 0; i < 100; i++) for (const message of broken) receive(message);
        assert.ok(requests() <= 4, `${requests()} requests`);
        // It goes on with the next beginning.
        receive({ type: 'open', facts: { ...facts, layers: [2] }, coloured: 'unit' });
        receive({ type: 'coloured', coloured: 'surprise' });
        assert.equal(store.ui.model.coloured, 'surprise');
        assert.notEqual(store.ui.model.facts, empty.facts);
      }),
    );
  });

  it('are each answered with a frame, so that the extension goes on', () => {
    const { store, said } = page();
    store.begin();
    const numbers: number[] = [];
    for (const message of [
      { type: 'delta', number: 4 },
      { type: 'nothing', number: 7 },
      7,
      null,
      { number: -1 },
    ])
      numbers.push(store.receive(message)?.number ?? 0);
    assert.deepEqual(numbers, [4, 7, 0, 0, 0]);
    store.drawn(7);
    store.drawn(undefined);
    assert.deepEqual(
      said.filter(({ type }) => type === 'drawn'),
      [{ type: 'drawn', number: 7 }],
    );
  });
});

describe('a question what would be if', () => {
  it('is asked once a frame, as it was last meant', () => {
    fc.assert(
      fc.property(
        fc.array(fc.option(fc.double({ min: -1, max: 1, noNaN: true }), { nil: 'frame' as const })),
        steps => {
          const { store, said } = page();
          const expected: number[] = [];
          let waiting: number | undefined;
          for (const step of [...steps, 'frame' as const]) {
            if (step === 'frame') {
              if (waiting !== undefined) expected.push(waiting);
              waiting = undefined;
              store.drawn(undefined);
            } else store.askWhatIf({ kind: 'clamp', unit: 1, value: (waiting = step) });
          }
          const asked = said.flatMap(message =>
            message.type === 'what-if' && message.change.kind === 'clamp' ? [message.change.value] : [],
          );
          assert.deepEqual(asked, expected);
        },
      ),
    );
  });
});
