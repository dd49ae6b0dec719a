import { Location, commands, window, workspace } from 'vscode';
import type { Documents } from '../../editor/documents/documents.js';
import type { OpenDocument } from '../../editor/documents/open-document.js';
import { t } from '../../editor/localize.js';
import { likenessTo, mostSimilar, type SimilarPlace } from '../../insight/similar.js';
import { survey, type SurveyRange } from '../../insight/survey.js';
import { headerLanguage, type Manifest } from '../../network/manifest.js';
import { Attention } from './attention.js';
import { withProgress } from './progress.js';
import type { Watched } from './watch.js';

/** Places that are listed. */
const maximumPlaces = 20;
/** Documents that are looked through, and UTF-16 units of each: around the caret, or from its top. */
const [maximumDocuments, maximumUnits] = [8, 6000];
/** Characters between two reports of the progress. */
const placesBetweenReports = 200;

/**
 * Lists the places of the open files where the state is most like the one at the cursor, for the person to step through. Given up
 * when they go on with something else.
 * @returns how many were found
 */
export async function findSimilar(watched: Watched, documents: Documents): Promise<number> {
  const { document, network, rows, cursor } = watched;
  const row = rows[cursor - 1];
  if (!row) {
    void window.showInformationMessage(t`Unroll: put the caret after some text first.`);
    return 0;
  }
  // The cells of a notebook are one.
  const open = new Set([document, ...workspace.textDocuments.flatMap(text => documents.of(text) ?? [])]);
  const searched = [...open].slice(0, maximumDocuments);
  const editions = new Map(searched.map(one => [one, one.edition]));
  const stretches = searched.map(one => around(one, one === document ? row.end : 0, network.manifest));
  const all = stretches.reduce((sum, { from, to }) => sum + to - from, 0);
  const likeness = likenessTo(row.hidden);
  const attention = new Attention(document, row.end);
  try {
    const found = await withProgress(
      t`Unroll: looking for places like this one`,
      () => attention.end(),
      async report => {
        const places: SimilarPlace<OpenDocument>[] = [];
        const isDone = await survey(network, stretches, attention, (document, offset, hidden) => {
          places.push({ document, offset, likeness: likeness(hidden) });
          if (places.length % placesBetweenReports === 0) report(places.length / all);
        });
        return isDone ? places : undefined;
      },
    );
    if (!found) return 0;
    // Where text was edited meanwhile the places are others.
    const unchanged = found.filter(
      ({ document }) => !document.isEnded && document.edition === editions.get(document),
    );
    const locations = mostSimilar({ document, offset: row.end }, unchanged, maximumPlaces).map(
      ({ document, offset }) => locationOf(document, Math.max(0, offset - 1)),
    );
    if (locations.length === 0) {
      void window.showInformationMessage(t`Unroll: no place in the open files is like this one.`);
      return 0;
    }
    const { uri, range } = locationOf(document, row.end);
    await commands.executeCommand('editor.action.showReferences', uri, range.start, locations);
    return locations.length;
  } finally {
    attention.dispose();
  }
}

function locationOf(document: OpenDocument, offset: number): Location {
  const { text, position } = document.positionAt(offset);
  return new Location(text.uri, position);
}

/** The part of a document that is searched, around a place. */
function around(document: OpenDocument, near: number, manifest: Manifest): SurveyRange<OpenDocument> {
  const { source } = document;
  const language = headerLanguage(manifest, document.languageId);
  const from = Math.max(0, Math.min(near - maximumUnits / 2, source.length - maximumUnits));
  return { document, source, language, from, to: Math.min(source.length, from + maximumUnits) };
}
