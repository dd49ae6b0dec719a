import { assert } from 'chai';
import { Uri, commands, workspace } from 'vscode';
import type { UnrollApi } from '../../../src/extension.js';
import { shippedNetworks } from '../../../src/network/shipped.js';
import { ask, closeAll, configure, open, type, unroll, until } from './editor.js';

/** Beginnings that anyone who has read code goes on with alike. */
const beginnings: readonly [before: string, goesOn: string][] = [
  ['const items = [1, 2];\nfor (let i = 0; i < items.len', 'gth'],
  ["import { readFileSync } from 'fs';\n\nexport default func", 'tion'],
  ['export async function read(): Promise<string> {\n  const text = await load();\n  ret', 'urn'],
  ["import { a } from './a';\nimport { b } from './b';\nimport { c } from './c';\nimp", 'ort'],
  ['  constructor(name: string, value: string) {\n    this.name = name;\n    this.value = val', 'ue'],
];

const choose = (name: string) => commands.executeCommand('unroll.chooseNetwork', name);

/** Files of a network in the workspace's folder `networks`. */
class Folder {
  private readonly root: Uri;
  constructor() {
    const root = workspace.workspaceFolders?.[0]?.uri;
    if (!root) throw new Error('the tests want a folder to be open');
    this.root = Uri.joinPath(root, 'networks');
  }
  read(file: string): Thenable<Uint8Array> {
    return workspace.fs.readFile(Uri.joinPath(this.root, file));
  }
  write(file: string, content: Uint8Array | string): Thenable<void> {
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    return workspace.fs.writeFile(Uri.joinPath(this.root, file), bytes);
  }
  async remove(file: string): Promise<void> {
    await workspace.fs.delete(Uri.joinPath(this.root, file)).then(undefined, () => undefined);
  }
  /** Copies the network `own` under another name, a file or two of it changed. */
  async copy(
    name: string,
    change: (file: string, bytes: Uint8Array) => Uint8Array | undefined,
  ): Promise<void> {
    for (const file of ['own.json', 'own.weights', 'own.step.onnx', 'own.read.onnx', 'own.probe.onnx']) {
      let bytes = await this.read(file);
      if (file === 'own.json')
        bytes = new TextEncoder().encode(new TextDecoder().decode(bytes).replaceAll('"own.', `"${name}.`));
      const changed = change(file.slice(4), bytes);
      if (changed) await this.write(file.replace('own', name), changed);
    }
  }
}

