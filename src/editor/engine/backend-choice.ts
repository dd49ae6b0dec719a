import { ProgressLocation, commands, window, workspace, type Disposable, type Memento } from 'vscode';
import { inEnglish } from '../../phrase.js';
import type { Backends, FallBack } from './backends.js';
import { compareBackends, comparisonAsMarkdown } from './compare-backends.js';
import type { Engine } from './engine.js';
import type { Log } from '../log.js';
import type { Networks } from './networks.js';
import { reasonOf, t } from '../localize.js';

/** The storage key that records that the notice was shown; it is not shown again until the setting changes. */
const noticeShownKey = 'unroll.backendMissing';

/** "Unroll: Compare Backends", which the view shows and the command's caller gets as Markdown; following the setting, and saying once where what it asks for is not there. */
export function registerBackends(
  engine: Engine,
  networks: Networks,
  backends: Backends,
  memory: Memento,
  log: Log,
): Disposable[] {
  /** @param from `panel`: the view asks, and is on screen */
  const compare = async (from?: unknown) => {
    const progress = { location: ProgressLocation.Notification, title: 'Unroll', cancellable: true };
    try {
      if (from !== 'panel') await commands.executeCommand('unroll.showActivations', 'compare');
      const compared = await window.withProgress(progress, (report, cancellation) =>
        compareBackends(engine, networks, backends, message => report.report({ message }), cancellation),
      );
      if (compared === undefined) return undefined;
      backends.setCompared(compared);
      return comparisonAsMarkdown(compared);
    } catch (error) {
      log.error('The backends could not be compared.', error);
      void window.showErrorMessage(t`Unroll: ${reasonOf(error)}.`);
      return undefined;
    }
  };

  const showUnavailable = ({ to, reason }: FallBack) => {
    if (memory.get(noticeShownKey) === true) {
      log.info(`${inEnglish(reason)}: ${to.title} runs the network.`);
      return;
    }
    void memory.update(noticeShownKey, true);
    log.tell(t`${reason}. Unroll runs on ${to.title}, which gives the same suggestions.`);
  };

  return [
    commands.registerCommand('unroll.compareBackends', compare),
    backends.onDidFallBack(showUnavailable),
    workspace.onDidChangeConfiguration(event => {
      if (!event.affectsConfiguration('unroll.backend')) return;
      backends.resetUnavailable();
      void memory.update(noticeShownKey, undefined);
      if (engine.state.kind !== 'idle') void engine.restart();
    }),
  ];
}
