/** A small workspace as the server would show it: the lines and inputs follow from real certificates by the real rules. */
import { type Breakage, isoTime, type ShownLine, type ShownLineWhole } from '@foreseen/facts'
import { buildInventory, forecast } from '@foreseen/rules'
import { nodeCrypto } from '@foreseen/x509/node'
import {
  authority,
  certificateFinding,
  dayMs,
  failed,
  leaf,
  nowMs,
  observed,
  pinFinding,
  sha256,
  spkiOf,
} from '../../../../packages/rules/tests/forecast/scene.ts'
import { type Fixture, inputsOf } from './inputs.ts'

const installs: Readonly<Record<string, number>> = {
  '0.9.1': 1200,
  '1.0.0': 48_000,
  '1.1.0': 9000,
  '2.0.0': 310,
}

async function fixtureOf(): Promise<Fixture> {
  const root = await authority('CN=Story Root')
  const other = await authority('CN=Other Root')
  const middle = await authority('CN=Story Intermediate', root)
  const served = await leaf(middle, -55, 35)
  const far = await leaf(middle, -20, 340, { dnsNames: ['updates.joost.test'] })
  const old = await leaf(middle, -90, 90, { dnsNames: ['sync.joost.test'] })
  const release = (id: string, findings: Fixture['releases'][number]['findings']) => ({
    id: `rel_${id}`,
    name: `joost ${id}`,
    path: `joost-${id}.tgz`,
    findings,
  })
  const at = (id: string, path: string): string => `joost-${id}.tgz!${path}`
  const look = (host: string, chain: readonly Uint8Array[]) => [{ ...observed(chain, 'network', host), host }]
  return {
    releases: [
      release('0.9.1', [certificateFinding(served.der, at('0.9.1', 'bin/joost'), 4711)]),
      release('1.0.0', [
        pinFinding(sha256(spkiOf(served.key)), at('1.0.0', 'classes.dex')),
        certificateFinding(old.der, at('1.0.0', 'res/sync.pem')),
      ]),
      release('1.1.0', [certificateFinding(middle.der, at('1.1.0', 'ca.pem'))]),
      release('2.0.0', [certificateFinding(root.der, at('2.0.0', 'root.pem'))]),
    ],
    endpoints: [
      {
        id: 'end_1',
        name: 'www.joost.test:443',
        observations: look('www.joost.test', [served.der, middle.der]),
      },
      {
        id: 'end_2',
        name: 'updates.joost.test:443',
        observations: look('updates.joost.test', [far.der, middle.der]),
      },
      {
        id: 'end_3',
        name: 'sync.joost.test:443',
        observations: look('sync.joost.test', [old.der, middle.der]),
      },
      {
        id: 'end_4',
        name: 'api.partner.test:8443',
        observations: [
          { ...failed('The connection was refused.'), host: 'api.partner.test', sni: 'api.partner.test' },
        ],
      },
    ],
    known: [other.der],
    nowMs,
    horizonMs: nowMs + 398 * dayMs,
  }
}

function lineOf(breakage: Breakage, ordinal: number, fixture: Fixture): ShownLineWhole {
  const { release, endpoint, days, evidence, ...said } = breakage
  const version = release.name.replace('joost ', '')
  return {
    ...said,
    forecast: 'for_1',
    ordinal,
    release: {
      id: `rel_${version}`,
      name: release.name,
      product: 'joost',
      version,
      platform: '',
      support: 'supported',
      installs: { at: isoTime(fixture.nowMs) ?? '', count: installs[version] ?? 0 },
    },
    endpoint: { id: fixture.endpoints.find(each => each.name === endpoint)?.id ?? '', name: endpoint },
    days: {
      earliest: isoTime(days.earliestMs),
      expected: isoTime(days.expectedMs),
      latest: isoTime(days.latestMs),
      basis: days.basis,
    },
    score: null,
    measured: [],
    evidence: evidence.map(({ finding, role, object }, index) => ({
      object: index + 1,
      name: object,
      role,
      path: finding.at.path,
      offset: finding.at.offset,
      length: finding.at.lengthBytes,
      symbol: finding.at.symbol ?? null,
      encoding: finding.encoding,
    })),
  }
}

/** Lines as the server would have stored them, and the inputs they follow from. */
export async function openWorkspace() {
  const fixture = await fixtureOf()
  const observations = fixture.endpoints.flatMap(endpoint => endpoint.observations)
  const known = fixture.known ?? []
  const options = { crypto: nodeCrypto, nowMs, observations, known }
  const facts = (name: string, path: string, findings: Fixture['releases'][number]['findings']) => ({
    release: { name, path },
    inventory: buildInventory(findings, { ...options, releasePath: path }),
    unseen: [],
  })
  const releases = fixture.releases.map(({ name, path, findings }) => facts(name, path, findings))
  const elsewhere = facts(
    'elsewhere',
    '',
    known.map(der => certificateFinding(der, 'known')),
  )
  const breakages = fixture.endpoints.flatMap(({ name, observations: seen }) =>
    forecast({
      releases: [...releases, elsewhere],
      endpoints: [{ endpoint: name, observations: seen }],
      plan: {},
      nowMs,
      horizonMs: fixture.horizonMs,
      crypto: nodeCrypto,
    }).slice(0, releases.length),
  )
  const lines = breakages.map((breakage, ordinal) => lineOf(breakage, ordinal, fixture))
  return { lines, inputs: inputsOf(fixture) }
}

/** As a list shows a line: without its reasons. */
export function listed({
  forecast: _,
  events: __,
  assumptions: ___,
  remarks,
  measures,
  evidence,
  measured,
  ...line
}: ShownLineWhole): ShownLine {
  return line
}
