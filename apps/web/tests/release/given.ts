/** Answers of the interface that tests of several rooms use: the founding story and what stands around it. */
import type {
  FindingRecord,
  ShownEndpoint,
  ShownEndpointWhole,
  ShownFamily,
  ShownInterval,
  ShownLine,
  ShownLink,
  ShownObject,
  ShownObjectWhole,
  ShownOccurrence,
  ShownRelease,
  ShownReleaseWhole,
  ShownStanding,
  ShownTimeline,
} from '@foreseen/facts'

const digits = (seed: string): string => seed.repeat(64).slice(0, 64)
const ids = (kind: string, count: number): string => `${kind}_${String(count).padStart(26, '0')}`

const breaking: ShownStanding = {
  outcome: 'breaks',
  failsNow: false,
  day: '2026-12-01T00:00:00.000Z',
  with: { id: ids('end', 1), name: 'www.joost.test:443' },
  sentence:
    "joost 0.9.1 stops connecting to www.joost.test on 2026-12-01 (in 9 days): bin/joost holds the server's own certificate, and it is renewed with a new key.",
}
const surviving: ShownStanding = {
  outcome: 'survives',
  failsNow: false,
  day: null,
  with: { id: ids('end', 1), name: 'www.joost.test:443' },
  sentence:
    'joost 0.9.2 keeps connecting to www.joost.test: it trusts the root, which stays until 2035-06-04.',
}
const unsure: ShownStanding = {
  outcome: 'may-break',
  failsNow: false,
  day: '2027-02-14T00:00:00.000Z',
  with: { id: ids('end', 2), name: 'api.joost.test:443' },
  sentence:
    'tender 3.0 may stop connecting to api.joost.test on 2027-02-14: it holds the intermediate, which the CA may change without notice.',
}
const unknown: ShownStanding = {
  outcome: 'unknown',
  failsNow: false,
  day: null,
  with: null,
  sentence: 'Nothing is known of tender 3.1 yet: it was never scanned.',
}

function release(count: number, product: string, version: string, standing: ShownStanding): ShownRelease {
  return {
    id: ids('rel', count),
    product: { id: ids('pro', product === 'joost' ? 1 : 2), name: product },
    version,
    platform: count % 2 === 0 ? 'linux-x64' : '',
    artefactSha256: count === 4 ? '' : digits(`a${count}`),
    support: count === 1 ? 'ending' : 'supported',
    supportedUntil: count === 1 ? '2027-06-30T00:00:00.000Z' : null,
    released: '2026-03-02T00:00:00.000Z',
    created: '2026-11-01T09:00:00.000Z',
    installs: count === 4 ? null : { at: '2026-11-15T00:00:00.000Z', count: 41_200 * count },
    standing,
  }
}

export const releases: readonly ShownRelease[] = [
  release(1, 'joost', '0.9.1', breaking),
  release(2, 'joost', '0.9.2', surviving),
  release(3, 'tender', '3.0', unsure),
  release(4, 'tender', '3.1', unknown),
]

function installsOf(): ShownReleaseWhole['installsOverTime'] {
  return [41_200, 44_800, 52_300, 61_000, 58_000, 30_500].map((count, index) => ({
    at: `2026-${String(11 - index).padStart(2, '0')}-15T00:00:00.000Z`,
    count,
  }))
}

const first = release(1, 'joost', '0.9.1', breaking)
export const joost: ShownReleaseWhole = {
  ...first,
  updateHosts: ['updates.joost.test'],
  endpoints: [{ id: ids('end', 2), name: 'api.joost.test:443' }],
  scans: [
    { id: ids('sca', 1), at: '2026-11-20T08:12:00.000Z', program: 'foreseen 0.1.0', findings: 9, unseen: 2 },
    { id: ids('sca', 2), at: '2026-11-01T09:00:00.000Z', program: 'foreseen 0.1.0', findings: 8, unseen: 2 },
  ],
  installsOverTime: installsOf(),
  kinds: [
    { kind: 'hardwired-leaf', level: 'high', objects: 1 },
    { kind: 'pin-resolved', level: 'high', objects: 1 },
    { kind: 'hardwired-root', level: 'low', objects: 1 },
    { kind: 'public-bundle', level: 'low', objects: 143 },
    { kind: 'file-signature', level: 'info', objects: 2 },
  ],
}

