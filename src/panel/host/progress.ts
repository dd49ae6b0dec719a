import { ProgressLocation, window } from 'vscode';

/** Milliseconds after which a notification shows the progress. */
const notificationDelay = 1000;

/**
 * Does something that may take a while: if it does, a notification says how far it is, and offers to stop.
 * @param work calls `report` with the share that is done, 0 to 1
 */
export async function withProgress<T>(
  title: string,
  stop: () => void,
  work: (report: (share: number) => void) => Promise<T>,
): Promise<T> {
  let [share, shown] = [0, 0];
  let show: () => void = () => undefined;
  const running = work(now => {
    share = now;
    show();
  });
  const ended = running.then(
    () => undefined,
    () => undefined,
  );
  const timer = setTimeout(() => {
    const options = { location: ProgressLocation.Notification, title, cancellable: true };
    void window.withProgress(options, (progress, cancellation) => {
      cancellation.onCancellationRequested(stop);
      show = () => {
        progress.report({ increment: 100 * (share - shown) });
        shown = share;
      };
      show();
      return ended;
    });
  }, notificationDelay);
  try {
    return await running;
  } finally {
    clearTimeout(timer);
  }
}
