/** Inputs of a forecast as they come over the wire, read back into the nouns that rules take. */
import { decodeBase64 } from '@foreseen/x509'
import type { Encoding, Finding, PinForm, Unseen, Within } from '../finding.ts'
import { type Observation, observationSchema } from '../observation.ts'
import type { FindingRecord, UnseenRecord } from '../record.ts'
import type {
  ShownForecastInputs,
  ShownInputEndpoint,
  ShownInputLook,
  ShownInputRelease,
} from './forecast-inputs.ts'

/** Public bytes by lower-case hex SHA-256; `undefined` where they were never pushed. */
export type BytesOf = (sha256: string) => Uint8Array | undefined

/** Bytes of the inputs, each decoded once. What is no base64 counts as not there. */
export function bytesOfInputs({ bytes }: Pick<ShownForecastInputs, 'bytes'>): BytesOf {
  const decoded = new Map<string, Uint8Array | undefined>()
  return sha256 => {
    if (decoded.has(sha256)) return decoded.get(sha256)
    const text = Object.hasOwn(bytes, sha256) ? bytes[sha256] : undefined
    const octets = text === undefined ? undefined : decodeBase64(text)
    decoded.set(sha256, octets)
    return octets
  }
}

type Base = Pick<Finding, 'at' | 'encoding' | 'detector' | 'within' | 'label' | 'hosts'>

function baseOf(record: FindingRecord): Base {
  const { path, offset, length, line, section, symbol, within, label, hosts } = record
  return {
    at: {
      path,
      offset,
      lengthBytes: length,
      ...(line === null ? {} : { line }),
      ...(section === null ? {} : { section }),
      ...(symbol === null ? {} : { symbol }),
    },
    encoding: record.encoding satisfies Encoding,
    detector: record.detector,
    // Written by `findingRecord` from a `Within`.
    ...(within === null ? {} : { within: within as Within }),
    ...(label === null ? {} : { label }),
    ...(hosts.length === 0 ? {} : { hosts }),
  }
}

const msOf = (iso: string | null | undefined): number | undefined => {
  const ms = iso === null || iso === undefined ? Number.NaN : Date.parse(iso)
  return Number.isNaN(ms) ? undefined : ms
}

function pinOf(record: FindingRecord, base: Base): Finding | undefined {
  const { form, digestAlgorithm, digest, target } = record
  if (form === undefined || digest === undefined) return undefined
  if (digestAlgorithm !== 'sha256' && digestAlgorithm !== 'sha1' && digestAlgorithm !== 'md5')
    return undefined
  const expiresMs = msOf(record.expires)
  return {
    ...base,
    type: 'pin',
    // Written by `findingRecord` from a `PinForm`.
    form: form as PinForm,
    digestAlgorithm,
    digest,
    target: target === 'spki' || target === 'certificate' ? target : 'unknown',
    ...(expiresMs === undefined ? {} : { expiresMs }),
  }
}

function keyOf(record: FindingRecord, base: Base): Finding {
  const { key, spkiSha256 } = record
  return {
    ...base,
    type: 'private-key',
    format: record.format ?? '',
    // Algorithm and size as one text: no rule reads them.
    algorithm: key ?? '',
    sizeBits: 0,
    encrypted: record.encrypted === true,
    sealing: record.sealing ?? '',
    ...(spkiSha256 === null ? {} : { spkiSha256 }),
  }
}

function keystoreOf({ format, entries }: FindingRecord, base: Base): Finding {
  return {
    ...base,
    type: 'keystore',
    format: format ?? '',
    entries: (entries ?? []).map(({ alias, kind, created }) => {
      const createdMs = msOf(created)
      return { alias, kind, ...(createdMs === undefined ? {} : { createdMs }) }
    }),
  }
}

/** The finding that a record was made from; `undefined` where its bytes are not there or a member is missing. */
export function findingOf(record: FindingRecord, bytesOf: BytesOf): Finding | undefined {
  const base = baseOf(record)
  const { type, sha256, spkiSha256 } = record
  switch (type) {
    case 'certificate': {
      const der = sha256 === null ? undefined : bytesOf(sha256)
      if (der === undefined || sha256 === null || spkiSha256 === null) return undefined
      return { ...base, type, sha256, spkiSha256, der }
    }
    case 'certificate-request':
    case 'revocation-list':
      // Shown and not forecast: their bytes are not needed.
      return { ...base, type, sha256: sha256 ?? '', der: new Uint8Array() }
    case 'public-key': {
      const spki = spkiSha256 === null ? undefined : bytesOf(spkiSha256)
      return spki === undefined || spkiSha256 === null ? undefined : { ...base, type, spkiSha256, spki }
    }
    case 'private-key':
      return keyOf(record, base)
    case 'pin':
      return pinOf(record, base)
    case 'keystore':
      return keystoreOf(record, base)
    case 'sealed':
    case 'partial':
      return { ...base, type, what: record.what ?? '', detail: record.detail ?? '' }
  }
}

/** What was not looked at, as the rules take it. */
export const unseenOf = ({ path, reason, code, detail, offset }: UnseenRecord): Unseen => ({
  path,
  reason,
  code,
  detail,
  ...(offset === null ? {} : { offset }),
})

/** The findings of a release, and how many of its records could not be read back for want of bytes. */
export function findingsOf(
  release: Pick<ShownInputRelease, 'findings'>,
  bytesOf: BytesOf,
): { readonly findings: readonly Finding[]; readonly missing: number } {
  const findings = release.findings.flatMap(record => findingOf(record, bytesOf) ?? [])
  return { findings, missing: release.findings.length - findings.length }
}

function outcomeOf(look: ShownInputLook, bytesOf: BytesOf) {
  if (look.state === 'failed') return { state: look.state, code: look.code, detail: look.detail } as const
  const chain = look.chain.map(link => ({ ...link, der: bytesOf(link.sha256) ?? new Uint8Array() }))
  return {
    state: look.state,
    protocol: '',
    cipher: '',
    chain,
    leafIndex: look.leafIndex,
    chainSha256: '',
    alpn: '',
    staple: { present: false },
    sctCount: 0,
  } as const
}

/** What was observed at an endpoint. A certificate whose bytes are not there is one that does not parse. */
export function observationsOf(
  endpoint: Pick<ShownInputEndpoint, 'host' | 'port' | 'starttls' | 'looks'>,
  bytesOf: BytesOf,
): readonly Observation[] {
  const { host, port, starttls } = endpoint
  return endpoint.looks.map(look => ({
    schema: observationSchema,
    source: look.source,
    host,
    port,
    starttls: starttls === '' ? 'none' : starttls,
    address: look.address,
    family: look.address === '' ? 0 : look.address.includes(':') ? 6 : 4,
    sni: look.sni,
    keyType: look.keyType,
    atMs: msOf(look.at) ?? 0,
    outcome: outcomeOf(look, bytesOf),
    problems: [],
  }))
}
