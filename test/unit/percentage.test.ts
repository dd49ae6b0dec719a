import assert from 'node:assert/strict';
import fc from 'fast-check';
import { localizedPercent } from '../../src/editor/localize.js';
import { percent, setLanguage } from '../../src/panel/app/localize.js';
import { Host } from './vscode/host.js';

describe('a percentage', () => {
  before(() => {
    Object.assign(globalThis, { document: { documentElement: { lang: '' } } });
  });
  after(() => {
    setLanguage('en');
    Reflect.deleteProperty(globalThis, 'document');
  });

  it('is written in one way in the editor and on the page, in each language: without a blank before its sign', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 0.1, noNaN: true })),
        fc.constantFrom('en' as const, 'vi' as const),
        (share, language) => {
          new Host({ language });
          setLanguage(language);
          const words = percent(share);
          assert.equal(localizedPercent(share), words);
          assert.match(words, language === 'en' ? /^(<\u00a0)?\d+(\.\d)?%$/ : /^(<\u00a0)?\d+(,\d)?%$/);
        },
      ),
    );
  });

  it('tells what hardly ever is from what never is', () => {
    setLanguage('en');
    assert.deepEqual([0, 1e-9, 0.0012, 0.0994, 0.0996, 0.97, 1].map(percent), [
      '0%',
      '<\u00a00.1%',
      '0.1%',
      '9.9%',
      '10%',
      '97%',
      '100%',
    ]);
  });
});
