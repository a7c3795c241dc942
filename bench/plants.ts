/** Certificates planted where a fast and wrong scanner would miss them, with the truth beside them. */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { closeSync, ftruncateSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { fixtureDer, fixturePem, toyPem } from '../tests/fixture-ca/read.ts'
import { nested } from './archives.ts'
import { decoyOf } from './corpus.ts'
import { has } from './measure.ts'
import { createRandom, type Random } from './random.ts'

export interface Plant {
  /** File below the corpus. */
  readonly file: string
  readonly sha256: string
  /** Offset in the innermost bytes, where it is known. */
  readonly offset: number | undefined
}

const names = [
  'leaf',
  'leaf-rsa-2048',
  'leaf-p-256',
  'leaf-ed25519',
  'intermediate-1',
  'leaf-p-521',
  'leaf-rsa-4096',
  'leaf-p-384',
]
const blockBytes = 256 << 10

interface Garden {
  readonly folder: string
  readonly random: Random
  readonly plants: Plant[]
}

function digest(der: Uint8Array): string {
  return createHash('sha256').update(der).digest('hex')
}

function plant(garden: Garden, file: string, bytes: Uint8Array, name: string, offset?: number): void {
  writeFileSync(join(garden.folder, file), bytes)
  garden.plants.push({ file, sha256: digest(fixtureDer(name)), offset })
}

/** Bytes without any needle, different in each file. */
function background(random: Random, size: number): Buffer {
  const bytes = Buffer.alloc(size)
  for (let k = 0; k < size; k++) bytes[k] = 0xa8 + ((k * 7 + random.pick(3)) & 15)
  return bytes
}

function plantEdges(garden: Garden): void {
  const filler = background(garden.random, 3 * blockBytes)
  for (let shift = -64; shift <= 64; shift++) {
    const name = names[(shift + 64) % names.length] ?? 'leaf'
    const der = fixtureDer(name)
    const at = blockBytes + shift
    plant(
      garden,
      `edge-der-${shift}.bin`,
      Buffer.concat([filler.subarray(0, at), der, filler.subarray(0, 999)]),
      name,
      at,
    )
    const pem = Buffer.from(fixturePem(name).replace(/^[^-]*/, ''))
    plant(
      garden,
      `edge-pem-${shift}.txt`,
      Buffer.concat([filler.subarray(0, at), Buffer.from('\n'), pem]),
      name,
    )
    const base64 = Buffer.from(`"${Buffer.from(der).toString('base64')}"`)
    plant(
      garden,
      `edge-base64-${shift}.txt`,
      Buffer.concat([filler.subarray(0, 2 * blockBytes + shift), base64, filler.subarray(0, 99)]),
      name,
    )
    plant(
      garden,
      `last-byte-${shift}.bin`,
      Buffer.concat([filler.subarray(0, blockBytes - der.length + shift), der]),
      name,
    )
  }
}

/** Sparse files larger than what one thread reads, with plants at the edges of the ranges. */
function plantRanges(garden: Garden): void {
  for (const shift of [-1500, -64, -3, -1, 0, 1]) {
    const file = `range-${shift}.bin`
    const fd = openSync(join(garden.folder, file), 'w')
    ftruncateSync(fd, 49 << 20)
    for (const [k, mib] of [16, 32, 48].entries()) {
      const name = names[k] ?? 'leaf'
      const at = (mib << 20) + shift
      writeSync(fd, fixtureDer(name), 0, undefined, at)
      garden.plants.push({ file, sha256: digest(fixtureDer(name)), offset: at })
    }
    closeSync(fd)
  }
}

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const rows = (text: string, width: number): string => text.replace(new RegExp(`.{1,${width}}`, 'g'), '$&\n')
const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le')

/** Ways of writing a certificate: text, or bytes. */
const encodings: Readonly<Record<string, (der: Uint8Array, pem: string) => string | Buffer>> = {
  pem: (_, pem) => pem,
  'pem-crlf': (_, pem) => pem.replaceAll('\n', '\r\n'),
  'pem-json': (_, pem) => JSON.stringify({ ca: pem }),
  'pem-json-twice': (_, pem) => JSON.stringify({ env: JSON.stringify({ ca: pem }) }),
  'pem-literals': (_, pem) =>
    pem
      .trimEnd()
      .split('\n')
      .map(line => `  "${line}\\n"`)
      .join('\n'),
  'pem-indented': (_, pem) => `ca: |\n${pem.replace(/^/gm, '    ')}`,
  'pem-one-line': (_, pem) => `CA="${pem.trimEnd().replaceAll('\n', ' ')}"`,
  'pem-utf16': (_, pem) => utf16(pem),
  'pem-base64': (_, pem) => `ca.crt: ${Buffer.from(pem).toString('base64')}\n`,
  'pem-base64-shifted': (_, pem) => `x: ${Buffer.from(` ${pem}`).toString('base64')}\n`,
  der: der => Buffer.concat([Buffer.from('\u007fsome bytes before'), der, Buffer.from('some after')]),
  base64: der => `const ca = '${Buffer.from(der).toString('base64')}'\n`,
  'base64-rows': der =>
    `<X509Certificate>\n${rows(Buffer.from(der).toString('base64'), 64)}</X509Certificate>`,
  base64url: der => `"x5c":["${Buffer.from(der).toString('base64url')}"]`,
  hex: der => `ca=${hexOf(der)}\n`,
  'hex-upper': der => `0x${hexOf(der).toUpperCase()}\n`,
  'hex-colons': der => `${hexOf(der).replace(/..(?!$)/g, '$&:')}\n`,
  'escape-x': der => `"${hexOf(der).replace(/../g, '\\x$&')}"`,
  'array-hex': der => `{\n${rows(hexOf(der).replace(/../g, '0x$&, '), 72)}}`,
  'array-decimal': der => `[${Array.from(der).join(', ')}]`,
  'array-signed': der => `{${Array.from(der, byte => (byte << 24) >> 24).join(', ')}}`,
  octal: der => Array.from(der, byte => `\\${byte.toString(8).padStart(3, '0')}`).join(''),
}

function plantEncodings(garden: Garden): void {
  for (const [k, [encoding, write]] of Object.entries(encodings).entries()) {
    for (const name of [names[k % names.length] ?? 'leaf', 'leaf']) {
      const bytes = Buffer.from(write(fixtureDer(name), fixturePem(name)))
      plant(garden, `encoding-${encoding}-${name}`, bytes, name)
    }
  }
}

function plantKeystores(garden: Garden): void {
  if (!has('openssl')) return
  const key = join(garden.folder, 'key.pem')
  const certificate = join(garden.folder, 'keystore-source.pem')
  writeFileSync(key, toyPem('leaf'))
  plant(garden, 'keystore-source.pem', Buffer.from(fixturePem('leaf')), 'leaf')
  const store = join(garden.folder, 'keystore.p12')
  const words = [
    'pkcs12',
    '-export',
    '-inkey',
    key,
    '-in',
    certificate,
    '-out',
    store,
    '-passout',
    'pass:',
    '-certpbe',
    'NONE',
  ]
  try {
    execFileSync('openssl', words, { stdio: 'ignore' })
    garden.plants.push({ file: 'keystore.p12', sha256: digest(fixtureDer('leaf')), offset: undefined })
  } catch {
    // An openssl that cannot leave certificates in the clear makes no plant.
  }
}

function plantNested(garden: Garden): void {
  for (let depth = 1; depth <= 6; depth++) {
    for (const [k, name] of names.entries()) {
      const der = fixtureDer(name)
      const inner =
        k % 2 === 0
          ? Buffer.concat([background(garden.random, 1000 * k), der])
          : Buffer.from(fixturePem(name))
      const { bytes, suffix } = nested(inner, depth)
      plant(garden, `depth-${depth}-${k}${suffix}`, bytes, name)
    }
  }
}

/** Writes plants and decoys below `folder`; returns the truth. */
export function writePlants(folder: string, seed: number): readonly Plant[] {
  mkdirSync(folder, { recursive: true })
  const garden: Garden = { folder, random: createRandom(seed), plants: [] }
  plantEdges(garden)
  plantRanges(garden)
  plantEncodings(garden)
  plantKeystores(garden)
  plantNested(garden)
  for (let k = 0; k < 200; k++)
    writeFileSync(
      join(folder, `decoy-${k}.bin`),
      Buffer.concat([decoyOf(garden.random), decoyOf(garden.random)]),
    )
  for (const name of names) {
    const der = fixtureDer(name)
    writeFileSync(
      join(folder, `decoy-cut-${name}.bin`),
      der.subarray(0, der.length - 1 - garden.random.pick(100)),
    )
  }
  return garden.plants
}
