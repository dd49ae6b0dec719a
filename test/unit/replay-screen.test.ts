import assert from 'node:assert/strict';
import fc from 'fast-check';
import { listColumns, noListTally, sumLists } from '../replay/list-tally.js';
import { courseOf, ghostIn, restOf, type Look, type Piece } from '../replay/screen.js';

const plain = (text: string): Piece => ({ text, ghost: false });
const ghost = (text: string): Piece => ({ text, ghost: true });
/** Characters as a page draws them. */
const drawn = (text: string) => text.replaceAll(' ', '\u00a0');

describe('ghost text on the screen', () => {
  it('is what the editor would put in, whatever stands before and behind', () => {
    const word = fc.stringMatching(/^[a-z(). ]{1,12}$/);
    fc.assert(
      fc.property(word, fc.array(word, { maxLength: 4 }), word, (prefix, between, rest) => {
        const shown = between.flatMap((text, i) => (i % 2 === 0 ? [ghost(text)] : [plain(text)]));
        while (shown.at(-1)?.ghost === false) shown.pop();
        const line = [plain(prefix), ...shown, plain(rest)].map(one => ({ ...one, text: drawn(one.text) }));
        const found = ghostIn(line, prefix, '  ');
        if (shown.length === 0) assert.equal(found, undefined);
        else {
          const standing = shown.filter(one => !one.ghost).map(({ text }) => text);
          assert.equal(found?.text, shown.map(({ text }) => text).join(''));
          assert.equal(found.replaces, standing.join('').length);
        }
      }),
    );
  });

  it('is found behind tabs, which are drawn as spaces', () => {
    assert.deepEqual(ghostIn([plain(drawn('    if e')), ghost('rr')], '\tif e', '\t'), {
      text: 'rr',
      replaces: 0,
    });
    assert.deepEqual(ghostIn([plain(drawn('a   b')), ghost('c')], 'a\tb', '\t'), { text: 'c', replaces: 0 });
    const indented = [plain(drawn('    ')), ghost(drawn('        if'))];
    assert.equal(ghostIn(indented, '\t', '\t')?.text, '\t\tif');
  });

  it('begins at the caret, where what stands there comes before it', () => {
    assert.deepEqual(ghostIn([plain('f(a)'), ghost(';')], 'f(a', '  '), { text: ');', replaces: 1 });
  });

  it('is none where it stands elsewhere', () => {
    assert.equal(ghostIn([plain('other'), ghost('x')], 'line', '  '), undefined);
  });
});

describe('an entry of the completion list', () => {
  it('types its label less what is typed of it', () => {
    assert.equal(restOf('placeholderData', '  if (plac'), 'eholderData');
    assert.equal(restOf('length', 'items.'), 'length');
    assert.equal(restOf('optional?', 'a.opt'), 'ional');
    assert.equal(restOf('grid-template', 'grid-'), 'template');
    assert.equal(restOf('done', 'done'), '');
  });
});

describe('what happens from a key to the next', () => {
  const at = { since: 1000, prefix: 'ret', rest: '', unit: '  ' };
  const look = (when: number, text?: string, label?: string): Look => ({
    at: when,
    line: text === undefined ? undefined : [plain('ret'), ghost(text)],
    list: label === undefined ? undefined : { label },
  });

  it('new ghost text comes some time after it', () => {
    const course = courseOf([look(1010), look(1120, 'urn'), look(1200, 'urn')], at);
    assert.deepEqual(course, {
      ghost: { text: 'urn', replaces: 0 },
      delay: 120,
      vanished: false,
      listed: false,
    });
  });

  it('what is left of the ghost text before it is not new', () => {
    assert.equal(courseOf([look(1010, 'urn')], { ...at, rest: 'urn' }).delay, undefined);
    assert.equal(courseOf([look(1010, 'urn'), look(1050, 'ry')], { ...at, rest: 'urn' }).delay, 50);
  });

  it('ghost text vanishes of its own accord, as the list opens', () => {
    const course = courseOf(
      [look(1100, 'urn'), look(1150, undefined, 'retry'), look(1200, undefined, 'retry')],
      at,
    );
    assert.deepEqual([course.ghost, course.vanished, course.listed], [undefined, true, true]);
  });

  it('Tab goes to the list while it is open', () => {
    assert.equal(courseOf([look(1100, 'urn x', 'return')], at).ghost?.entry, 'urn');
  });
});

describe('what the list did', () => {
  it('adds up', () => {
    const one = { ...noListTally(), looks: 3, hidden: 1, delays: [100] };
    const both = sumLists(one, { ...noListTally(), looks: 4, hidden: 2, mended: 1, delays: [50] });
    assert.deepEqual(both, { ...noListTally(), looks: 7, hidden: 3, mended: 1, delays: [100, 50] });
    assert.equal(listColumns.find(([name]) => name.startsWith('hidden'))?.[1](both, null), '3 (0)');
  });
});
