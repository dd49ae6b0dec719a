import assert from 'node:assert/strict';
import { Snooze } from '../../src/editor/status/snooze.js';
import { activate } from '../../src/extension.js';
import { HashNetworks, serve, shippedManifests } from './editor-parts.js';
import { Clock } from './vscode/clock.js';
import { Host } from './vscode/host.js';

const [snooze, cancel, trigger] = ['snooze', 'cancelSnooze', 'trigger'].map(
  name => `editor.action.inlineSuggest.${name}`,
) as [string, string, string];

describe('the snooze of suggestions', () => {
  const clock = new Clock();
  beforeEach(() => clock.install());
  afterEach(() => clock.uninstall());

  it('is known from its beginning to its end, and no longer than until the editor asks again', async () => {
    const host = new Host();
    for (const command of [snooze, cancel, trigger]) host.commands.provide(command);
    const one = new Snooze();
    let changes = 0;
    one.onDidChange(() => changes++);
    const possible = one.possible();
    await clock.idle();
    assert.deepEqual(await possible, { begin: true, end: true });
    for (const end of ['time', 'cancel', 'asked'] as const) {
      await one.begin(5);
      const { runs } = host.commands;
      assert.deepEqual(runs.filter(({ command }) => command === snooze).at(-1)?.given, [5]);
      assert.ok(Math.abs((one.until ?? 0) - Date.now() - 300_000) < 1000, 'five minutes from now');
      await clock.pass(299_000);
      assert.notEqual(one.until, undefined, end);
      if (end === 'time') await clock.pass(2000);
      if (end === 'cancel') await one.cancel();
      if (end === 'asked') one.wasAsked();
      assert.equal(one.until, undefined, end);
      changes = 0;
      one.wasAsked();
      assert.equal(changes, 0, 'what is over is not told of again');
    }
    one.dispose();
  });

  it('is said in the status item, where it was begun in the menu', async () => {
    const host = new Host({ files: shippedManifests() });
    const restore = serve(new HashNetworks(host));
    for (const command of [snooze, cancel, trigger]) host.commands.provide(command);
    activate(host.context);
    host.open('/work/a.ts', 'let a = 1;\n');
    await clock.pass(2000);
    const run = async (pick: string) => {
      host.window.answers.set('Unroll is ready', pick);
      host.window.answers.set('Snooze suggestions', '15 minutes');
      const running = host.run('unroll.showMenu');
      await clock.pass(500);
      await running;
    };
    const [item] = host.window.statusItems;
    const said = () => item?.accessibilityInformation?.label ?? '';
    assert.doesNotMatch(said(), /snoozed/);
    await run('Snooze suggestions');
    assert.match(said(), /snoozed until/);
    assert.match(item?.text ?? '', /bell-slash/);
    await run('Cancel the snooze');
    assert.doesNotMatch(said(), /snoozed/);
    restore();
  });
});
