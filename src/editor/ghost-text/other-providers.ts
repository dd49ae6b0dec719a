import { commands, extensions, workspace, type Disposable, type TextDocument } from 'vscode';

/** An extension that offers ghost text of its own, and how to tell whether it does so here. */
interface GhostTextExtension {
  readonly name: string;
  /** Identifiers of its extensions. */
  readonly extensions: readonly string[];
  /**
   * A command that is there only while it suggests: what comes with the editor is active, too, for those who never
   * signed in. It is seen, as extensions are not, from another extension host as well.
   */
  readonly command?: string;
  /** Settings that switch its ghost text off, everywhere or by language. */
  readonly switches?: readonly string[];
}

/** Values of such a setting that switch ghost text off. */
const offValues: readonly unknown[] = [false, 'off', 'manual'];

/** Known extensions with ghost text. Names of settings as their documentation gives them. */
const knownExtensions: readonly GhostTextExtension[] = [
  {
    name: 'GitHub Copilot',
    extensions: ['GitHub.copilot', 'GitHub.copilot-chat'],
    command: 'github.copilot.completions.toggle',
    switches: ['github.copilot.enable'],
  },
  { name: 'Tabnine', extensions: ['TabNine.tabnine-vscode', 'TabNine.tabnine-vscode-self-hosted-updater'] },
  {
    name: 'Windsurf',
    extensions: ['Codeium.codeium', 'Codeium.codeium-enterprise-updater'],
    switches: ['codeium.enableConfig'],
  },
  { name: 'Supermaven', extensions: ['Supermaven.supermaven'], switches: ['supermaven.enable'] },
  {
    name: 'Continue',
    extensions: ['Continue.continue'],
    switches: ['continue.enableTabAutocomplete'],
  },
  {
    name: 'Cody',
    extensions: ['sourcegraph.cody-ai'],
    switches: ['cody.suggestions.mode', 'cody.autocomplete.enabled', 'cody.autocomplete.languages'],
  },
  {
    name: 'Tabby',
    extensions: ['TabbyML.vscode-tabby'],
    switches: ['tabby.inlineCompletion.triggerMode'],
  },
  {
    name: 'llama.vscode',
    extensions: ['ggml-org.llama-vscode'],
    switches: ['llama-vscode.auto', 'llama-vscode.enabled'],
  },
  { name: 'Amazon Q', extensions: ['AmazonWebServices.amazon-q-vscode'] },
  {
    name: 'Gemini Code Assist',
    extensions: ['Google.geminicodeassist', 'GoogleCloudTools.cloudcode'],
    switches: [
      'geminicodeassist.enable',
      'geminicodeassist.inlineSuggestions.enableAuto',
      'cloudcode.duetAI.inlineSuggestions.enableAuto',
    ],
  },
  { name: 'IntelliCode Completions', extensions: ['VisualStudioExptTeam.vscodeintellicode-completions'] },
  {
    name: 'GitLab Duo',
    extensions: ['GitLab.gitlab-workflow'],
    switches: ['gitlab.duoCodeSuggestions.enabled', 'gitlab.duoCodeSuggestions.enabledSupportedLanguages'],
  },
  {
    name: 'Augment',
    extensions: ['augment.vscode-augment'],
    switches: ['augment.completions.enableAutomaticCompletions'],
  },
  {
    name: 'twinny',
    extensions: ['rjmacarthy.twinny'],
    switches: ['twinny.enabled', 'twinny.autoSuggestEnabled', 'twinny.enabledLanguages'],
  },
  {
    name: 'Kilo Code',
    extensions: ['kilocode.Kilo-Code'],
    switches: ['kilo-code.new.autocomplete.enableAutoTrigger'],
  },
  { name: 'CodeGeeX', extensions: ['AMiner.codegeex'] },
  { name: 'Fitten Code', extensions: ['FittenTech.Fitten-Code'] },
  { name: 'Lingma', extensions: ['Alibaba-Cloud.tongyi-lingma'] },
  { name: 'Comate', extensions: ['BaiduComate.comate'] },
  { name: 'Refact', extensions: ['smallcloud.codify'] },
];

/** Milliseconds for which the editor's list of commands is cached: the editor reports no change of it. */
const commandListMilliseconds = 30_000;

/**
 * Whether another extension offers ghost text too. No extension can see the editor's providers: this knows
 * the names of those that do so, whether they are active, and the settings that switch them off.
 */
export class OtherProviders implements Disposable {
  private candidates = this.find();
  private registeredCommands = new Set<string>();
  private commandsAskedAt = -Infinity;
  private readonly subscription = extensions.onDidChange(() => {
    this.candidates = this.find();
    this.commandsAskedAt = -Infinity;
  });

  /** The name of one that suggests in a document like this one. */
  in(document: TextDocument): string | undefined {
    this.refreshCommands().catch(() => undefined);
    return this.candidates.find(other => this.suggestsIn(other, document))?.name;
  }

  dispose(): void {
    this.subscription.dispose();
  }

  private find(): readonly GhostTextExtension[] {
    return knownExtensions.filter(
      ({ command, extensions: ids }) =>
        command !== undefined || ids.some(id => extensions.getExtension(id) !== undefined),
    );
  }

  private suggestsIn(other: GhostTextExtension, document: TextDocument): boolean {
    const { command, extensions: ids } = other;
    const isActive =
      command === undefined
        ? ids.some(id => extensions.getExtension(id)?.isActive)
        : this.registeredCommands.has(command);
    if (!isActive) return false;
    return !other.switches?.some(setting => offValues.includes(switchOf(setting, document)));
  }

  private async refreshCommands(): Promise<void> {
    const now = performance.now();
    if (now - this.commandsAskedAt < commandListMilliseconds) return;
    this.commandsAskedAt = now;
    this.registeredCommands = new Set(await commands.getCommands(true));
  }
}

/** The value of a setting, for the document's language where it tells languages apart. */
function switchOf(setting: string, document: TextDocument): unknown {
  const value: unknown = workspace.getConfiguration(undefined, document).get(setting);
  if (typeof value !== 'object' || value === null) return value;
  const byLanguage = value as Readonly<Record<string, unknown>>;
  return byLanguage[document.languageId] ?? byLanguage['*'];
}