function record(part: Partial<FindingRecord>): FindingRecord {
  return {
    schema: 'foreseen.findings/1',
    type: 'certificate',
    kind: 'hardwired-leaf',
    level: 'high',
    sha256: digits('4f1c'),
    spkiSha256: digits('77ab'),
    subject: 'CN=www.joost.test, O=Joost',
    issuer: 'CN=Test Issuing CA 1, O=Test Trust',
    serial: '04a1b2c3',
    key: 'ECDSA P-256',
    notBefore: '2026-05-20T00:00:00Z',
    notAfter: '2026-12-12T23:59:59Z',
    position: 'leaf',
    path: 'joost-0.9.1.tgz!joost-0.9.1/bin/joost',
    offset: 184_320,
    length: 812,
    line: null,
    section: '.rodata',
    symbol: 'pinned_certificate',
    encoding: 'der',
    detector: 'certificate-der',
    within: null,
    label: null,
    hosts: ['www.joost.test'],
    resolvedTo: [],
    ...part,
  }
}

const at = (object: number, part: Partial<FindingRecord>): ShownOccurrence => ({
  object,
  release: { id: first.id, name: 'joost 0.9.1' },
  scan: ids('sca', 1),
  record: record(part),
})

export const occurrences: readonly ShownOccurrence[] = [
  at(1, {}),
  ...[1, 2, 3, 4, 5, 6].map(count =>
    at(1, {
      path: `joost-0.9.1.tgz!joost-0.9.1/share/trust/store-${count}.jar!META-INF/certificates/www.pem`,
      offset: 0,
      line: 1,
      section: null,
      symbol: null,
      encoding: 'base64>pem',
    }),
  ),
  at(2, {
    type: 'pin',
    kind: 'pin-resolved',
    sha256: null,
    subject: null,
    digest: digits('9c0e'),
    digestAlgorithm: 'sha256',
    path: 'joost-0.9.1.tgz!joost-0.9.1/etc/joost.conf',
    offset: 211,
    line: 7,
    section: null,
    symbol: null,
    encoding: 'base64',
  }),
  at(3, {
    kind: 'hardwired-root',
    level: 'low',
    subject: 'CN=Test Root X1, O=Test Trust',
    offset: 201_004,
    symbol: null,
  }),
]

export const unseen = [
  {
    scan: ids('sca', 1),
    record: {
      schema: 'foreseen.findings/1',
      type: 'unseen',
      reason: 'sealed',
      code: 'zip-encrypted',
      detail: 'The archive is encrypted.',
      path: 'joost-0.9.1.tgz!joost-0.9.1/share/extra.zip',
      offset: null,
    },
  },
] as const

function line(ordinal: number, of: ShownRelease, part: Partial<ShownLine>): ShownLine {
  return {
    ordinal,
    release: {
      id: of.id,
      name: `${of.product.name} ${of.version}`,
      product: of.product.name,
      version: of.version,
      platform: of.platform,
      support: of.support,
      installs: of.installs,
    },
    endpoint: { id: ids('end', 1), name: 'www.joost.test:443' },
    outcome: 'breaks',
    level: 'derived',
    failsNow: false,
    days: {
      earliest: '2026-11-23T10:00:00.000Z',
      expected: '2026-12-01T00:00:00.000Z',
      latest: '2026-12-12T23:59:59.000Z',
      basis: 'plan',
    },
    sentence: of.standing.sentence,
    nextAction: '',
    score: null,
    ...part,
  }
}

export const timeline: ShownTimeline = {
  forecast: {
    id: ids('for', 1),
    at: '2026-11-22T09:30:00.000Z',
    horizon: '2027-11-22T00:00:00.000Z',
    program: 'foreseen 0.1.0',
    inputsSha256: digits('be'),
    sentence: 'One release breaks.',
    counts: { breaks: 1, mayBreak: 1, survives: 1, unknown: 1 },
    gaps: [],
  },
  lines: [
    line(0, first, {}),
    line(1, releases[1] ?? first, {
      outcome: 'survives',
      days: { earliest: null, expected: null, latest: null, basis: 'certificate' },
    }),
  ],
  omitted: 0,
  dates: [],
}

