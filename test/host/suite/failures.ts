import { assert } from 'chai';
import { Uri, commands, extensions, workspace } from 'vscode';
import type { UnrollApi } from '../../../src/extension.js';
import { answered, closeAll, configure, open, typed, unroll } from './editor.js';

/** What a person sees when a file of the network is broken: words, and an editor that goes on. */
describe('a network that is broken', () => {
  let api: UnrollApi;
  let models: Uri;
  let kept: Map<string, Uint8Array>;
  const put = (name: string, bytes: Uint8Array) => workspace.fs.writeFile(Uri.joinPath(models, name), bytes);

  before(async () => {
    api = await unroll();
    const extension = extensions.getExtension('unroll.unroll');
    assert.ok(extension);
    models = Uri.joinPath(extension.extensionUri, 'models');
    kept = new Map();
    for (const [name] of await workspace.fs.readDirectory(models))
      kept.set(name, await workspace.fs.readFile(Uri.joinPath(models, name)));
    await configure('eagerness', 'eager');
  });
  after(() => configure('eagerness', undefined));

  const cases: readonly [
    what: string,
    file: string,
    broken: (good: Uint8Array) => Uint8Array | undefined,
    says: RegExp,
  ][] = [
    ['a missing weights file', 'default.weights', () => undefined, /default\.weights is missing/],
    ['truncated weights', 'default.weights', good => good.slice(0, 1000), /default\.weights/],
    [
      'a graph of something else',
      'default.step.onnx',
      () => new TextEncoder().encode('no graph'),
      /default\.step\.onnx/,
    ],
    [
      'a manifest with a wrong field',
      'default.json',
      good =>
        new TextEncoder().encode(new TextDecoder().decode(good).replace(/"cell": "\w+"/, '"cell": "grue"')),
      /cell/,
    ],
    ['a manifest that is no JSON', 'default.json', () => new TextEncoder().encode('{'), /default\.json/],
  ];

  for (const [what, file, broken, says] of cases) {
    it(`says so with ${what}, lets the editor go on, and recovers when it is mended`, async () => {
      const good = kept.get(file);
      assert.ok(good);
      const bad = broken(good);
      if (bad) await put(file, bad);
      else await workspace.fs.delete(Uri.joinPath(models, file));
      try {
        const troubles = api.log().length;
        await commands.executeCommand('unroll.restart');
        const { state, detail } = api.status();
        assert.equal(state, 'failed');
        assert.match(detail, says);
        assert.match(detail, /Reinstall Unroll/);
        assert.ok(api.log().length > troubles, 'the log has the cause');
        const editor = await open('const items = [1, 2];\nfor (let i = 0; i < items.le');
        assert.equal((await typed(api, 'n')).silence, 'failed');
        assert.ok(editor.document.getText().endsWith('items.len'));
        await put(file, good);
        // Where it comes to the one who waits, without another key.
        const answer = await answered(api, () => commands.executeCommand('unroll.restart'));
        assert.match(answer.text ?? '', /^gth/);
        assert.equal(api.status().state, 'ready');
      } finally {
        await put(file, good);
        await closeAll();
      }
    });
  }
});
