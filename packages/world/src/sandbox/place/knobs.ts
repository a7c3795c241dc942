import type { TrustFiles } from '../parts.ts'

/** Every variable by which some client takes a bundle of roots; used only where no mount can do it. */
const bundleVariables = [
  'SSL_CERT_FILE',
  'CURL_CA_BUNDLE',
  'REQUESTS_CA_BUNDLE',
  'NODE_EXTRA_CA_CERTS',
  'GIT_SSL_CAINFO',
  'CARGO_HTTP_CAINFO',
  'AWS_CA_BUNDLE',
  'DENO_CERT',
  'PERL_LWP_SSL_CA_FILE',
  'PIP_CERT',
]

const named = (names: readonly string[], value: string): Record<string, string> =>
  Object.fromEntries(names.map(name => [name, value]))

/**
 * What a client needs beside mounts. Node reads its roots from its own binary and never from the machine's folder,
 * so a rehearsal would refuse everything; clients in Node with a `ca` of their own ignore the variable, as they should.
 */
export function mountedKnobs(trust: TrustFiles | undefined): Record<string, string> {
  return trust === undefined ? {} : { NODE_EXTRA_CA_CERTS: trust.pem }
}

/** Without mounts, trust comes by variables: a client that would not have asked the machine asks now. */
export function trustKnobs(trust: TrustFiles | undefined): Record<string, string> {
  if (trust === undefined) return {}
  return {
    ...named(bundleVariables, trust.pem),
    JAVA_TOOL_OPTIONS: `-Djavax.net.ssl.trustStore=${trust.jks} -Djavax.net.ssl.trustStoreType=JKS`,
  }
}

/** The ways to tell clients of a proxy that were found to work. Names in lower case are what Ruby and wget read. */
export function proxyKnobs(port: number): Record<string, string> {
  const address = `http://127.0.0.1:${port}`
  const options = ['http', 'https'].map(
    scheme => `-D${scheme}.proxyHost=127.0.0.1 -D${scheme}.proxyPort=${port}`,
  )
  return {
    ...named(['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'all_proxy'], address),
    ...named(['NO_PROXY', 'no_proxy'], ''),
    NODE_USE_ENV_PROXY: '1',
    PERL_LWP_ENV_PROXY: '1',
    JAVA_TOOL_OPTIONS: options.join(' '),
  }
}

/** Both, where both are needed: Java takes one variable for everything. */
export function joinKnobs(...knobs: readonly Readonly<Record<string, string>>[]): Record<string, string> {
  const joined: Record<string, string> = Object.assign({}, ...knobs)
  const java = knobs.map(knob => knob.JAVA_TOOL_OPTIONS).filter(options => options !== undefined)
  return java.length === 0 ? joined : { ...joined, JAVA_TOOL_OPTIONS: java.join(' ') }
}
