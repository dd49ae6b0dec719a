/** Names of files, in lower case, that hold secrets by custom. */
const names = new Set([
  ...['.netrc', '_netrc', '.npmrc', '.yarnrc', '.yarnrc.yml', '.pypirc', '.pgpass', 'pgpass.conf', '.my.cnf'],
  ...['.git-credentials', '.htpasswd', '.s3cfg', '.boto', '.dockercfg', '.dockerconfigjson', '.terraformrc'],
  ...[
    'terraform.rc',
    '.vault-token',
    '.vault_pass',
    '.vault-pass',
    'kubeconfig',
    '.kubeconfig',
    'credentials',
  ],
  ...['.credentials', 'credentials.tfrc.json', 'application_default_credentials.json', 'accesstokens.json'],
  ...['local.settings.json', 'master.key', 'wp-config.php', 'sftp-config.json', 'sftp.json', 'rclone.conf'],
  ...['sitemanager.xml', 'auth.json', '.bash_history', '.zsh_history', '.psql_history', '.mysql_history'],
]);

/** Endings of such files: keys, certificates with keys, password stores, the state and variables of Terraform. */
const endings = new Set([
  ...[
    'pem',
    'key',
    'p12',
    'pfx',
    'p8',
    'pk8',
    'pkcs12',
    'jks',
    'jceks',
    'keystore',
    'bks',
    'ppk',
    'gpg',
    'pgp',
  ],
  ...['kdb', 'kdbx', 'keychain', 'keytab', 'ovpn', 'age', 'tfvars', 'tfstate', 'mobileprovision', 'htpasswd'],
  ...['env', 'secret', 'secrets'],
]);

/** What else their names look like. */
const shapes = [
  // .env, .env.local, .envrc
  /^\.env/,
  // id_rsa, id_ed25519.pub, id_work
  /^id_(rsa|dsa|ecdsa|ed25519)|^id_[^.]*$/,
  // secrets.yaml, app-secrets.json, client_secret_123.json, service-account.json
  /(^|[._-])(secrets?|credentials?|passwords?|service[_-]?account([_-]?key)?)([._-].*)?\.(jsonc?|ya?ml|toml|ini|cfg|conf|properties|xml|txt|csv|enc)$/,
  /\.tfstate\.backup$|\.tfvars\.json$/,
];

/** Folders in which everything is one. */
const folders = new Set(['.ssh', '.gnupg', '.aws', '.azure', '.kube', '.password-store']);

/**
 * Does a file hold secrets, by its name and where it lies?
 * @param path the path of its address
 */
export function isSecret(path: string): boolean {
  const parts = path.toLowerCase().split(/[\\/]/);
  const name = parts.pop() ?? '';
  if (parts.some(part => folders.has(part)) || names.has(name)) return true;
  if (parts.at(-1) === '.docker' && name === 'config.json') return true;
  const dot = name.lastIndexOf('.');
  return (dot >= 0 && endings.has(name.slice(dot + 1))) || shapes.some(shape => shape.test(name));
}
