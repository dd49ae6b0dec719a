import { assert } from 'chai';
import { commands } from 'vscode';
import type { UnrollApi } from '../../../src/extension.js';
import { shippedNetworks } from '../../../src/network/shipped.js';
import { ask, closeAll, configure, open, unroll, until } from './editor.js';

/** A row of the table that "Compare Backends" writes. */
function row(text: string, backend: string): string[] {
  const line = text.split('\n').find(line => line.startsWith(`| ${backend} |`));
  assert.ok(line, text);
  return line.split('|').map(cell => cell.trim());
}

describe('WebGL', () => {
  let api: UnrollApi;
  /** All that were made. onnxruntime, in this same worker, keeps the one that it is given first. */
  const contexts: WebGL2RenderingContext[] = [];
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called with the canvas that it is asked of
  const { getContext } = OffscreenCanvas.prototype;
  before(async () => {
    OffscreenCanvas.prototype.getContext = function (this: OffscreenCanvas, ...args: unknown[]): unknown {
      const context: unknown = Reflect.apply(getContext, this, args);
      if (context instanceof WebGL2RenderingContext) contexts.push(context);
      return context;
    } as typeof getContext;
    api = await unroll();
    await configure('eagerness', 'eager');
    // What was written for WASM is not to make WebGL say more.
    await configure('memory', 'file');
  });
  after(async () => {
    OffscreenCanvas.prototype.getContext = getContext;
    for (const setting of ['backend', 'network', 'eagerness', 'memory']) await configure(setting, undefined);
  });
  afterEach(closeAll);

  for (const name of shippedNetworks) {
    it(`agrees with WASM over 200 steps to 1e-4, and the comparison shows both: ${name}`, async () => {
      await commands.executeCommand('unroll.chooseNetwork', name);
      const text = await commands.executeCommand<string>('unroll.compareBackends');
      const [wasm, webgl] = [row(text, 'WASM'), row(text, 'WebGL')];
      console.log(`    ${name}: ${wasm.slice(1, 6).join(' | ')}; ${webgl.slice(1, 8).join(' | ')}`);
      const [logits, state] = [Number(webgl[6]), Number(webgl[7])];
      assert.isAbove(logits, 0, 'the two do not compute in the same way');
      assert.isBelow(logits, 1e-4);
      assert.isBelow(state, 1e-4);
      for (const cells of [wasm, webgl])
        for (const cell of cells.slice(2, 6)) assert.match(cell, /^[\d.,]+$/);
    });
  }

  it('serves where the setting asks for it, with the suggestions that int8 gives', async () => {
    await commands.executeCommand('unroll.chooseNetwork', 'gru');
    const beginning = 'const items = [1, 2];\nfor (let i = 0; i < items.len';
    await open(beginning);
    const { text: expected } = await ask(api);
    assert.ok(expected);
    assert.equal(api.backend(), 'int8');
    await configure('backend', 'webgl');
    await until('WebGL serves', () => api.backend() === 'webgl');
    await open(beginning);
    assert.equal((await ask(api)).text, expected);
    assert.deepEqual(api.log(), [], 'nothing went wrong on the way');
    await configure('backend', 'auto');
    await until('int8 serves', () => api.backend() === 'int8');
  });

  it('gives way to int8 where the browser takes the graphics card away', async () => {
    await configure('backend', 'webgl');
    await until('WebGL serves', () => api.backend() === 'webgl');
    for (const context of contexts) context.getExtension('WEBGL_lose_context')?.loseContext();
    await open('const items = [1, 2];\nfor (let i = 0; i < items.len');
    await until('int8 serves', () => api.backend() === 'int8');
    assert.match(api.log().join('\n'), /took the graphics card away/);
    assert.match(api.said().at(-1) ?? '', /Unroll runs on int8/);
    assert.match((await ask(api)).text ?? '', /^gth/);
  });
});
