/** Lines of findings as a scan says them. */
import { findingsSchema } from '@foreseen/facts'

const hex = (number: number): string => number.toString(16).padStart(64, '0')

/** One line of findings: certificate number `number` at a place of its own. */
export const findingLine = (number: number, more: object = {}) => ({
  schema: findingsSchema,
  type: 'certificate',
  kind: 'hardwired-leaf',
  level: 'high',
  sha256: hex(number),
  spkiSha256: hex(number + 1_000_000),
  subject: `CN=host-${number}.example.test`,
  issuer: 'CN=Example CA',
  serial: '01',
  key: 'RSA 2048',
  notBefore: '2026-01-01T00:00:00Z',
  notAfter: '2026-12-01T00:00:00Z',
  position: 'leaf',
  path: `bin/app!certificate-${number}.pem`,
  offset: number,
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
  ...more,
})

export const summaryLine = (findings: number, unseen = 0) => ({
  schema: findingsSchema,
  type: 'summary',
  findings,
  unseen,
  files: 1,
  bytes: 1000,
  containers: 0,
  members: 0,
  inflatedBytes: 0,
  at: '2026-11-23T00:00:00Z',
  elapsedMs: 5,
})

export const jsonLines = (records: readonly object[]): string =>
  records.map(record => `${JSON.stringify(record)}\n`).join('')

/** A whole push of so many findings. */
export const pushOf = (count: number, from = 0): string =>
  jsonLines([...Array.from({ length: count }, (_, index) => findingLine(from + index)), summaryLine(count)])