export const leafLink: ShownLink = {
  object: 1,
  sha256: digits('4f1c'),
  spkiSha256: digits('77ab'),
  subject: 'CN=www.joost.test, O=Joost',
  issuer: 'CN=Test Issuing CA 1, O=Test Trust',
  key: 'ECDSA P-256',
  notBefore: '2026-05-20T00:00:00Z',
  notAfter: '2026-12-12T23:59:59Z',
}
export const issuerLink: ShownLink = {
  object: 4,
  sha256: digits('d00d'),
  spkiSha256: digits('5151'),
  subject: 'CN=Test Issuing CA 1, O=Test Trust',
  issuer: 'CN=Test Root X1, O=Test Trust',
  key: 'RSA 2048',
  notBefore: '2024-01-01T00:00:00Z',
  notAfter: '2029-01-01T00:00:00Z',
}

const chains = { now: digits('c0ffee'), before: digits('beef') }

function interval(id: number, part: Partial<ShownInterval>): ShownInterval {
  return {
    id,
    address: '192.0.2.10',
    sni: 'www.joost.test',
    keyType: 'ecdsa',
    source: 'server',
    state: 'served',
    chain: chains.now,
    code: '',
    detail: '',
    protocol: 'TLSv1.3',
    first: '2026-05-20T08:00:00.000Z',
    last: '2026-11-22T09:00:00.000Z',
    ...part,
  }
}

const failed = {
  state: 'failed',
  chain: null,
  code: 'tls-timeout',
  detail: 'No answer came within 10 seconds.',
  protocol: '',
} as const

export const intervals: readonly ShownInterval[] = [
  interval(1, {}),
  interval(2, { chain: chains.before, first: '2025-11-02T08:00:00.000Z', last: '2026-05-20T07:00:00.000Z' }),
  interval(3, {
    address: '2001:db8::10',
    first: '2026-02-01T08:00:00.000Z',
    last: '2026-10-01T00:00:00.000Z',
  }),
  interval(4, {
    ...failed,
    address: '2001:db8::10',
    first: '2026-10-01T00:10:00.000Z',
    last: '2026-11-22T09:00:00.000Z',
  }),
]

const www: ShownEndpoint = {
  id: ids('end', 1),
  host: 'www.joost.test',
  port: 443,
  starttls: '',
  name: 'www.joost.test:443',
  created: '2025-11-02T08:00:00.000Z',
  ended: null,
  state: 'served',
  trouble: '',
  notAfter: '2026-12-12T23:59:59Z',
  lastLook: '2026-11-22T09:00:00.000Z',
  nextLook: '2026-11-22T17:00:00.000Z',
  plan: {
    renews: 'certbot',
    keyPolicy: 'new-key',
    leadDays: null,
    renewalDay: '2026-12-01T00:00:00.000Z',
    thirdParty: false,
    nextIssuer: '',
    window: 'on weekdays before noon',
  },
  standing: { ...breaking, with: { id: first.id, name: 'joost 0.9.1' } },
}

export const endpoints: readonly ShownEndpoint[] = [
  www,
  {
    ...www,
    id: ids('end', 2),
    host: 'api.joost.test',
    name: 'api.joost.test:443',
    plan: null,
    standing: unsure,
  },
  {
    ...www,
    id: ids('end', 3),
    host: 'old.joost.test',
    name: 'old.joost.test:443',
    state: 'failed',
    trouble: 'No answer came within 10 seconds.',
    notAfter: null,
    plan: null,
    standing: { ...unknown, sentence: 'Nothing is known: it could not be looked at.' },
  },
  {
    ...www,
    id: ids('end', 4),
    host: 'mail.joost.test',
    port: 25,
    starttls: 'smtp',
    name: 'mail.joost.test:25',
    state: 'unseen',
    notAfter: null,
    lastLook: null,
    plan: null,
    standing: { ...unknown, sentence: 'Nothing is known: it was not looked at yet.' },
  },
]

export const endpoint: ShownEndpointWhole = {
  ...www,
  now: [interval(1, {}), interval(4, { ...failed, address: '2001:db8::10' })],
  chains: [{ sha256: chains.now, links: [leafLink, issuerLink] }],
}

export const chainNow = { sha256: chains.now, links: [leafLink, issuerLink] }

export function object(id: number, part: Partial<ShownObject> = {}): ShownObject {
  return {
    id,
    type: 'certificate',
    kind: 'hardwired-leaf',
    sha256: digits(id.toString(16)),
    spkiSha256: digits(`${id % 10}b`),
    digestAlgorithm: null,
    digest: null,
    subject: `CN=host-${id}.joost.test, O=Joost`,
    issuer: 'CN=Test Issuing CA 1, O=Test Trust',
    serial: id.toString(16),
    key: 'ECDSA P-256',
    notBefore: '2026-05-20T00:00:00Z',
    notAfter: '2026-12-12T23:59:59Z',
    position: 'leaf',
    releases: (id % 7) + 1,
    endpoints: id % 3,
    ...part,
  }
}