describe('another network', () => {
  let api: UnrollApi;
  before(async () => {
    api = await unroll();
    await configure('eagerness', 'eager');
  });
  after(async () => {
    for (const setting of ['network', 'networkFolder', 'eagerness']) await configure(setting, undefined);
    await until('the default serves again', () => api.network() === 'default');
  });
  afterEach(closeAll);

  for (const name of shippedNetworks) {
    it(`gives ghost text: ${name}`, async () => {
      await choose(name);
      assert.equal(api.network(), name);
      assert.equal(api.status().state, 'ready');
      const offered: (string | undefined)[] = [];
      for (const [before, goesOn] of beginnings) {
        await open(before);
        const { text } = await ask(api);
        offered.push(text);
        if (text?.startsWith(goesOn)) return;
      }
      assert.fail(`none of the beginnings went on as it should: ${JSON.stringify(offered)}`);
    });
  }

  it('takes over without anything being lost, and the choice is remembered', async () => {
    await choose('default');
    const editor = await open('const items = [1, 2];\nfor (let i = 0; i < items.le');
    await type('n');
    const { text } = await ask(api);
    assert.ok(text);
    const took: string[] = [];
    for (const name of [...shippedNetworks, 'default']) {
      const begun = performance.now();
      const chosen = choose(name);
      await type('g');
      await until(`${name} serves`, () => api.network() === name);
      took.push(`${name} ${Math.round(performance.now() - begun)} ms`);
      await chosen;
      assert.equal(api.network(), name);
      assert.equal(workspace.getConfiguration('unroll').get('network'), name);
      await commands.executeCommand('deleteLeft');
    }
    console.log(`    switched, a key typed meanwhile: ${took.join(', ')}`);
    assert.equal(editor.document.getText(), 'const items = [1, 2];\nfor (let i = 0; i < items.len');
    assert.equal((await ask(api)).text, text, 'the same network answers as before');
  });

  it('is followed where the setting is changed by hand', async () => {
    await configure('network', 'lstm');
    await until('the LSTM serves', () => api.network() === 'lstm');
    await configure('network', undefined);
    await until('the default serves', () => api.network() === 'default');
  });

  it('that was trained on one’s own code loads from a folder and suggests', async () => {
    await configure('networkFolder', 'networks');
    await choose('own');
    assert.equal(api.network(), 'own');
    assert.match(api.status().detail, /parameters/);
    await open("import { window } from 'vscode';\n\nexport func");
    const { text = '' } = await ask(api);
    assert.ok(text.startsWith('tion'), JSON.stringify(text));
  });

  it('is not looked for where the settings make no sense, and the one that serves goes on', async () => {
    await choose('default');
    const nonsense: readonly unknown[] = [
      7,
      null,
      [],
      { a: 1 },
      '\0',
      '://',
      'x:y:z',
      'no-such://a',
      '../../..',
      '%',
      'a'.repeat(5000),
    ];
    try {
      for (const value of nonsense) {
        await configure('networkFolder', value);
        await configure('backend', value);
        await choose('own');
        assert.equal(api.status().state, 'ready', JSON.stringify(value));
        assert.equal(api.network(), 'default', JSON.stringify(value));
      }
    } finally {
      for (const setting of ['networkFolder', 'backend']) await configure(setting, undefined);
    }
    await until('the network is there', () => api.status().state === 'ready');
    await open(beginnings[0]?.[0] ?? '');
    assert.ok((await ask(api)).text);
  });

  describe('that is bad is refused with what is wrong with it, and the former goes on:', () => {
    let folder: Folder;
    before(async () => {
      folder = new Folder();
      await configure('networkFolder', 'networks');
      await choose('gru');
    });

    const cases: readonly [
      what: string,
      says: RegExp,
      change: (file: string, bytes: Uint8Array) => Uint8Array | undefined,
    ][] = [
      ['no weights', /bad\.weights is missing/, (file, b) => (file === 'weights' ? undefined : b)],
      [
        'half of its weights',
        /bad\.weights has [\d,]+ bytes/,
        (file, b) => (file === 'weights' ? b.slice(0, b.length / 2) : b),
      ],
      [
        'weights that are not numbers',
        /not a number/,
        (file, b) => (file === 'weights' ? b.map(() => 0xff) : b),
      ],
      ['a graph that is none', /bad\.step\.onnx/, (file, b) => (file === 'step.onnx' ? b.slice(0, 50) : b)],
      [
        'a manifest of another size than its graphs',
        /graphs of own do not run|bad\.(step|read)\.onnx/,
        (file, b) => (file === 'json' ? resized(b) : b),
      ],
      [
        'files outside of the folder',
        /field "weights\.file" is wrong: must be a file name without a folder/,
        (file, b) => (file === 'json' ? replaced(b, '"bad.weights"', '"../bad.weights"') : b),
      ],
      [
        'a manifest of megabytes',
        /bad\.json has 2 MB; more than 1 are not read/,
        (file, b) => (file === 'json' ? new Uint8Array(3 * 2 ** 19) : b),
      ],
    ];
    for (const [what, says, change] of cases) {
      it(what, async () => {
        await folder.remove('bad.weights');
        await folder.copy('bad', change);
        const troubles = api.log().length;
        await choose('bad');
        assert.equal(api.network(), 'gru');
        assert.equal(api.status().state, 'ready');
        assert.equal(workspace.getConfiguration('unroll').get('network'), 'gru', 'it is not remembered');
        assert.match(api.log().slice(troubles).join('\n'), says);
        await open(beginnings[0]?.[0] ?? '');
        const { silence } = await ask(api);
        assert.notInclude(['failed', 'loading'], silence);
      });
    }

    it('a name that nothing has', async () => {
      for (const [name, says] of [
        ['nothing', /nothing\.json is missing/],
        ['../models/gru', /is no name of a network/],
      ] as const) {
        const troubles = api.log().length;
        await choose(name);
        assert.equal(api.network(), 'gru');
        assert.match(api.log().slice(troubles).join('\n'), says);
      }
    });
  });
});

/** A manifest that says other sizes than its graphs have. */
function resized(bytes: Uint8Array): Uint8Array {
  const manifest = JSON.parse(new TextDecoder().decode(bytes)) as { layers: number[] };
  const layers = manifest.layers.map(units => units + 16);
  return new TextEncoder().encode(JSON.stringify({ ...manifest, layers }));
}

function replaced(bytes: Uint8Array, from: string, to: string): Uint8Array {
  const text = new TextDecoder().decode(bytes);
  assert.include(text, from);
  return new TextEncoder().encode(text.replace(from, to));
}
