import { Uri, type InlineCompletionItem, type TextDocument } from 'vscode';
import { activate, type UnrollApi } from '../../../src/extension.js';
import { Networks } from '../../../src/editor/engine/networks.js';
import { NetworkError } from '../../../src/network/manifest.js';
import { shippedNetworks } from '../../../src/network/shipped.js';
import { phrase } from '../../../src/phrase.js';
import { lessons } from '../../../src/panel/lessons/lessons.js';
import { HashNetworks, serve, shippedManifests } from '../editor-parts.js';
import { Page } from '../panel-page.js';
import type { Clock } from '../vscode/clock.js';
import type { FakeDocument, Replacement } from '../vscode/documents.js';
import type { FakeEditor } from '../vscode/editors.js';
import { ColorThemeKind, EndOfLine, InlineCompletionTriggerKind } from '../vscode/enums.js';
import { Host } from '../vscode/host.js';
import type { FakePanel, FakeWebview } from '../vscode/webview.js';
import { globs, ignoring, type Command } from './commands.js';
import { MixingNetwork } from './mixing-network.js';
import { Turns } from './turns.js';

/** Long enough for several anchors. */
const long = Array.from(
  { length: 14 },
  (_, i) => `export const value${i} = call(${i}, "ü");${' '.repeat(i % 4)}\n`,
).join('');

const manifests = shippedManifests();

const files: Readonly<Record<string, string>> = {
  ...manifests,
  '/work/a.ts': long,
  '/work/b.ts': 'const near = value1;\nlet é = "😀";\n',
  '/work/c.py': 'def f(x):\r\n    return x\r\n',
  '/work/sub/d.ts': 'export const deep = call(1);\n',
  '/work/.env': 'KEY=secret\n',
  '/work/.gitignore': '',
  '/else/e.ts': 'const elsewhere = 1;\n',
};

/** A page of the view, and whether it is on screen. */
export interface ShownPage {
  readonly page: Page;
  readonly isVisible: () => boolean;
}

/** The extension in a host, and what a person does there. */
export class World {
  readonly host: Host;
  readonly networks: HashNetworks;
  readonly api: UnrollApi;
  /** Did anything fail that was to fail? */
  hasFailed = false;
  /** Were suggestions switched off or on? What is open then is forgotten, and held again when it is worked in. */
  wasSwitched = false;
  /** Was anything excluded for one language? That a change of language makes such a text readable nobody is told until they look again. */
  get wasExcludedByLanguage(): boolean {
    return this.excluded.has('typescript');
  }

  /** What is excluded, for all languages and for one. */
  private readonly excluded = new Map<string | undefined, readonly string[]>();
  private viewPage: { readonly webview: FakeWebview; readonly page: Page } | undefined;
  private readonly panels: { readonly panel: FakePanel; readonly page: Page }[] = [];
  private offered: { readonly editor: FakeEditor; readonly item: InlineCompletionItem } | undefined;
  private readonly turns: Turns;
  private failedLoads = 0;
  private readonly restore: () => void;

  constructor(
    private readonly clock: Clock,
    delays: readonly number[],
  ) {
    this.turns = new Turns(delays);
    this.host = new Host({ folders: ['/work'], files, turn: this.turns.turn });
    this.networks = new HashNetworks(this.host, name => this.network(name));
    const takeBack = serve(this.networks);
    const markUnavailable = Object.getOwnPropertyDescriptor(Networks.prototype, 'markUnavailable');
    let failures = 0;
    // It fails on the last backend that there is, and at times on one before it.
    Networks.prototype.markUnavailable = () => ++failures % 3 === 0;
    this.restore = () => {
      takeBack();
      if (markUnavailable) Object.defineProperty(Networks.prototype, 'markUnavailable', markUnavailable);
    };
    this.host.open('/work/a.ts');
    this.api = activate(this.host.context);
  }

  /** Nobody fails any more. */
  heal(): void {
    this.failedLoads = 0;
    for (const network of this.networks.made) if (network instanceof MixingNetwork) network.isFailing = false;
  }

  /** Nobody looks any more. */
  hidePages(): void {
    this.host.view('unroll.activations').hide();
    for (const { panel } of this.panels) panel.hide();
  }

  end(): void {
    for (const part of this.host.context.subscriptions) part.dispose();
  }

  takeBack(): void {
    this.restore();
  }

  get editor(): FakeEditor | undefined {
    return this.host.window.active;
  }

  get pages(): readonly ShownPage[] {
    const { viewPage, panels } = this;
    const view = this.host.view('unroll.activations');
    return [
      ...(viewPage
        ? [{ page: viewPage.page, isVisible: () => view.visible && view.webview === viewPage.webview }]
        : []),
      ...panels.map(({ panel, page }) => ({ page, isVisible: () => panel.visible })),
    ];
  }