const pin = {
  type: 'pin',
  kind: 'pin-resolved',
  subject: null,
  issuer: null,
  serial: null,
  key: null,
} as const

export const objects: readonly ShownObject[] = [
  object(1, { subject: 'CN=www.joost.test, O=Joost' }),
  object(2, {
    ...pin,
    sha256: null,
    digestAlgorithm: 'sha256',
    digest: digits('9c0e'),
    notBefore: null,
    notAfter: null,
  }),
  object(3, {
    kind: 'hardwired-root',
    subject: 'CN=Test Root X1, O=Test Trust',
    key: 'RSA 4096',
    notAfter: '2035-06-04T11:04:38Z',
  }),
  object(4, { kind: null, subject: 'CN=Test Issuing CA 1, O=Test Trust', releases: 0 }),
]

export const objectWhole: ShownObjectWhole = {
  ...object(1, { subject: 'CN=www.joost.test, O=Joost', releases: 1, endpoints: 2 }),
  certificate: {
    dnsNames: ['www.joost.test', 'joost.test'],
    ipAddresses: [],
    isAuthority: false,
    keyUsage: ['digitalSignature'],
    extendedKeyUsage: ['serverAuth'],
    signatureAlgorithm: 'sha256WithRSAEncryption',
    subjectKeyId: '0a0b0c0d0e0f000102030405060708090a0b0c0d',
    authorityKeyId: '1a1b1c1d1e1f101112131415161718191a1b1c1d',
    pem: `-----BEGIN CERTIFICATE-----\n${'MIIBszCCAVmgAwIBAgIUe8Gqg2bX1m0Zb0m0C1bC2d3e4f5gMAoGCCqGSM49BAMC\n'.repeat(9)}-----END CERTIFICATE-----\n`,
  },
  inReleases: [{ id: first.id, name: 'joost 0.9.1' }],
  atEndpoints: [
    { id: ids('end', 1), name: 'www.joost.test:443', now: true },
    { id: ids('end', 3), name: 'old.joost.test:443', now: false },
  ],
}

const relative = (
  id: number,
  name: string,
  from: string | null,
  to: string | null,
  found: boolean,
  served: boolean,
) => ({
  object: id,
  type: 'certificate',
  name,
  notBefore: from,
  notAfter: to,
  found,
  served,
})

export const family: ShownFamily = {
  relatives: [
    relative(1, 'www.joost.test', '2026-05-20T00:00:00Z', '2026-12-12T23:59:59Z', true, true),
    relative(5, 'www.joost.test', '2025-11-02T00:00:00Z', '2026-05-27T23:59:59Z', true, true),
    relative(6, 'www.joost.test', '2025-04-12T00:00:00Z', '2025-11-09T23:59:59Z', true, false),
    relative(4, 'Test Issuing CA 1', '2024-01-01T00:00:00Z', '2029-01-01T00:00:00Z', false, true),
    relative(3, 'Test Root X1', '2015-06-04T00:00:00Z', '2035-06-04T00:00:00Z', true, false),
    relative(7, 'Test Root X2', '2020-09-04T00:00:00Z', '2040-09-17T00:00:00Z', false, false),
    relative(8, 'Test Root X2', '2020-09-04T00:00:00Z', '2028-09-15T00:00:00Z', false, false),
    { ...relative(2, 'sha256/nA7cDpwOnA7cDpwOnA7cDpwO', null, null, true, false), type: 'pin' },
  ],
  relations: [
    { from: 3, to: 4, relation: 'issued' },
    { from: 3, to: 8, relation: 'issued' },
    { from: 7, to: 8, relation: 'cross-signed' },
    { from: 7, to: 4, relation: 'issued' },
    { from: 4, to: 1, relation: 'issued' },
    { from: 4, to: 5, relation: 'issued' },
    { from: 4, to: 6, relation: 'issued' },
    { from: 6, to: 5, relation: 'renewed-by' },
    { from: 5, to: 1, relation: 'renewed-by' },
    { from: 5, to: 6, relation: 'same-key' },
    { from: 1, to: 2, relation: 'pinned-by' },
  ],
  omitted: 0,
}

/** All on one page. */
export const page = <T>(items: readonly T[]) => ({ items, next: null })
