import type { Finding, Unseen } from '@foreseen/facts'
import {
  type ByteSource,
  type Codecs,
  compileKernel,
  createEngine,
  createKernel,
  type Detector,
  detectors,
  type Hit,
  type Kernel,
  type Limits,
  memorySource,
  type ScanCounts,
} from '@foreseen/scan'
import { nodeCrypto } from '@foreseen/x509/node'
import { nodeCodecs } from '../../../world/src/codec/codecs.ts'

export interface Scanned {
  readonly findings: Finding[]
  readonly unseen: Unseen[]
  readonly counts: ScanCounts
}

let kernel: Kernel | undefined

/** Scans one source with the kernel and collects what is reported. */
export async function scanSource(
  source: ByteSource,
  path: string,
  known: { readonly hits?: readonly Hit[] } = {},
  options: {
    prepend?: readonly Detector[]
    strict?: boolean
    limits?: Partial<Limits>
    codecs?: Codecs
  } = {},
): Promise<Scanned> {
  kernel ??= createKernel(compileKernel())
  const findings: Finding[] = []
  const unseen: Unseen[] = []
  const engine = createEngine({
    kernel,
    crypto: nodeCrypto,
    codecs: options.codecs ?? nodeCodecs(),
    detectors: [...(options.prepend ?? []), ...detectors],
    strict: options.strict ?? true,
    ...(options.limits === undefined ? {} : { limits: options.limits }),
    onFinding: finding => findings.push(finding),
    onUnseen: record => unseen.push(record),
  })
  const counts = await engine.scan(source, path, known)
  return { findings, unseen, counts }
}

/** Scans bytes in memory. */
export function scanBytes(
  bytes: Uint8Array,
  path: string,
  known: { readonly hits?: readonly Hit[] } = {},
  options: {
    prepend?: readonly Detector[]
    strict?: boolean
    limits?: Partial<Limits>
    codecs?: Codecs
  } = {},
): Promise<Scanned> {
  return scanSource(memorySource(bytes), path, known, options)
}
