import { execFile } from 'node:child_process'

/** Long enough for an interpreter on a busy machine. */
const timeoutMs = 10_000

/** What a tool says on its output, by line; nothing where it is missing or fails. */
function ask(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<readonly string[]> {
  return new Promise(resolve => {
    execFile(command, args, { timeout: timeoutMs, maxBuffer: 65_536, env }, (error, stdout) => {
      resolve(error === null ? stdout.split('\n').filter(line => line !== '') : [])
    })
  })
}

const python = `import ssl
p = ssl.get_default_verify_paths()
print(p.openssl_cafile)
print(p.openssl_capath)
for name in ('certifi', 'pip._vendor.certifi'):
    try:
        print(__import__(name, fromlist=['where']).where())
    except Exception:
        pass
`

const ruby = 'puts OpenSSL::X509::DEFAULT_CERT_FILE, OpenSSL::X509::DEFAULT_CERT_DIR'

/**
 * Files and folders of roots that the OpenSSL, Python and Ruby of the search path have built in: each may
 * bring an OpenSSL of its own.
 */
export async function builtInPlaces(env: NodeJS.ProcessEnv): Promise<readonly string[]> {
  const [openssl, pythons, rubies] = await Promise.all([
    ask('openssl', ['version', '-d'], env),
    ask('python3', ['-c', python], env),
    ask('ruby', ['-ropenssl', '-e', ruby], env),
  ])
  const home = /"(.+)"/.exec(openssl[0] ?? '')?.[1]
  return [...(home === undefined ? [] : [`${home}/cert.pem`, `${home}/certs`]), ...pythons, ...rubies]
}
