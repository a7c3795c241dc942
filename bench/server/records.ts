import { type FindingRecord, findingsSchema } from '@foreseen/facts'

const hex = (number: number): string => number.toString(16).padStart(64, '0')

/** One place of one of twenty thousand certificates. */
export function findingRecordOf(scan: number, at: number): FindingRecord {
  const thing = (scan * 131 + at) % 20_000
  return {
    schema: findingsSchema,
    type: 'certificate',
    kind: 'hardwired-leaf',
    level: 'high',
    sha256: hex(thing + 1),
    spkiSha256: hex(thing + 1_000_000),
    subject: `CN=pushed-${thing}.example.test`,
    issuer: 'CN=Example CA',
    serial: '01',
    key: 'RSA 2048',
    notBefore: '2026-01-01T00:00:00Z',
    notAfter: '2026-12-01T00:00:00Z',
    position: 'leaf',
    path: `bin/app!${scan}/certificate-${at}.pem`,
    offset: at,
    length: 1000,
    line: 1,
    section: null,
    symbol: null,
    encoding: 'pem',
    detector: 'pem',
    within: null,
    label: null,
    hosts: [],
    resolvedTo: [],
  }
}
