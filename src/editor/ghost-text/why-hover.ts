import {
  Hover,
  MarkdownString,
  Range,
  Uri,
  commands,
  type HoverProvider,
  type Position,
  type TextDocument,
  type TextEditor,
} from 'vscode';
import type { Chosen, Explanation } from '../../insight/why.js';
import type { Match } from '../../memory/matches.js';
import { decodeText, isContinuation } from '../../network/bytes.js';
import type { Cancellation } from '../../scheduler.js';
import { localizedPercent, t } from '../localize.js';
import type { Log } from '../log.js';
import type { Provider } from './provider.js';

/** Characters whose chances are listed, at most: a longer list is not read in a hover. */
const mostCharacters = 40;
/** The likeliest characters that are listed where nothing came to mind, and instead of one that did. */
const mostRunnersUp = 3;
const mostLikely = 5;

/** A character of what is explained. */
interface Character {
  readonly text: string;
  readonly chance: number;
  readonly alone: number;
  readonly match: Match | undefined;
  readonly others: Chosen['others'];
}

/** Shows at the caret why there is a suggestion, or none: what was thought of, character by character, and what says so. */
export class WhyHover implements HoverProvider {
  /** What was asked for last: the hover is shown there as long as the text is that. */
  private asked:
    | {
        readonly text: TextDocument;
        readonly version: number;
        readonly position: Position;
        readonly words: string;
      }
    | undefined;

  constructor(
    private readonly provider: Pick<Provider, 'why'>,
    private readonly log: Log,
  ) {}

  /** Opens the hover at the caret. @returns false where the editor has none */
  async show({ document: text, selection }: TextEditor, words: string): Promise<boolean> {
    this.asked = { text, version: text.version, position: selection.active, words };
    try {
      await commands.executeCommand('editor.action.showHover');
      return true;
    } catch {
      this.asked = undefined;
      return false;
    }
  }

  async provideHover(
    text: TextDocument,
    position: Position,
    cancellation: Cancellation,
  ): Promise<Hover | undefined> {
    const { asked } = this;
    const isAsked =
      asked?.text === text && asked.version === text.version && asked.position.isEqual(position);
    if (!isAsked) return undefined;
    const inView = `command:unroll.showActivations?${encodeURIComponent(JSON.stringify(['why']))}`;
    // The way on stands above the table, which may be longer than a hover is high.
    const content = new MarkdownString(
      `**Unroll** ${escaped(asked.words)}\n\n[${escaped(t`Open in Activations`)}](${inView})`,
    );
    content.isTrusted = { enabledCommands: ['unroll.showActivations'] };
    try {
      const found = await this.provider.why(text, position, cancellation);
      if (found) content.appendMarkdown(tableOf(found));
    } catch (error) {
      this.log.error('It could not be said byte by byte why there is a suggestion, or none.', error);
    }
    return new Hover(content, new Range(position, position));
  }
}

/** What was thought of, character by character; where that was nothing, the likeliest characters. */
function tableOf({ best, tree }: Explanation): string {
  if (best) {
    const characters = charactersOf(best.bytes);
    const rows = characters.slice(0, mostCharacters).map(({ text, chance, alone, match, others }) => [
      `**${nameOf(text)}**`,
      percent(chance),
      percent(alone),
      escaped(saidBy(chance, alone, match)),
      match ? linkTo(match) : '',
      others
        .slice(0, mostRunnersUp)
        .map(({ byte, probability }) => `${nameOf(decodeText(Uint8Array.of(byte)))} ${percent(probability)}`)
        .join(' '),
    ]);
    const more = characters.length > mostCharacters ? '\n\n…' : '';
    const columns = [t`Byte`, t`Chance`, t`Network`, t`Said by`, t`Seen in`, t`Instead`];
    return table(columns, rows) + more;
  }
  const likely = tree.filter(({ parent }) => parent === undefined).slice(0, mostLikely);
  const rows = likely.map(({ bytes, probability, match }) => [
    `**${nameOf(decodeText(Uint8Array.from(bytes)))}**`,
    percent(probability),
    match ? linkTo(match) : '',
  ]);
  return table([t`What comes next`, t`Chance`, t`Seen in`], rows);
}

/** Bytes by the characters that they make: a reader knows no others. */
function charactersOf(bytes: readonly Chosen[]): Character[] {
  const characters: Character[] = [];
  for (let from = 0; from < bytes.length;) {
    let to = from + 1;
    while (isContinuation(bytes[to]?.byte ?? 0)) to++;
    const all = bytes.slice(from, to);
    const [first] = all;
    from = to;
    if (!first) continue;
    characters.push({
      text: decodeText(Uint8Array.from(all, ({ byte }) => byte)),
      chance: all.reduce((product, { probability }) => product * probability, 1),
      alone: all.reduce((product, { alone }) => product * alone, 1),
      match: first.match,
      others: first.others,
    });
  }
  return characters;
}

/** Who says so: the memory where the network alone would have given it less than half of the chance that it has. */
function saidBy(chance: number, alone: number, match: Match | undefined): string {
  if (!match) return t`network`;
  return alone < chance / 2 ? t`memory` : t`both`;
}

function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  // The editor sets the cells of a table close to each other.
  const line = (cells: readonly string[]) => `| ${cells.join('&emsp; | ')} |\n`;
  const head = line(columns.map(escaped)) + `|${columns.map(() => ' :-- |').join('')}\n`;
  return `\n\n${head}${rows.map(line).join('')}`;
}

function linkTo({ name, line, character }: Match): string {
  const address = Uri.parse(name).with({ fragment: `L${line + 1},${character + 1}` });
  const { path } = address;
  return `[${escaped(`${path.slice(path.lastIndexOf('/') + 1)}:${line + 1}`)}](${address.toString()})`;
}

const spaces: Readonly<Record<string, string>> = { ' ': '␣', '\t': '⇥', '\n': '⏎', '\ufffd': '·' };

/** A character, or a few, as they can be seen. */
function nameOf(text: string): string {
  return escaped(Array.from(text, character => spaces[character] ?? character).join(''));
}

/** Text that Markdown takes for nothing but text: in a table, no bar ends a cell and no mark begins anything. */
function escaped(text: string): string {
  return text.replace(/[^\p{L}\p{N} ]/gu, character => `&#${character.codePointAt(0) ?? 0};`);
}

function percent(chance: number): string {
  return localizedPercent(chance).replace('<', '&lt;');
}