  /** May a document be read? */
  isReadable({ uri, languageId }: FakeDocument): boolean {
    return !uri.path.endsWith('.env') && !this.isExcluded(uri.path, languageId);
  }

  /** The workspace's files that the memory may hold, by their names there. */
  workspaceFiles(): Map<string, string> {
    const { host } = this;
    const holds = host.configuration.get('unroll').get('memory');
    const found = new Map<string, string>();
    if (host.folders.length === 0 || (holds !== undefined && holds !== 'workspace')) return found;
    const rules = host.files.textAt('/work/.gitignore') ?? '';
    const hidden = host.configuration.get('files').get<Record<string, boolean>>('exclude')?.['**/sub'];
    for (const path of host.files.below('/work', true)) {
      const languageId = path.endsWith('.py') ? 'python' : path.endsWith('.ts') ? 'typescript' : undefined;
      if (languageId === undefined || this.isExcluded(path, languageId) || ignoring[rules]?.(path)) continue;
      if (hidden && path.startsWith('/work/sub/')) continue;
      found.set(Uri.file(path).toString(), host.files.textAt(path) ?? '');
    }
    return found;
  }

  async run(command: Command): Promise<void> {
    const { host, editor } = this;
    const { document } = editor ?? {};
    switch (command.kind) {
      case 'pass':
        await this.clock.pass(command.milliseconds);
        break;
      case 'type':
        editor?.type(command.text);
        break;
      case 'edit':
        editor?.edit(apart(command.places, editor.document));
        break;
      case 'replaceAll':
        editor?.replaceAll(new RegExp(command.what), command.by);
        break;
      case 'backspace':
      case 'undo':
      case 'redo':
        editor?.[command.kind]();
        break;
      case 'save':
        if (document && !document.isUntitled) host.save(document);
        break;
      case 'move': {
        const anchor = command.at % (editor ? editor.document.getText().length + 1 : 1);
        editor?.select([{ anchor, active: anchor + command.select }]);
        break;
      }
      case 'scroll':
        editor?.scroll(command.line);
        break;
      case 'open':
        this.open(command.path, command.isBeside);
        break;
      case 'untitled':
        host.untitled(command.text, 'typescript');
        break;
      case 'close':
      case 'hide':
      case 'focus': {
        const { editors } = host.window;
        const chosen = editors[command.which % editors.length];
        if (chosen) host[command.kind](chosen);
        break;
      }
      case 'focusNone':
        host.focus(undefined);
        break;
      case 'language':
        if (document) host.setLanguage(document, command.languageId);
        break;
      case 'endOfLine':
        if (document)
          host.setEndOfLine(document, document.eol === EndOfLine.LF ? EndOfLine.CRLF : EndOfLine.LF);
        break;
      case 'exclude': {
        const { languageId } = command;
        this.excluded.set(languageId, command.globs ?? []);
        host.configure('unroll.exclude', command.globs, { ...(languageId !== undefined && { languageId }) });
        break;
      }
      case 'set':
        if (command.setting[0] === 'unroll.enabled') this.wasSwitched = true;
        host.configure(command.setting[0], command.setting[1]);
        break;
      case 'theme':
        host.setTheme(
          host.window.theme.kind === ColorThemeKind.Dark ? ColorThemeKind.HighContrast : ColorThemeKind.Dark,
        );
        break;
      case 'folder':
        if (host.folders.length > 0) host.removeFolder('/work');
        else host.addFolder('/work');
        break;
      case 'chooseNetwork':
        this.fails(command.name === 'none');
        this.ask('unroll.chooseNetwork', command.name);
        break;
      case 'networkSetting':
        this.fails(command.name === 'none');
        host.configure('unroll.network', command.name);
        break;
      case 'networkFails': {
        const { alive } = this.networks;
        const chosen = alive[command.which % alive.length];
        if (!(chosen instanceof MixingNetwork)) break;
        this.fails(true);
        chosen.isFailing = true;
        break;
      }
      case 'loadFails':
        this.fails(true);
        this.failedLoads++;
        break;
      case 'restart':
      case 'findSimilar':
      case 'explain':
      case 'colourBySurprise':
      case 'colourOff':
        this.ask(`unroll.${command.kind}`);
        break;
      case 'show':
        this.showView();
        break;
      case 'hideView':
        host.view('unroll.activations').hide();
        break;
      case 'disposeView':
        host.view('unroll.activations').dispose();
        break;
      case 'openPanel':
        this.openPanel();
        break;
      case 'closePanel':
        this.panels.pop()?.panel.close();
        break;
      case 'turnPanel':
        this.turnPanel(command.isShown);
        break;
      case 'track':
        this.shown(command.which)?.toggle(command.track);
        break;
      case 'compare':
        this.shown(command.which)?.toggle('compare');
        break;
      case 'moveTo':
        this.shown()?.moveTo(command.column);
        break;
      case 'lesson':
        this.shown()?.lesson(lessons[command.lesson.which]?.id, command.lesson.step);
        break;
      case 'leaveLesson':
        this.shown()?.lesson(undefined);
        break;
      case 'colour':
        this.shown()?.colour(command.by);
        break;
      case 'complete':
        if (editor) void this.complete(editor, command.byHand);
        break;
      case 'typeThrough': {
        const text = this.offered?.item.insertText;
        if (editor && editor === this.offered?.editor && typeof text === 'string')
          editor.type(text.slice(0, 1));
        break;
      }
      case 'accept': {
        const { offered } = this;
        this.offered = undefined;
        if (offered && offered.editor === editor) void offered.editor.accept(offered.item);
        break;
      }
      case 'write':
        host.files.write(command.path, command.text);
        break;
      case 'delete':
        if (exists(host, command.path)) host.files.remove(command.path);
        break;
      case 'ignore':
        host.files.write('/work/.gitignore', command.rules);
        break;
      case 'moveFolder':
        if (exists(host, '/work/sub')) host.files.move('/work/sub', '/work/moved');
        else if (exists(host, '/work/moved')) host.files.move('/work/moved', '/work/sub');
        break;
    }
  }

