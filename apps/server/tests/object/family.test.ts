/** Objects with their bytes, through a real push: what they say, who holds and serves them, their families. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, test } from 'node:test'
import type { ShownFamily } from '@foreseen/facts'
import { nodeCrypto } from '@foreseen/x509/node'
import { decideRelations, nearest } from '../../src/object/family.ts'
import { bytesLine, certificateLine, certify, newToy, sha256, spkiSha256 } from '../certificates.ts'
import type { Answer } from '../fixture.ts'
import { findingLine, jsonLines, summaryLine } from '../records.ts'
import { openWorkplace } from '../workplace.ts'

const place = await openWorkplace()
after(() => place.close())
const { call } = place
const owner = await place.owner()
const get = (url: string) => call('GET', `/api/v1${url}`, { as: owner })
const push = (release: string, lines: readonly object[], findings: number) =>
  call('POST', `/api/v1/scans?product=joost&version=${release}`, {
    body: jsonLines([...lines, summaryLine(findings)]),
    headers: { 'content-type': 'application/jsonl' },
    as: owner,
  })

const [rootKey, otherKey, middleKey, leafKey, nextKey] = ['r', 'o', 'm', 'l', 'n'].map(newToy)
assert.ok(rootKey && otherKey && middleKey && leafKey && nextKey)
const root = { subject: 'CN=Root', toy: rootKey }
const other = { subject: 'CN=Other Root', toy: otherKey }
const middle = { subject: 'CN=Middle', toy: middleKey }
const host = 'www.joost.test'
const [rootDer, otherDer, middleDer, crossDer, oldDer, newDer, strangerDer] = await Promise.all([
  certify({ ...root, issuer: root, ca: true, from: -100, to: 3000 }),
  certify({ ...other, issuer: other, ca: true, from: -90, to: 3000 }),
  certify({ ...middle, issuer: root, ca: true, from: -50, to: 1000 }),
  certify({ ...middle, issuer: other, ca: true, from: -40, to: 1000 }),
  certify({ subject: `CN=${host}`, toy: leafKey, issuer: middle, from: -30, to: 30, dnsNames: [host] }),
  certify({ subject: `CN=${host}`, toy: nextKey, issuer: middle, from: 20, to: 80, dnsNames: [host] }),
  // Of the same issuer's name, but signed by another key.
  certify({
    subject: 'CN=www.other.test',
    toy: leafKey,
    issuer: { subject: 'CN=Root', toy: otherKey },
    from: -30,
    to: 30,
  }),
])
const all = [rootDer, otherDer, middleDer, crossDer, oldDer, newDer, strangerDer]
const sha1Pin = createHash('sha1').update(newDer).digest('hex')
const pin = (digest: string, digestAlgorithm: string, offset: number, resolvedTo: object[] = []) =>
  findingLine(0, {
    type: 'pin',
    kind: 'pin-unresolved',
    sha256: null,
    spkiSha256: null,
    subject: null,
    issuer: null,
    serial: null,
    key: null,
    notBefore: null,
    notAfter: null,
    position: null,
    form: 'okhttp',
    digest,
    digestAlgorithm,
    target: 'spki',
    expires: null,
    offset,
    resolvedTo,
  })

const pushed = await push(
  '1',
  [
    ...all.map(der => certificateLine(der)),
    pin(spkiSha256(oldDer), 'sha256', 1),
    // No index leads from a digest by SHA-1 to what it is of: the scan said it.
    pin(sha1Pin, 'sha1', 2, [
      {
        by: 'certificate',
        source: 'found',
        sha256: sha256(newDer),
        spkiSha256: spkiSha256(newDer),
        subject: '',
      },
    ]),
    ...all.map(der => bytesLine(der)),
  ],
  all.length + 2,
)
assert.equal(pushed.status, 201, pushed.text)

const idOf = async (digest: string): Promise<number> => {
  const answer = await get(`/objects?query=${digest}`)
  return Number(answer.at('items', 0, 'id'))
}
const items = (answer: Answer): readonly { readonly id: number }[] => {
  const list = answer.at('items')
  assert.ok(Array.isArray(list), answer.text)
  return list
}

test('a certificate says what its bytes say', async () => {
  const answer = await get(`/objects/${await idOf(sha256(oldDer))}`)
  assert.deepEqual(answer.at('certificate', 'dnsNames'), [host])
  assert.deepEqual(answer.at('certificate', 'extendedKeyUsage'), ['serverAuth'])
  assert.equal(answer.at('certificate', 'isAuthority'), false)
  assert.match(
    String(answer.at('certificate', 'pem')),
    /^-----BEGIN CERTIFICATE-----\n[\w+/=\n]+\n-----END CERTIFICATE-----\n$/,
  )
  assert.equal(answer.at('releases'), 1)
  assert.equal(answer.at('inReleases', 0, 'name'), 'joost 1')
  assert.deepEqual(answer.at('atEndpoints'), [])
  const [first] = items(await get(`/objects/${answer.at('id')}/occurrences`))
  assert.ok(first)
  const bare = await get(`/objects/${await idOf(sha1Pin)}`)
  assert.equal(bare.at('certificate'), null)
  for (const path of ['999999', '0', '-1', 'x', '9'.repeat(30)])
    assert.ok([400, 404].includes((await get(`/objects/${path}`)).status), path)
})

async function familyOf(der: Uint8Array): Promise<ShownFamily> {
  const answer = await get(`/objects/${await idOf(sha256(der))}/family`)
  assert.equal(answer.status, 200, answer.text)
  return JSON.parse(answer.text)
}

test('a family: issuers by signature, cross-signs, renewals and pins', async () => {
  const family = await familyOf(oldDer)
  const name = new Map([
    ...(await Promise.all(
      (
        [
          [rootDer, 'root'],
          [otherDer, 'other'],
          [middleDer, 'middle'],
          [crossDer, 'cross'],
          [oldDer, 'old'],
          [newDer, 'new'],
          [strangerDer, 'stranger'],
        ] as const
      ).map(async ([der, word]) => [await idOf(sha256(der)), word] as const),
    )),
    [await idOf(sha1Pin), 'sha1 pin'] as const,
  ])
  const said = family.relations.map(
    ({ from, to, relation }) => `${name.get(from) ?? 'pin'} ${relation} ${name.get(to) ?? 'pin'}`,
  )
  assert.deepEqual(said.sort(), [
    'cross issued new',
    'cross issued old',
    'middle cross-signed cross',
    'middle issued new',
    'middle issued old',
    'new pinned-by sha1 pin',
    'old pinned-by pin',
    'old renewed-by new',
    'old same-key stranger',
    'other issued cross',
    'root issued middle',
    'stranger pinned-by pin',
  ])
  assert.equal(family.relatives[0]?.name, host)
  assert.equal(family.relatives.length, 9)
  assert.equal(family.omitted, 0)
  assert.ok(family.relatives.every(({ found, served }) => found && !served))
})

test('objects are narrowed by the level of their kind', async () => {
  const high = items(await get('/objects?level=high&limit=200'))
  const pins = items(await get('/objects?level=high&type=pin'))
  assert.ok(pins.length > 0 && high.length >= pins.length)
  assert.equal(items(await get('/objects?level=info&type=pin')).length, 0)
  assert.equal((await get('/objects?level=none')).status, 400)
})

test('a pin leads to what it pins; what only shares a name with an issuer is no child of it', async () => {
  const [byKey] = items(await get(`/objects?type=pin&query=${spkiSha256(oldDer)}`))
  for (const id of [byKey?.id, await idOf(sha1Pin)]) {
    const family = await get(`/objects/${id}/family`)
    assert.equal(family.at('relatives', 0, 'type'), 'pin')
    assert.match(family.text, /pinned-by/)
  }
  const stranger = await familyOf(strangerDer)
  assert.deepEqual(
    stranger.relations.filter(({ relation }) => relation === 'issued'),
    [],
  )
})

test('a family of many is cut, and says how many were left out', async () => {
  const many = await Promise.all(
    Array.from({ length: 70 }, (_, index) =>
      certify({ subject: `CN=h${index}.joost.test`, toy: leafKey, issuer: middle, from: index, to: 400 }),
    ),
  )
  const lines = [...many.map(der => certificateLine(der)), ...many.map(der => bytesLine(der))]
  assert.equal((await push('2', lines, many.length)).status, 201)
  const family = await familyOf(middleDer)
  assert.equal(family.relatives.length, 60)
  assert.ok(family.omitted > 0)
  const known = new Set(family.relatives.map(({ object }) => object))
  assert.ok(family.relations.every(({ from, to }) => known.has(from) && known.has(to)))
})

test('relations of what has no bytes are not guessed', () => {
  const bare = {
    type: 'certificate',
    subject: 'CN=a',
    certificate: undefined,
    digests: [],
    digest: undefined,
  }
  const kin = [
    { ...bare, id: 1, sha256: 'a', spkiSha256: 'k', notBeforeMs: 0, notAfterMs: 10 },
    { ...bare, id: 2, sha256: 'b', spkiSha256: undefined, notBeforeMs: 0, notAfterMs: 10 },
  ]
  assert.deepEqual(decideRelations(kin, nodeCrypto), [])
  assert.deepEqual(nearest(1, [{ from: 2, to: 3, relation: 'issued' }]), [1])
})

test('objects of another organisation are not there', async () => {
  const { ledger } = place
  const by = { organisation: await ledger.accounts.createOrganisation('system', 'B'), actor: 'system' }
  const { id: product } = await ledger.releases.ensureProduct(by, 'secret')
  const release = { product, version: '1', platform: '', artefactSha256: '', support: 'supported' } as const
  const { id } = await ledger.releases.ensureRelease(by, release)
  const totals = { files: 1, bytes: 1, containers: 0, members: 0, inflatedBytes: 0 }
  const record = JSON.parse(JSON.stringify(findingLine(77_777)))
  const scan = { release: id, artefactSha256: '', program: '', atMs: 1, totals, unseen: [] }
  await ledger.findings.pushScan(by, { ...scan, findings: [{ record }] })
  const { items: mine } = await ledger.findings.listObjects({ organisation: by.organisation })
  assert.equal(mine.length, 1)
  for (const path of ['', '/occurrences', '/family'])
    assert.equal((await get(`/objects/${mine[0]?.id}${path}`)).status, 404, path)
  assert.equal(items(await get('/objects?query=host-77777')).length, 0)
  assert.equal(items(await get('/objects?query=ho')).length, 0)
})
