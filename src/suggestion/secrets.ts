/** Names of files, in small letters, that hold secrets by custom. */
const names = setOf(
  // Of programs that log in somewhere
  '.netrc _netrc .npmrc .yarnrc .yarnrc.yml .pypirc .pgpass pgpass.conf .my.cnf .mylogin.cnf',
  '.git-credentials .gitcredentials .htpasswd htpasswd .htdigest .s3cfg .passwd-s3fs .boto .dockercfg',
  '.dockerconfigjson .terraformrc terraform.rc .databrickscfg .snowsql .esmtprc .msmtprc .mbsyncrc',
  '.fetchmailrc .getmailrc .offlineimaprc .authinfo .ftpconfig .ftppass .lftprc .cvspass',
  '.smbcredentials .twurlrc .trc .hubrc .curlrc .wgetrc .rediscli_auth .odbc.ini .mongorc.js',
  '.mongoshrc.js .dbshell sftp-config.json sftp.json ftp-sync.json .remote-sync.json rclone.conf',
  'sitemanager.xml recentservers.xml filezilla.xml winscp.ini hosts.yml.gpg kaggle.json ngrok.yml',
  'profiles.yml settings-security.xml auth.json accesstokens.json credentials .credentials',
  'credentials.tfrc.json application_default_credentials.json msal_token_cache.json',
  // Of clusters and machines
  'kubeconfig k3s.yaml rke2.yaml talosconfig omniconfig admin.conf super-admin.conf kubelet.conf',
  'controller-manager.conf scheduler.conf shadow gshadow master.passwd krb5.keytab wallet.dat',
  'openssl.key',
  // Of programs that are built
  'local.settings.json master.key wp-config.php connectionstrings.config google-services.json',
  'googleservice-info.plist key.properties keys.properties keystore.properties signing.properties',
  'local.properties apikey.properties apikeys.properties arduino_secrets.h database.yml knife.rb',
  'api_key.json apikey.json api-key.json api_keys.json apikeys.json api-keys.json key.json',
  'keyfile.json keyfile token.json token.pickle token.txt tokens.txt cookies.txt cookies.sqlite',
  'key3.db key4.db logins.json signons.sqlite consolehost_history.txt fish_history .histfile',
  '.viminfo',
);

/** Endings of such files: keys, stores of them and of passwords, settings of networks, the state and the variables of Terraform. */
const endings = setOf(
  'pem key p12 pfx p8 pk8 pkcs8 pkcs12 jks jceks keystore bks bcfks uber ppk pvk snk pkey priv',
  'privkey sec secring gpg pgp kbx jwk jwks rsa dsa ecdsa ed25519 kdb kdbx keychain keychain-db',
  'psafe3 agilekeychain opvault 1pif 1pux enpass wallet keytab ovpn pcf tblk rdp age mobileconfig',
  'mobileprovision provisionprofile htpasswd netrc pgpass tfvars tfstate tfplan publishsettings',
  'pubxml cscfg kubeconfig dockercfg dockerconfigjson eyaml vault env envrc dotenv secret secrets',
  'credential credentials password passwords passwd token',
);

/** Endings of files of settings and of data: a word that is a program's in others is a secret's in these. */
const data =
  'jsonc?|json5|ya?ml|toml|ini|cfg|conf|config|cnf|properties|props|xml|plist|xcconfig|txt|text|csv|tsv|env|hcl|tf|sops|enc|dat|db|sqlite|bin|sh|bash|zsh|fish|ps1|bat|cmd|rc|lst|list';
/** The words that are a secret's there. */
const words =
  'secrets?|credentials?|creds?|passwords?|passwds?|passphrases?|pwds?|pass|api[_-]?keys?|(?:access|auth|bearer|refresh|api|deploy|bot|id)[_-]?tokens?|private[_-]?keys?|(?:secret|access|service|signing|encryption|master)[_-]?keys?|service[_-]?accounts?(?:[_-]?keys?)?|client[_-]?secrets?|firebase[_-]?adminsdk|keystore|vault(?:[_-]?pass(?:word)?)?|kube[_-]?config|oauth2?(?:[_-]?(?:token|creds?))?|serviceaccount';

/** What a file of settings may be for. */
const stages = 'local|dev|development|prod|production|test|testing|stage|staging|ci|docker';

/** What else their names look like. */
const shapes = [
  // .env, .env.local, .envrc, .flaskenv, .dev.vars, .prod.vars.local
  /^\.env|^\.[a-z]*env$|^\.(?:[a-z]+\.)?vars(?:\.|$)/,
  // prod.env.json, app.env.local
  new RegExp(`\\.env\\.(?:${stages}|${data})$`),
  // env.production, env.local
  new RegExp(`^env\\.(?:${stages})$`),
  // id_rsa, id_ed25519.pub, id_work, deploy_rsa, ssh_host_rsa_key
  /^id_(?:rsa|dsa|ecdsa|ed25519)|^id_[^.]*$|[_-](?:rsa|dsa|ecdsa|ed25519)(?:_key)?$|^ssh_host_.*_key$/,
  // secrets.yaml, app-secrets.json, client_secret_123.json, app-firebase-adminsdk-x1.json, serviceAccountKey.json, vault.yml
  new RegExp(`(?:^|[._-])(?:${words})(?:[._-].*)?\\.(?:${data})$`),
  // gcp-key.json, deploy_key.json; not keys.json, where words of translations stand
  /[._-](?:key|keyfile)\.(?:json|ya?ml|txt|b64|base64|xml)$/,
  // .vault_pass, .vault-password.txt, vault_pass
  /^\.?vault[_-](?:pass|token)/,
  // .prod-secrets, .github_token, .api-key, .passwords
  new RegExp(`^\\.(?:[a-z]+[_-])*(?:${words}|token)(?:\\.[a-z]+)?$`),
  // .bash_history, .python_history
  /^\.\w+_history$/,
  // kubeconfig-prod, kube_config_cluster.yml, config-prod.kubeconfig.yaml
  new RegExp(`^kube[_-]?config(?:[_-][^.]*)?(?:\\.(?:${stages}|${data}))?$|\\.kubeconfig\\.`),
  /^wg\d+\.conf$|^utc--\d{4}-/,
  /\.tfstate\.|\.tfvars\.json$|^terraform\.tfstate/,
  /\.mobileprovision\.|^authkey_\w+\./,
];

