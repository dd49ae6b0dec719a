import { Location, ProgressLocation, commands, window, workspace, type TextDocument } from 'vscode';
import { DocumentSource } from '../editor/document-source.js';
import { t } from '../editor/say.js';
import type { StandingSilences } from '../editor/standing.js';
import { mostSimilar, type KeptState } from '../insight/similar.js';
import { Tracer } from '../insight/trace.js';
import { headerLanguage } from '../network/manifest.js';
import type { Network } from '../network/network.js';
import { Reader } from '../reading/reader.js';
import type { Cancellation } from '../reading/turn.js';
import type { Watched } from './host-watch.js';

/** Places that are listed. */
const listed = 20;
/** Documents that are looked through, and UTF-16 units of each, around the place that is shown of it. */
const [mostDocuments, mostOfEach] = [8, 6000];
/** UTF-16 units traced at a time: of each byte only the state is kept. */
const stride = 256;

/** Lists the places of the open files where the state is most like the one at the cursor, for the person to step through. */
export async function findSimilar(watched: Watched, standing: StandingSilences): Promise<number> {
  const { document, network, rows, cursor } = watched;
  const row = rows[cursor - 1];
  if (!row) {
    void window.showInformationMessage(t`Unroll: put the caret behind some text first.`);
    return 0;
  }
  const others = workspace.textDocuments.filter(
    other => other !== document && !standing.forbids(other) && !other.isClosed,
  );
  const documents = [document, ...others].slice(0, mostDocuments);
  const options = {
    location: ProgressLocation.Notification,
    title: t`Unroll: looking for places like this one`,
    cancellable: true,
  };
  const found = await window.withProgress(options, async (progress, cancellation) => {
    const kept: KeptState<TextDocument>[] = [];
    for (const one of documents) {
      const near = one === document ? row.end : 0;
      const share = 100 / documents.length;
      const told = (part: number) => progress.report({ increment: part * share });
      await gather(one, near, network, kept, cancellation, told);
      if (cancellation.isCancellationRequested) return undefined;
    }
    const target = { document, offset: row.end, vector: row.hidden };
    return mostSimilar(target, kept, listed, cancellation);
  });
  if (!found) return 0;
  const locations = found.map(
    ({ document, offset }) => new Location(document.uri, document.positionAt(Math.max(0, offset - 1))),
  );
  const place = document.positionAt(row.end);
  await commands.executeCommand('editor.action.showReferences', document.uri, place, locations);
  return locations.length;
}

/** Reads a document around a place, and keeps what the units put out after each of its characters. */
async function gather(
  document: TextDocument,
  near: number,
  network: Network,
  kept: KeptState<TextDocument>[],
  cancellation: Cancellation,
  told: (part: number) => void,
): Promise<void> {
  const source = new DocumentSource(document);
  const reader = new Reader(network, source, headerLanguage(network.manifest, document.languageId));
  const tracer = new Tracer(network, source, reader);
  const { version } = document;
  const begin = Math.max(0, Math.min(near - mostOfEach / 2, source.length - mostOfEach));
  const end = Math.min(source.length, begin + mostOfEach);
  for (let from = begin; from < end; from += stride) {
    const to = Math.min(end, from + stride);
    // What was edited meanwhile has other places: what was found so far is all there is.
    if (document.isClosed || document.version !== version) return;
    if (!(await tracer.fill(from, to, from, cancellation, () => undefined))) return;
    const { rows } = tracer.known(from, to, from);
    rows.forEach((row, i) => {
      // A copy: the row is a view of all that was computed beside it.
      if (rows[i + 1]?.end !== row.end) kept.push({ document, offset: row.end, vector: row.hidden.slice() });
    });
    told((to - from) / (end - begin));
  }
}
