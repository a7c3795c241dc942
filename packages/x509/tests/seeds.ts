/** Well-formed inputs of every kind, made from the fixture CA and, where it is there, by the openssl command. */
import { spawnSync } from 'node:child_process'
import { createPrivateKey } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseCertificate, readPem } from '@foreseen/x509'
import { element } from '../../../tests/fixture-ca/odd.ts'
import { fixtureDer, fixturePem, toyPem } from '../../../tests/fixture-ca/read.ts'

const folder = new URL('../../../tests/fixture-ca/certificates/', import.meta.url)

/** Names of all committed fixture certificates. */
export const fixtureNames: readonly string[] = readdirSync(folder)
  .filter(name => name.endsWith('.pem'))
  .map(name => name.slice(0, -'.pem'.length))
  .sort()

export const hasOpenssl: boolean = spawnSync('openssl', ['version']).status === 0
/** Why a test was skipped, with the package that would help. */
export const needsOpenssl = 'needs openssl: apt-get install openssl'

/** Runs openssl with files in a folder of its own; gives its standard output, or throws with its complaint. */
export function openssl(
  args: readonly string[],
  files: Readonly<Record<string, string | Uint8Array>> = {},
): Buffer {
  const home = mkdtempSync(join(tmpdir(), 'x509-'))
  try {
    for (const [name, content] of Object.entries(files)) writeFileSync(join(home, name), content)
    const { status, stdout, stderr } = spawnSync('openssl', args, { cwd: home, maxBuffer: 1 << 26 })
    if (status !== 0) throw new Error(`openssl ${args.join(' ')}: ${stderr}`)
    return stdout
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}

const bytesOf = (buffer: Buffer): Uint8Array => new Uint8Array(buffer)

const hexOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'))
const sequence = (...parts: Uint8Array[]): Uint8Array => element(0x30, ...parts)

/** PBES2 with PBKDF2 and AES-256 as node writes it; salt and sealed octets are zero, so that seeds are the same in every run. */
function sealedKey(): Uint8Array {
  const prf = sequence(hexOf('06082a864886f70d0209'), hexOf('0500'))
  const rounds = sequence(element(0x04, new Uint8Array(8)), hexOf('02020800'), prf)
  const derivation = sequence(hexOf('06092a864886f70d01050c'), rounds)
  const cipher = sequence(hexOf('060960864801650304012a'), element(0x04, new Uint8Array(16)))
  const algorithm = sequence(hexOf('06092a864886f70d01050d'), sequence(derivation, cipher))
  return sequence(algorithm, element(0x04, new Uint8Array(48)))
}

/** Keys in each DER form that node writes. */
export function keySeeds(): Uint8Array[] {
  const rsa = createPrivateKey(toyPem('self-rsa-2048'))
  const ec = createPrivateKey(toyPem('leaf'))
  const ed = createPrivateKey(toyPem('self-ed25519'))
  const written = [
    rsa.export({ type: 'pkcs1', format: 'der' }),
    rsa.export({ type: 'pkcs8', format: 'der' }),
    ec.export({ type: 'sec1', format: 'der' }),
    ec.export({ type: 'pkcs8', format: 'der' }),
    ed.export({ type: 'pkcs8', format: 'der' }),
  ]
  return [...written.map(bytesOf), sealedKey()]
}

/** Bundles, requests and lists that only the openssl command makes; with an RSA key and fixed dates they are the same in every run. */
function opensslSeeds(): Uint8Array[] {
  if (!hasOpenssl) return []
  const files = {
    'a.pem': fixturePem('root-a'),
    'c.pem': fixturePem('self-rsa-2048'),
    'k.pem': toyPem('self-rsa-2048'),
    config: '[ca]\ndefault_ca=c\n[c]\ndatabase=index\ndefault_md=sha256\n',
    index: 'R\t350101000000Z\t250101000000Z\t01\tunknown\t/CN=a\n',
    'index.attr': '',
    text: 'hello',
  }
  const dates = ['-crl_lastupdate', '20260101000000Z', '-crl_nextupdate', '20260201000000Z']
  const list = openssl(
    ['ca', '-config', 'config', '-gencrl', '-keyfile', 'k.pem', '-cert', 'c.pem', ...dates],
    files,
  )
  const sign = [
    'cms',
    '-sign',
    '-in',
    'text',
    '-signer',
    'c.pem',
    '-inkey',
    'k.pem',
    '-outform',
    'DER',
    '-nodetach',
    '-noattr',
  ]
  return [
    openssl(['crl2pkcs7', '-nocrl', '-certfile', 'a.pem', '-outform', 'DER'], files),
    openssl(sign, files),
    openssl([...sign, '-stream'], files),
    openssl(['req', '-new', '-key', 'k.pem', '-subj', '/CN=request.test', '-outform', 'DER'], files),
    readPem(list)[0]?.der ?? new Uint8Array(),
  ].map(octets => new Uint8Array(octets))
}

const opensshMagic = 'openssh-key-v1\0'

/** A body of openssh-key-v1 with an Ed25519 public half and no secret at all. */
export function opensshSeed(
  cipher = 'none',
  derivation = 'none',
  options: Uint8Array = new Uint8Array(),
): Uint8Array {
  const string = (value: string | Uint8Array): Buffer => {
    const content = Buffer.from(value)
    const length = Buffer.alloc(4)
    length.writeUInt32BE(content.length)
    return Buffer.concat([length, content])
  }
  const blob = Buffer.concat([string('ssh-ed25519'), string(Buffer.alloc(32, 7))])
  const parts = [
    Buffer.from(opensshMagic),
    string(cipher),
    string(derivation),
    string(options),
    Buffer.from([0, 0, 0, 1]),
    string(blob),
    string('sealed'),
  ]
  return bytesOf(Buffer.concat(parts))
}

/** All seeds: certificates, keys, bundles, requests, lists, armour. */
export function allSeeds(): Uint8Array[] {
  const certificates = fixtureNames.map(fixtureDer)
  const armour = bytesOf(Buffer.from(fixturePem('leaf') + toyPem('leaf')))
  const names = certificates.flatMap(der => {
    const parsed = parseCertificate(der)
    return parsed.ok ? [parsed.value.subject.der, parsed.value.publicKey.der] : []
  })
  const pieces = Uint8Array.from([0x24, 0x80, 0x04, 2, 1, 2, 0x24, 4, 0x04, 2, 3, 4, 0, 0])
  return [...certificates, ...names, ...keySeeds(), ...opensslSeeds(), opensshSeed(), pieces, armour]
}

export const readText = (path: string | URL): string => readFileSync(path, 'utf8')
