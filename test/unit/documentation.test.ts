import { assert } from 'chai';
import { readFileSync, readdirSync } from 'node:fs';
import { lessons } from '../../src/panel/lessons/lessons.js';

/** A setting as `package.json` declares it. */
interface Setting {
  readonly type: string | readonly string[];
  readonly default: unknown;
  readonly enum?: readonly string[];
  readonly enumDescriptions?: readonly string[];
  readonly markdownEnumDescriptions?: readonly string[];
  readonly markdownDescription: string;
  readonly scope?: string;
  readonly order: number;
}

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string }[];
    readonly configuration: readonly {
      readonly title: string;
      readonly properties: Readonly<Record<string, Setting>>;
    }[];
    readonly keybindings?: unknown;
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
  };
}

const read = (file: string) => readFileSync(file, 'utf8');
const { contributes } = JSON.parse(read('package.json')) as Manifest;
const words = (file: string) => JSON.parse(read(file)) as Readonly<Record<string, string>>;
const nls = { en: words('package.nls.json'), vi: words('package.nls.vi.json') };
const settings = new Map(
  [contributes.configuration].flat().flatMap(({ properties }) => Object.entries(properties)),
);
const commands = new Set(contributes.commands.map(({ command }) => command));
const views = new Set(
  Object.values(contributes.views)
    .flat()
    .map(({ id }) => id),
);

const pages = (folder: string) =>
  readdirSync(folder)
    .filter(name => name.endsWith('.md'))
    .map(name => (folder === '.' ? name : `${folder}/${name}`));
const readme = read('README.md');
/** All that a person reads before and beside the code, by where it stands and in which language. */
const texts: readonly (readonly [where: string, tongue: 'en' | 'vi', text: string])[] = [
  ...[...pages('.'), ...pages('models'), ...pages('media'), 'test/replay/README.md'].map(
    file => [file, file.endsWith('.nls.vi.md') ? 'vi' : 'en', read(file)] as const,
  ),
  ...(['en', 'vi'] as const).flatMap(tongue =>
    Object.entries(nls[tongue]).map(([key, text]) => [`${key} (${tongue})`, tongue, text] as const),
  ),
];

/** The rows of the table whose first heading is this. */
function rowsOf(text: string, heading: string): string[][] {
  const lines = text.split('\n');
  const from = lines.findIndex(line => line.startsWith('|') && cellsOf(line)[0] === heading);
  assert.isAtLeast(from, 0, `no table of a ${heading}`);
  const rest = lines.slice(from + 2);
  const end = rest.findIndex(line => !line.startsWith('|'));
  return rest.slice(0, end < 0 ? undefined : end).map(cellsOf);
}
const cellsOf = (line: string) =>
  line
    .split('|')
    .slice(1, -1)
    .map(cell => cell.trim());
