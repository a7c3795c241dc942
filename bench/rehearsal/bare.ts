/** The floor: the same client on this machine, without a sandbox, against a TLS server of this process. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'
import { join } from 'node:path'

export interface Bare {
  readonly argv: readonly string[]
  close(): Promise<void>
}

export async function openBare(dir: string): Promise<Bare> {
  const [key, chain] = [join(dir, 'bare.key'), join(dir, 'bare.pem')]
  const subject = ['-subj', '/CN=api.example.test', '-addext', 'subjectAltName=DNS:api.example.test']
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-days',
      '2',
      '-keyout',
      key,
      '-out',
      chain,
      ...subject,
    ],
    { stdio: 'ignore' },
  )
  const server = createServer({ key: readFileSync(key), cert: readFileSync(chain) }, (_, answer) =>
    answer.end('{}'),
  )
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  const { port } = address
  return {
    argv: [
      'curl',
      '-sS',
      '-o',
      '/dev/null',
      '--resolve',
      `api.example.test:${port}:127.0.0.1`,
      '--cacert',
      chain,
      `https://api.example.test:${port}/`,
    ],
    close: () =>
      new Promise(resolve => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
