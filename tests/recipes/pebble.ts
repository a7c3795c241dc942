/** Debian's Pebble, an ACME server for tests, inside a network of its own: its ports collide with nobody's. */
import { spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { join } from 'node:path'
import { issue, pemOf, toyFromPem } from '../fixture-ca/issue.ts'
import { toyPem } from '../fixture-ca/read.ts'

export interface Pebble {
  readonly directory: string
  /** The certificate that Pebble's own HTTPS is to be trusted by, PEM. */
  readonly trustPath: string
  /** The root that it issues under, PEM. */
  readonly rootPath: string
  close(): void
}

/** A certificate for Pebble's own HTTPS, of a root of the toys. */
async function writeServerCertificate(dir: string): Promise<void> {
  const base = { notBefore: new Date(Date.now() - 864e5), notAfter: new Date(Date.now() + 864e6) }
  const toy = toyFromPem('root', toyPem('root-a'))
  const issuer = { subject: 'CN=Toy Pebble HTTPS', toy }
  const root = await issue({ ...base, subject: issuer.subject, toy, issuer, serial: '01', ca: true })
  const leafToy = toyFromPem('leaf', toyPem('leaf'))
  const names = { dnsNames: ['localhost'], ipAddresses: ['127.0.0.1'] }
  const leaf = await issue({
    ...base,
    ...names,
    subject: 'CN=localhost',
    toy: leafToy,
    issuer,
    serial: '02',
    ca: false,
  })
  writeFileSync(join(dir, 'pebble-trust.pem'), pemOf('CERTIFICATE', root))
  writeFileSync(join(dir, 'pebble.pem'), pemOf('CERTIFICATE', leaf))
  writeFileSync(join(dir, 'pebble.key'), toyPem('leaf'))
}

/** The body of an HTTPS answer; rejects when nobody answers. */
function get(url: string, ca: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const ask = request(url, { ca }, response => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', piece => {
        text += piece
      })
      response.on('end', () => resolve(text))
    })
    ask.on('error', reject)
    ask.end()
  })
}

/** It makes RSA keys before it listens, which takes seconds on a busy machine: ask until it answers. */
async function whenReady(url: string, ca: string, isGone: () => boolean): Promise<string> {
  for (;;) {
    try {
      return await get(url, ca)
    } catch (error) {
      if (isGone()) throw error
      await new Promise(resolve => setTimeout(resolve, 100))
    }
  }
}

/** Starts Pebble; every challenge is taken for met. */
export async function startPebble(dir: string): Promise<Pebble> {
  await writeServerCertificate(dir)
  const config = {
    listenAddress: '127.0.0.1:14000',
    managementListenAddress: '127.0.0.1:15000',
    certificate: join(dir, 'pebble.pem'),
    privateKey: join(dir, 'pebble.key'),
    httpPort: 80,
    tlsPort: 443,
    ocspResponderURL: '',
    externalAccountBindingRequired: false,
  }
  writeFileSync(join(dir, 'pebble.json'), JSON.stringify({ pebble: config }))
  const quick = { PEBBLE_VA_ALWAYS_VALID: '1', PEBBLE_VA_NOSLEEP: '1', PEBBLE_WFE_NONCEREJECT: '0' }
  const child = spawn('pebble', ['-config', join(dir, 'pebble.json')], {
    env: { ...process.env, ...quick },
    stdio: 'ignore',
  })
  const trustPath = join(dir, 'pebble-trust.pem')
  const ca = readFileSync(trustPath, 'utf8')
  const root = await whenReady('https://127.0.0.1:15000/roots/0', ca, () => child.exitCode !== null)
  const rootPath = join(dir, 'pebble-root.pem')
  writeFileSync(rootPath, root)
  const directory = 'https://127.0.0.1:14000/dir'
  return { directory, trustPath, rootPath, close: () => child.kill('SIGKILL') }
}
