import assert from 'node:assert/strict';
import { CompletionList, matching } from '../replay/completion-list.js';
import { Typist } from '../replay/typist.js';

const names = 'const total = 1;\nconst totals = 2;\nconst Table = 3;\n';

/** Types a text, where ghost text is shown after some characters alone. @returns what is selected after each key */
function typing(text: string, { language = 'typescript', shown = '' } = {}) {
  const passage = { name: 'test:0', language: 'typescript' as const, before: names, text, after: '' };
  const typist = new Typist(passage, language);
  const list = new CompletionList(language, typist);
  const selected: (string | undefined)[] = [];
  while (!typist.done) {
    const [before, tail] = [typist.before, typist.tail];
    typist.press();
    list.edited(tail.length, typist.before.length - before.length + typist.tail.length);
    selected.push(list.selected());
    if (!shown.includes(typist.prefix.at(-1) ?? '')) list.nothingShown();
  }
  return selected;
}

describe('the model of the completion list', () => {
  it('opens after a key in a word that got no ghost text, and has the first word selected that goes on', () => {
    assert.deepEqual(typing('tot'), [undefined, 'tal', 'al']);
  });

  it('stays shut where ghost text is shown', () => {
    assert.deepEqual(typing('tot', { shown: 'to' }), [undefined, undefined, undefined]);
    assert.deepEqual(typing('tota', { shown: 't' }), [undefined, undefined, 'al', 'l']);
  });

  it('shuts at the end of a word', () => {
    assert.deepEqual(typing('to to'), [undefined, 'tal', undefined, undefined, '']);
  });

  it('shuts where a word is taken', () => {
    const passage = {
      name: 'test:0',
      language: 'typescript' as const,
      before: `${names}to`,
      text: 'tal',
      after: '',
    };
    const typist = new Typist(passage, 'typescript');
    const list = new CompletionList('typescript', typist);
    list.nothingShown();
    assert.equal(list.selected(), 'tal');
    typist.take('tal', 0);
    list.edited(0, 3);
    assert.equal(list.selected(), undefined);
  });

  it('goes from word to word as more is typed', () => {
    assert.equal(typing('totals').at(-1), '');
    assert.equal(typing('totalX').at(-1), undefined);
  });

  it('selects what does not go on from what is typed where nothing else matches', () => {
    assert.equal(typing('tb').at(-1), '\0');
  });

  it('stays shut in comments and strings, numbers, and languages with entries of their own', () => {
    assert.deepEqual(new Set(typing('// tot')), new Set([undefined]));
    assert.deepEqual(new Set(typing("'tot'")), new Set([undefined]));
    assert.deepEqual(new Set(typing('123')), new Set([undefined]));
    assert.deepEqual(new Set(typing('tot', { language: 'css' })), new Set([undefined]));
  });

  it('has first what begins with the word, then what does but for case, then what holds its letters', () => {
    assert.deepEqual(matching(['getItem', 'Item', 'items', 'other'], 'item'), ['items', 'Item', 'getItem']);
    assert.deepEqual(matching(['getItem', 'submit'], 'it'), ['getItem']);
  });
});
