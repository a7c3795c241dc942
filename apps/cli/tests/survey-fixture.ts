/** A survey made by hand of the fixture certificates, for tests of formats and text. */
import { createHash } from 'node:crypto'
import type { Finding, Location, Unseen } from '@foreseen/facts'
import { buildInventory } from '@foreseen/rules'
import { parseCertificate } from '@foreseen/x509'
import { nodeCrypto } from '@foreseen/x509/node'
import { fixtureDer } from '../../../tests/fixture-ca/read.ts'
import { compareFindings, type Survey } from '../src/survey.ts'

export const atMs = Date.parse('2026-11-22T12:00:00Z')

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

export function place(path: string, offset = 0, other: Partial<Location> = {}): Location {
  return { path, offset, lengthBytes: 900, ...other }
}

export function certificateAt(name: string, at: Location, other: Partial<Finding> = {}): Finding {
  const der = fixtureDer(name)
  const parsed = parseCertificate(der)
  const spkiSha256 = parsed.ok ? sha256(parsed.value.publicKey.der) : ''
  return {
    type: 'certificate',
    sha256: sha256(der),
    spkiSha256,
    der,
    at,
    encoding: 'pem',
    detector: 'pem',
    ...(other as object),
  }
}

export function pinOf(name: string, at: Location): Finding {
  const parsed = parseCertificate(fixtureDer(name))
  const digest = parsed.ok ? sha256(parsed.value.publicKey.der) : ''
  return {
    type: 'pin',
    form: 'okhttp',
    digestAlgorithm: 'sha256',
    digest,
    target: 'spki',
    at,
    encoding: 'base64',
    detector: 'okhttp',
  }
}

export function unseenAt(path: string, other: Partial<Unseen> = {}): Unseen {
  return { path, reason: 'sealed', code: 'scan-sealed', detail: 'The member is encrypted.', ...other }
}

export function surveyOf(findings: readonly Finding[], unseen: readonly Unseen[] = []): Survey {
  const sorted = findings.toSorted(compareFindings)
  return {
    findings: sorted,
    unseen,
    totals: { files: 12, bytes: 48_000_000, containers: 3, members: 41, inflatedBytes: 96_000_000 },
    inventory: buildInventory(sorted, { crypto: nodeCrypto, nowMs: atMs }),
    elapsedMs: 320,
    atMs,
  }
}

/** One of everything that tables have to deal with. */
export function mixedSurvey(): Survey {
  const deep =
    'dist/joost-0.9.1.tar.gz!joost-0.9.1/lib/a-rather-long-folder-name-here/native/libjoost-core.so'
  return surveyOf(
    [
      certificateAt('leaf', place(deep, 102_400, { section: '.rodata', symbol: 'kServerCert' })),
      certificateAt('leaf', place('src/pins/server.pem', 0, { line: 1 })),
      certificateAt('intermediate-1', place('src/pins/chain.pem', 1800, { line: 31 })),
      certificateAt('root-a', place('etc/root.pem', 0, { line: 1 })),
      certificateAt('leaf-expired', place('old/server.der'), { encoding: 'der' }),
      certificateAt('odd-year-9999', place('etc/device.pem')),
      certificateAt('odd-time-unreadable', place('etc/odd.pem')),
      certificateAt('odd-name-escape', place('etc/\\u{1b}[31mname.pem')),
      certificateAt('self-p-256', place('=cmd.pem')),
      pinOf('leaf', place('src/Net.kt', 2210, { line: 71 })),
      { ...pinOf('leaf', place('src/Net.kt', 2300, { line: 72 })), digest: 'ab'.repeat(32) } as Finding,
      {
        type: 'private-key',
        format: 'pkcs8',
        algorithm: 'RSA',
        sizeBits: 2048,
        encrypted: false,
        sealing: '',
        at: place('etc/key.pem'),
        encoding: 'pem',
        detector: 'key',
      },
    ],
    [
      unseenAt('dist/secret.zip!a.bin'),
      unseenAt('/proc/fifo', { reason: 'special', code: 'disk-special', detail: 'It is a FIFO.' }),
    ],
  )
}