/** Folders in which everything is one. */
const folders = setOf(
  '.ssh .gnupg .gpg .aws .azure .kube .password-store .secrets .secret .credentials .oci .aliyun',
  '.bluemix .docker-secrets .minikube .chef .heroku .snowflake .sops .vault .vaults .keys .certs',
  '.gcloud .mozilla .thunderbird .purple .electrum .bitcoin .ethereum .1password .op .tfe',
  '.step .putty',
);
/** Folders, no more than three above it, in which a file of settings or data is one. */
const foldersOfData =
  /^(?:[\w.-]*[._-])?(?:secrets?|credentials?|creds|passwords?|private[_-]?keys?)$|^gcloud$/;

/** Files that are so named elsewhere, too, by the folder that they lie in. */
const filesOf: Readonly<Record<string, readonly string[]>> = {
  '.docker': ['config.json'],
  '.gradle': ['gradle.properties'],
  '.m2': ['settings.xml'],
  '.cargo': ['credentials.toml'],
  age: ['keys.txt'],
  '.gem': ['credentials'],
  '.nuget': ['nuget.config'],
  '.bundle': ['config'],
  '.pip': ['pip.conf'],
  '.composer': ['auth.json'],
  '.huggingface': ['token'],
  huggingface: ['token', 'stored_tokens'],
  '.fly': ['config.yml'],
  '.netlify': ['config.json'],
  '.railway': ['config.json'],
  '.circleci': ['cli.yml'],
  '.ngrok2': ['ngrok.yml'],
  '.subversion': ['servers'],
  gh: ['hosts.yml'],
  hub: ['hub'],
  doctl: ['config.yaml'],
  'glab-cli': ['config.yml'],
  containers: ['auth.json'],
};

/** The editor's identifiers of languages whose files are. */
const languages = setOf(
  'dotenv dotenv-vault env envfile terraform-vars tfvars ansible-vault sops netrc htpasswd',
  'pem pgp gpg ssh-key kubeconfig opensshprivatekey keepass',
);

/** What a copy's name ends in: of a secret it is one. */
const copies =
  /(?:~|\.(?:bak|backup|bkp|old|orig|original|save|saved|swp|swo|tmp|temp|copy|new|prev|rej|dec|decrypted|dec\d*|plain|plaintext|clear|cleartext|enc|encrypted|crypt|sops|asc|age|gpg|gz|zip|zst|b64|base64|example|sample|template|dist|tpl|j2|\d{1,8})|[ _-](?:copy|backup|old)(?: ?\d+)?| ?\(\d+\))$/;

/**
 * Does a file hold secrets, by its name, where it lies, and its language? Where it is a link ask this of what it leads to as well.
 * @param path the path of its address
 * @param languageId the editor's identifier of its language, where that is known
 */
export function isSecret(path: string, languageId = ''): boolean {
  if (languages.has(languageId)) return true;
  const parts = path.toLowerCase().split(/[\\/]/);
  const name = parts.pop() ?? '';
  if (parts.some(part => folders.has(part))) return true;
  const isOfData = parts.slice(-3).some(part => foldersOfData.test(part));
  // A copy of a copy, and more, nobody keeps.
  let rest = name;
  for (let left = 4; left > 0; left--) {
    if (isSecretName(rest, parts.at(-1) ?? '') || (isOfData && isData(rest))) return true;
    const original = originalOf(rest);
    if (original === rest) return false;
    rest = original;
  }
  return false;
}

/** The name of what a file is a copy of, or the name itself. */
function originalOf(name: string): string {
  const dot = name.lastIndexOf('.');
  const [stem, ending] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
  const outer = name.replace(copies, '');
  if (outer !== name) return outer;
  // `credentials (1).json`, `secrets.dec.yaml`
  const inner = stem.replace(copies, '');
  return inner === stem ? name : inner + ending;
}

function isSecretName(name: string, folder: string): boolean {
  if (names.has(name) || filesOf[folder]?.includes(name)) return true;
  const dot = name.lastIndexOf('.');
  return (dot >= 0 && endings.has(name.slice(dot + 1))) || shapes.some(shape => shape.test(name));
}

const isDataName = new RegExp(`^[^.]*$|^\\.[^.]*$|\\.(?:${data}|dec|crt|cer|der|b64|j2|template)$`);

function isData(name: string): boolean {
  return isDataName.test(name);
}

function setOf(...lines: readonly string[]): ReadonlySet<string> {
  return new Set(lines.flatMap(line => line.split(' ')));
}
