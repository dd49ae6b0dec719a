// Types a few lines into a real VS Code by `npm run replay:live`: nothing else notices when its typist no longer reaches the editor.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../host/vscode.mjs';

describe('the replay in a real editor', () => {
  it('types, sees what is suggested, takes it, and leaves the text as it is to be', async function () {
    this.timeout(300_000);
    const folder = await mkdtemp(join(tmpdir(), 'unroll-live-'));
    try {
      const json = join(folder, 'live.json');
      const asked = ['test/replay/habits.ts', '--keys', '80', '--patient', '--json', json];
      await promisify(execFile)(process.execPath, ['test/replay/live.mjs', ...asked], { cwd: root });
      const { worth, lists } = JSON.parse(await readFile(json, 'utf8'));
      const [live, simulated] = [worth['all, live'], worth['all, simulated']];
      assert.ok(live.keys >= 80, `${live.keys} keys`);
      assert.equal(live.keys, simulated.keys);
      assert.ok(live.keysSaved > 0, 'something was shown, seen and taken');
      // The editor closes a bracket now and then where the typist does not expect it.
      assert.ok(lists.all.mended < live.keys / 20, `the text was mended ${lists.all.mended} times`);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
