/** Well-formed inputs of every kind, made from the fixture CA and, where it is there, by the openssl command. */
import { spawnSync } from 'node:child_process'
import { createPrivateKey, generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseCertificate, readPem } from '@foreseen/x509'
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

/** Keys in each DER form that node writes. */
export function keySeeds(): Uint8Array[] {
  const rsa = createPrivateKey(toyPem('self-rsa-2048'))
  const ec = createPrivateKey(toyPem('leaf'))
  const sealed = { type: 'pkcs8', format: 'der', cipher: 'aes-256-cbc', passphrase: 'toy' } as const
  const { publicKey } = generateKeyPairSync('ed25519')
  return [
    rsa.export({ type: 'pkcs1', format: 'der' }),
    rsa.export({ type: 'pkcs8', format: 'der' }),
    ec.export({ type: 'sec1', format: 'der' }),
    ec.export({ type: 'pkcs8', format: 'der' }),
    ec.export(sealed),
    publicKey.export({ type: 'spki', format: 'der' }),
  ].map(bytesOf)
}

/** Bundles, requests and lists that only the openssl command makes. */
function opensslSeeds(): Uint8Array[] {
  if (!hasOpenssl) return []
  const files = {
    'a.pem': fixturePem('root-a'),
    'leaf.pem': fixturePem('leaf'),
    'leaf.key': toyPem('leaf'),
    text: 'hello',
  }
  const config =
    '[req]\ndistinguished_name=dn\n[dn]\n[ca]\ndefault_ca=c\n[c]\ndatabase=index\ndefault_md=sha256\ndefault_crl_days=9\n'
  const index = 'R\t350101000000Z\t250101000000Z\t01\tunknown\t/CN=a\n'
  return [
    openssl(['crl2pkcs7', '-nocrl', '-certfile', 'a.pem', '-outform', 'DER'], files),
    openssl(
      [
        'cms',
        '-sign',
        '-in',
        'text',
        '-signer',
        'leaf.pem',
        '-inkey',
        'leaf.key',
        '-outform',
        'DER',
        '-stream',
        '-nodetach',
      ],
      files,
    ),
    openssl(['req', '-new', '-key', 'leaf.key', '-subj', '/CN=request.test', '-outform', 'DER'], files),
    bytesOf(
      Buffer.from(
        readPem(
          openssl(['ca', '-config', 'config', '-gencrl', '-keyfile', 'leaf.key', '-cert', 'leaf.pem'], {
            ...files,
            config,
            index,
            'index.attr': '',
          }),
        )[0]?.der ?? [],
      ),
    ),
  ].map(buffer => new Uint8Array(buffer))
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