  /** Asks for ghost text where the caret stands. */
  async complete(editor: FakeEditor, byHand: boolean): Promise<void> {
    this.offered = undefined;
    const { Invoke, Automatic } = InlineCompletionTriggerKind;
    const [item] = await editor.complete({ triggerKind: byHand ? Invoke : Automatic });
    const { version } = editor.document;
    if (item && editor.document.version === version) this.offered = { editor, item };
  }

  private ask(name: string, ...given: unknown[]): void {
    void this.host.run(name, ...given);
  }

  private fails(really: boolean): void {
    if (really) this.hasFailed = true;
  }

  private open(path: string, isBeside: boolean): void {
    const { host } = this;
    const uri = Uri.file(path);
    const open = host.documents.at(uri);
    if (!open && host.files.textAt(path) === undefined) return;
    host.show(open ?? host.documentOf(uri, path.endsWith('.env') ? 'dotenv' : undefined), { isBeside });
  }

  private showView(): void {
    const view = this.host.view('unroll.activations');
    if (view.visible) return;
    void view.show();
    const { webview } = view;
    if (this.viewPage?.webview !== webview) this.viewPage = { webview, page: new Page(webview) };
    this.viewPage.page.load();
  }

  private openPanel(): void {
    if (this.panels.length > 1) return;
    this.ask('unroll.openActivations');
    const panel = this.host.window.panels.at(-1);
    if (!panel || this.panels.some(other => other.panel === panel)) return;
    const page = new Page(panel.webview, ['text', 'gates', 'units', 'connectivity', 'why']);
    page.load();
    this.panels.push({ panel, page });
  }

  private turnPanel(isShown: boolean): void {
    const [last] = this.panels.slice(-1);
    if (!last || last.panel.visible === isShown) return;
    if (isShown) {
      last.panel.show();
      last.page.load();
    } else last.panel.hide();
  }

  private shown(which = 0): Page | undefined {
    const shown = this.pages.filter(({ isVisible }) => isVisible());
    return shown[which % shown.length]?.page;
  }

  private isExcluded(path: string, languageId: string): boolean {
    const listed = [...(this.excluded.get(undefined) ?? []), ...(this.excluded.get(languageId) ?? [])];
    return listed.some(glob => globs[glob]?.(path));
  }

  private network(name: string): MixingNetwork {
    if (!(shippedNetworks as readonly string[]).includes(name))
      throw new NetworkError(phrase`No network named "${name}" ships`);
    if (this.failedLoads > 0) {
      this.failedLoads--;
      throw new NetworkError(phrase`the network ${name} cannot be read`);
    }
    return new MixingNetwork(name, this.turns.networkTurn);
  }
}

function exists(host: Host, path: string): boolean {
  return host.files.textAt(path) !== undefined || [...host.files.below(path, false)].length > 0;
}

/** Replacements that do not touch each other, nor part a character or a line end. */
function apart(
  places: readonly { readonly at: number; readonly removed: number; readonly text: string }[],
  document: TextDocument,
): Replacement[] {
  const { length } = document.getText();
  const replacements: Replacement[] = [];
  let end = -1;
  const offset = (at: number) => document.offsetAt(document.positionAt(at));
  for (const { at, removed, text } of [...places].sort(
    (a, b) => (a.at % (length + 1)) - (b.at % (length + 1)),
  )) {
    const from = offset(at % (length + 1));
    const to = offset(from + removed);
    if (from <= end) continue;
    replacements.push({ offset: from, removed: to - from, text });
    end = to;
  }
  return replacements;
}
