import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assert } from 'chai';

/** The codicons that are used: each was looked up in VS Code's list. An unknown name is shown as its letters. */
const codicons = new Set([
  ...['bell', 'bell-slash', 'check', 'circle-slash', 'circuit-board', 'clear-all', 'code', 'error'],
  ...['folder-opened', 'link-external', 'loading', 'mortar-board', 'output', 'paintcan', 'pulse', 'question'],
  ...['refresh', 'search', 'settings-gear', 'sparkle'],
]);

describe('icons', () => {
  it('are those that VS Code has', () => {
    const sources = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter(name =>
      /\.tsx?$/.test(name),
    );
    for (const file of ['package.json', ...sources.map(name => join('src', name))])
      for (const [, name = ''] of readFileSync(file, 'utf8').matchAll(/\$\(([a-z-]+)(?:~[a-z]+)?\)/g))
        assert.isTrue(codicons.has(name), `${file}: $(${name})`);
  });
});
