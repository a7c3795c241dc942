import type { Finding, Location, Within } from '@foreseen/facts'
import { hex } from '@foreseen/x509'
import type { Catch } from '../detectors/contract.ts'
import type { Identities } from './identity.ts'

/** What a finding says besides the thing itself. */
export interface Setting {
  readonly at: Location
  readonly detector: string
  /** Encodings of the layers around, `base64>`. */
  readonly prefix: string
  /** The structure known from outside: a signature range, a member of a jar. It overrides the detector's. */
  readonly within: Within | undefined
}

function plainCatch(found: Catch, identities: Identities, base: FindingBase): Finding | undefined {
  switch (found.type) {
    case 'certificate': {
      const known = identities.certificate(found.der)
      if (known !== undefined) return { ...base, type: 'certificate', ...known }
      return {
        ...base,
        type: 'partial',
        what: 'certificate',
        detail: 'Shaped like a certificate; does not parse.',
      }
    }
    case 'certificate-request':
    case 'revocation-list':
      return { ...base, type: found.type, sha256: identities.sha256(found.der), der: found.der.slice() }
    case 'public-key':
      return {
        ...base,
        type: 'public-key',
        spkiSha256: identities.sha256(found.spki),
        spki: found.spki.slice(),
      }
    case 'private-key': {
      const { format, algorithm, sizeBits, encrypted, sealing, spki } = found
      const key = { format, algorithm, sizeBits, encrypted, sealing }
      return {
        ...base,
        type: 'private-key',
        ...key,
        ...(spki === undefined ? {} : { spkiSha256: identities.sha256(spki) }),
      }
    }
    case 'pin': {
      const { form, digestAlgorithm, target, expiresMs } = found
      const pin = { form, digestAlgorithm, target, digest: hex(found.digest) }
      return { ...base, type: 'pin', ...pin, ...(expiresMs === undefined ? {} : { expiresMs }) }
    }
    case 'keystore':
      return { ...base, type: 'keystore', format: found.format, entries: found.entries }
    case 'sealed':
    case 'partial':
      return { ...base, type: found.type, what: found.what, detail: found.detail }
    case 'layer':
      return undefined
  }
}

type FindingBase = Pick<Finding, 'at' | 'encoding' | 'detector' | 'within' | 'label' | 'hosts'>

/** The finding that a catch is, with digests; `undefined` for a layer, which is only a way to findings. */
export function findingOf(found: Catch, setting: Setting, identities: Identities): Finding | undefined {
  const within = setting.within ?? found.within
  return plainCatch(found, identities, {
    at: setting.at,
    encoding: setting.prefix + found.encoding,
    detector: setting.detector,
    ...(within === undefined ? {} : { within }),
    ...(found.label === undefined ? {} : { label: found.label }),
    ...(found.hosts === undefined || found.hosts.length === 0 ? {} : { hosts: found.hosts }),
  })
}
