// npm run replay:examples: types beginnings into the installed VSIX in both extension hosts, and says what was offered.
import { execFileSync } from 'node:child_process';
import { packVsix } from '../host/ship.mjs';
import { noCompletionList, root } from '../host/vscode.mjs';
import { ghostText, lastLine, openWindow } from '../host/workbench.mjs';

/** The file, what stands in it, what is typed at its end. */
const examples = [
  ['loop.ts', 'const items = [1, 2, 3];\n', 'for (let i = 0; i < items.len'],
  ['export.ts', "import { readFile } from 'node:fs/promises';\n\n", 'export async func'],
  ['throw.ts', 'export function check(value: string | undefined) {\n', 'if (value === undef'],
  ['class.ts', 'export class Point {\n', 'const'],
  ['promise.ts', 'export async function read(path: string): Pro', 'mise<str'],
  ['init.py', 'import os\n\n\nclass Reader(object):\n', '    def __in'],
  ['main.py', 'import sys\n\n\ndef main():\n    return 0\n\n\n', "if __name__ == '__ma"],
  ['raise.py', 'def read(path):\n    if not isinstance(path, str):\n', '        raise TypeErr'],
  ['for.py', 'names = ["a", "b"]\n', 'for i, name in enum'],
  ['import.py', 'import json\n', 'from typing import Opt'],
  [
    'error.go',
    'package main\n\nimport "os"\n\nfunc read(name string) error {\n\tf, err := os.Open(name)\n',
    '\tif err != n',
  ],
  ['return.go', 'package main\n\nfunc read() error {\n\terr := open()\n\tif err != nil {\n', '\t\tret'],
  ['func.go', 'package main\n\nimport "fmt"\n\n', 'func ma'],
  ['print.go', 'package main\n\nimport "fmt"\n\nfunc main() {\n', '\tfmt.Pri'],
  ['loop.go', 'package main\n\nfunc sum(values []int) int {\n\ttotal := 0\n', '\tfor _, value := ra'],
];
execFileSync(process.execPath, ['esbuild.mjs', '--production'], { cwd: root, stdio: 'inherit' });
const vsix = await packVsix();
for (const web of [false, true]) {
  const files = Object.fromEntries(examples.map(([name, text]) => [name, text]));
  const settings = { ...noCompletionList, 'editor.autoIndent': 'none', 'editor.insertSpaces': false };
  const window = await openWindow({ vsix, web, files, settings, open: examples[0][0] });
  const { page } = window;
  await page.locator('.statusbar-item:has-text("Unroll")').first().waitFor();
  console.log(`\n${web ? 'browser' : 'Node'} extension host, default eagerness\n`);
  console.log('| file | typed | offered | after Tab |\n|---|---|---|---|');
  for (const [name, , typed] of examples) {
    await page.keyboard.press('Control+P');
    await page.keyboard.type(name);
    await page.locator(`.quick-input-list .monaco-list-row.focused:has-text("${name}")`).waitFor();
    await page.keyboard.press('Enter');
    await page.locator(`.tab.active:has-text("${name}")`).waitFor();
    await page.waitForTimeout(300);
    await page.keyboard.press('Control+End');
    await page.waitForTimeout(300);
    await page.keyboard.type(typed, { delay: 80 });
    await page.waitForTimeout(1200);
    const offered = await ghostText(page);
    await window.picture(`example-${web ? 'browser' : 'node'}-${name}`);
    if (offered) await page.keyboard.press('Tab');
    await page.waitForTimeout(200);
    const line = await lastLine(page);
    console.log(
      `| ${name} | \`${typed.trim()}\` | ${offered ? `\`${offered}\`` : '(silence)'} | \`${line.trim()}\` |`,
    );
  }
  await window.close();
}
