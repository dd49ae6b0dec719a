import { assert } from 'chai';
import { commands, env } from 'vscode';
import type { UnrollApi } from '../../../src/extension.js';
import { ask, closeAll, configure, open, unroll, until } from './editor.js';

/** The hosts that this suite runs in have no WebGL; where there is, see webgl-cases.ts. */
describe('a backend that is not there', () => {
  let api: UnrollApi;
  before(async () => {
    api = await unroll();
    await configure('eagerness', 'eager');
  });
  after(async () => {
    for (const setting of ['backend', 'eagerness']) await configure(setting, undefined);
    await api.ready();
  });
  afterEach(closeAll);

  it('is replaced by the quickest that there is, which is said once', async () => {
    const troubles = api.log().length;
    await configure('backend', 'webgl');
    await until('it is said', () => api.said().length > 0);
    for (let i = 0; i < 2; i++) {
      await commands.executeCommand('unroll.restart');
      assert.equal(api.backend(), 'int8');
    }
    await open('const items = [1, 2];\nfor (let i = 0; i < items.len');
    assert.ok((await ask(api)).text);
    const said = api.said();
    assert.lengthOf(
      said.filter(words => words.includes('WebGL')),
      1,
      said.join('\n'),
    );
    assert.match(said.at(-1) ?? '', /Unroll runs on int8/);
    assert.deepEqual(api.log().slice(troubles), [], 'it is no failure');
  });

  it('stands in the comparison with the reason', async () => {
    const text = await commands.executeCommand<string>('unroll.compareBackends');
    assert.match(text, /^\| WASM \| [\d,]+ \| [\d.]+ \| [\d.]+ \| \d+ \| {2}\| {2}\|$/m);
    assert.match(text, /^\| WebGL \| (WebGL is only there|This browser gives no WebGL)/m, env.appHost);
  });
});