const numbersInWords: Readonly<Record<number, string>> = { 12: 'twelve', 13: 'thirteen', 14: 'fourteen' };
const inBackticks = (text: string) => [...text.matchAll(/`([^`]+)`/g)].map(([, name]) => name ?? '');

describe('the documentation', () => {
  it('names no setting, command or view that the manifest does not have', () => {
    const ours = new Set([...settings.keys(), ...commands, ...views]);
    let found = 0;
    for (const [where, , text] of texts)
      for (const [name] of text.matchAll(/\bunroll\.[a-z]\w*(?!-)/g)) {
        // Names of files and of what the editor is told are no settings.
        if (/^unroll\.(unroll|sha256|vsix)$/.test(name)) continue;
        assert.ok(ours.has(name), `${where}: ${name}`);
        found++;
      }
    assert.isAbove(found, 50);
  });

  it('calls commands by their titles', () => {
    const titles = (tongue: 'en' | 'vi') =>
      new Set(contributes.commands.map(({ title }) => nls[tongue][title.slice(1, -1)]));
    const known = { en: titles('en'), vi: titles('vi') };
    let found = 0;
    for (const [where, tongue, text] of texts)
      for (const [, name] of text.matchAll(/(?<=[*_])Unroll:\s([^*_]+?)(?=[*_])/g)) {
        const title = name?.replace(/\s+/g, ' ');
        assert.ok(known[tongue].has(title), `${where}: Unroll: ${title}`);
        found++;
      }
    assert.isAbove(found, 15);
  });

  it('lists every setting once in the README, with its default and its values', () => {
    const rows = rowsOf(readme, 'setting');
    assert.sameMembers(
      rows.map(([name = '']) => inBackticks(name)[0]),
      [...settings.keys()],
    );
    for (const [name = '', value = '', description = ''] of rows) {
      const setting = settings.get(name.slice(1, -1));
      const written = inBackticks(value)[0];
      assert.equal(written, JSON.stringify(setting?.default).replace(/^"(.+)"$/, '$1'), name);
      for (const one of setting?.enum ?? []) assert.include(inBackticks(description), one, name);
      const isNamed = (word: string) => (setting?.enum ?? [word]).includes(word) || /\W/.test(word);
      for (const word of inBackticks(description)) assert.ok(isNamed(word), `${name}: ${word}`);
    }
  });

  it('says how many of them can be set for a language: those that come first', () => {
    const numbers = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];
    const [, said = ''] = /The first (\w+) settings can be set for one language/.exec(readme) ?? [];
    const isForLanguages = rowsOf(readme, 'setting').map(
      ([name = '']) => settings.get(name.slice(1, -1))?.scope === 'language-overridable',
    );
    assert.deepEqual(
      isForLanguages,
      isForLanguages.map((_, i) => i < numbers.indexOf(said)),
    );
  });

  it('says of its three figures what the tables say that its commands write', () => {
    const replay = read('test/replay/README.md');
    const [test = ''] = /(?<=<!-- test -->)[^]*(?=<!-- \/test -->)/.exec(replay) ?? [];
    const lines = test.split('\n').map(cellsOf);
    const numbers = (name: string) => lines.filter(([first]) => first === name);
    const figures = ['all', 'words'].map(name => {
      const [[, , net] = [], [, , , , , milliseconds = ''] = []] = numbers(name);
      return { net, milliseconds: milliseconds.split(' / ').slice(0, 2).join(' / ') };
    });
    const [, bytes = ''] = /\| weights on disk \| ([\d,]+) bytes/.exec(read('models/README.md')) ?? [];
    const megabytes = `${(Number(bytes.replaceAll(',', '')) / 1e6).toFixed(1)} MB`;
    const rows = rowsOf(readme, 'replayed typing in projects that the network has never seen');
    assert.deepEqual(
      rows.map(row => row.slice(1)),
      [figures.map(({ net }) => net), figures.map(({ milliseconds }) => milliseconds), [megabytes, 'none']],
      'README.md, first table',
    );
  });

  it('says of no other value that it is the default', () => {
    const values = new Set([...settings.values()].map(({ default: value }) => String(value)));
    for (const [where, , text] of texts)
      for (const [, value] of text.matchAll(/`([^`]+)`,? \((?:the|by) default\b/g))
        assert.ok(values.has(value ?? ''), `${where}: ${value}`);
  });

  it('describes the values of a setting in their order', () => {
    for (const [name, setting] of settings) {
      const described = setting.markdownEnumDescriptions ?? setting.enumDescriptions;
      const key = name.replace('unroll.', 'setting.');
      assert.equal(setting.markdownDescription, `%${key}%`);
      assert.deepEqual(
        described,
        setting.enum?.map(value => `%${key}.${value}%`),
        name,
      );
    }
  });

  it('names no key that the manifest or VS Code does not have, and no key for what has none', () => {
    assert.isUndefined(contributes.keybindings, 'the README says that Unroll binds no keys');
    assert.match(readme, /Unroll binds (none|no keys)/);
    // From src/vs/editor/contrib/inlineCompletions/browser/controller/commands.ts of VS Code.
    const defaults: Readonly<Record<string, readonly string[]>> = {
      commit: ['Tab'],
      acceptNextWord: ['Ctrl+→', '⌘→'],
      hide: ['Escape'],
      trigger: [],
      showNext: ['Alt+]', '⌥]'],
      showPrevious: ['Alt+[', '⌥['],
    };
    const bold = (text: string) => [...text.matchAll(/\*\*([^*]+)\*\*/g)].map(([, key]) => key ?? '');
    const rows = rowsOf(readme, 'key');
    for (const [keys = '', , command = ''] of rows) {
      const names = inBackticks(command).map(name =>
        name.replace(/^(editor\.action\.inlineSuggest)?\.+/, ''),
      );
      assert.sameMembers(
        bold(keys),
        names.flatMap(name => defaults[name] ?? ['no such command']),
        command,
      );
    }
    const known = new Set(Object.values(defaults).flat());
    for (const tongue of ['en', 'vi'] as const)
      for (const key of bold(nls[tongue]['walkthrough.take.description'] ?? ''))
        assert.ok(known.has(key), `${tongue}: ${key}`);
  });

  it('has settings that say what they control, and those of one machine that can differ from machine to machine', () => {
    for (const name of settings.keys())
      assert.match(
        nls.en[name.replace('unroll.', 'setting.')] ?? '',
        /^(Controls|Limits|Names|Globs) /,
        name,
      );
    for (const name of ['unroll.backend', 'unroll.networkFolder'])
      assert.equal(settings.get(name)?.scope, 'machine-overridable', name);
    assert.isAtLeast(contributes.configuration.length, 4);
  });

  it('has commands that begin with a verb', () => {
    for (const { title } of contributes.commands)
      assert.match(
        nls.en[title.slice(1, -1)] ?? '',
        /^(Turn|Suggest|Explain|Reset|Choose|Compare|Reload|Show|Open|Color|Stop|Find|Export) /,
      );
  });

  it('has steps of the walkthrough, and commands, that wait for nothing of ours that nobody tells the editor', () => {
    const source = readdirSync('src', { recursive: true, encoding: 'utf8' })
      .filter(name => /\.tsx?$/.test(name))
      .map(name => read(`src/${name}`))
      .join('\n');
    const told = new Set([...source.matchAll(/setContext\W+(unroll\.\w+)/g)].map(([, key]) => key));
    const waited = [...read('package.json').matchAll(/"onContext:(unroll\.\w+)"|"when": "([^"]+)"/g)].flatMap(
      ([, context, when]) => context ?? when?.match(/\bunroll\.(?!activations)\w+/g) ?? [],
    );
    assert.includeMembers(waited, ['unroll.suggested', 'unroll.accepted', 'unroll.coloured']);
    for (const key of waited) assert.ok(told.has(key), key);
    const events = [...read('package.json').matchAll(/"on(?:Command|SettingChanged|View):([^"]+)"/g)];
    const ours = new Set([...settings.keys(), ...commands, ...views]);
    for (const [, name = ''] of events) assert.ok(ours.has(name), name);
  });

  it('says how many lessons there are', () => {
    assert.include(readme, `${numbersInWords[lessons.length]} short lessons`);
    assert.include(read('CHANGELOG.md').toLowerCase(), `${numbersInWords[lessons.length]} lessons`);
  });

  it('sends nobody from a setting to a file that cannot be opened from there', () => {
    for (const tongue of ['en', 'vi'] as const)
      for (const [key, text] of Object.entries(nls[tongue]))
        assert.notMatch(text, /[\w/]+\.md\b/, `${key} (${tongue})`);
  });
});
