/**
 * Variables that decide about trust, proxies or preloaded code: with them a run would tell about this shell and
 * not about the client. Each is known to have turned a verdict (`docs/rehearse.md`, environment).
 */
const scrubbed: readonly RegExp[] = [
  /_CA_(BUNDLE|CERTS?|CERTIFICATES?|CERTS_FILE|FILE|PATH|INFO)$/,
  /(^|_)CUSTOM_CA_/,
  /(^|_)SSL_CERT_(FILE|DIR)$/,
  /^(NODE_EXTRA_CA_CERTS|NODE_USE_SYSTEM_CA|NODE_USE_ENV_PROXY|NODE_TLS_REJECT_UNAUTHORIZED|NODE_OPTIONS)$/,
  /^(CURL_CA_BUNDLE|REQUESTS_CA_BUNDLE|AWS_CA_BUNDLE|CARGO_HTTP_CAINFO|CARGO_HTTP_PROXY|PIP_CERT|PIP_PROXY)$/,
  /^(DENO_CERT|DENO_TLS_CA_STORE|HTTPLIB2_CA_CERTS|GRPC_DEFAULT_SSL_ROOTS_FILE_PATH|PERL_LWP_)/,
  /^(GIT_SSL_|GIT_PROXY_|HTTPS_CA_|LWP_)/,
  /_proxy$/i,
  /^npm_config_/i,
  /^(JAVA_TOOL_OPTIONS|_JAVA_OPTIONS|JDK_JAVA_OPTIONS|JAVA_OPTS|GODEBUG|RUBYOPT|PERL5OPT|PYTHONHTTPSVERIFY)$/,
  /^(OPENSSL_CONF|OPENSSL_MODULES|OPENSSL_ENGINES|GNUTLS_SYSTEM_PRIORITY_FILE|CURL_HOME|SSLKEYLOGFILE)$/,
  /^(LD_PRELOAD|LD_AUDIT|DYLD_INSERT_LIBRARIES|FAKETIME.*|HOSTALIASES|RES_OPTIONS|LOCALDOMAIN)$/,
]

/** A client's environment and the names that were taken out of it, sorted. */
export interface Scrubbed {
  readonly env: Readonly<Record<string, string>>
  readonly dropped: readonly string[]
}

/** The caller's environment without what decides about trust; as it is with `keep`. */
export function scrubEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
  keep: boolean,
): Scrubbed {
  const env: Record<string, string> = {}
  const dropped: string[] = []
  for (const [name, value] of Object.entries(environment)) {
    if (value === undefined) continue
    if (!keep && scrubbed.some(pattern => pattern.test(name))) dropped.push(name)
    else env[name] = value
  }
  return { env, dropped: dropped.sort() }
}

/** PATH without the folders that npm puts before it: a client must not find Foreseen's own dependencies. */
export function clientPath(path: string, ownFolder: string): string {
  const isOwn = (folder: string): boolean => {
    const home = /^(.*)\/node_modules\/\.bin$/.exec(folder)?.[1]
    return home !== undefined && ownFolder.startsWith(`${home}/`)
  }
  return path
    .split(':')
    .filter(folder => !isOwn(folder))
    .join(':')
}
