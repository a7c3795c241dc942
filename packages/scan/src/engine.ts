import type { Finding, Unseen } from '@foreseen/facts'
import type { Crypto } from '@foreseen/x509'
import type { Codecs, Limits } from './containers/contract.ts'
import type { Detector } from './detectors/contract.ts'
import { detectors as allDetectors } from './detectors/registry.ts'
import { createBudget } from './engine/budget.ts'
import { openEmbedded } from './engine/embedded.ts'
import { createIdentities, type Identities } from './engine/identity.ts'
import { searchLayer } from './engine/layer.ts'
import { defaultLimits } from './engine/limits.ts'
import { createMemory } from './engine/memory.ts'
import type { Soil } from './engine/raw.ts'
import { createReport } from './engine/report.ts'
import { type Scan, scanSource } from './engine/scan.ts'
import { createScratch, type Scratch } from './engine/scratch.ts'
import type { Hit, Kernel } from './kernel/contract.ts'
import { escapePath } from './path.ts'
import type { ByteSource } from './source.ts'

/** What a scan engine works with. */
export interface EngineParts {
  readonly kernel: Kernel
  readonly crypto: Crypto
  /** Without codecs, compressed members are recorded as unsupported and searched as they are. */
  readonly codecs?: Codecs
  readonly limits?: Partial<Limits>
  /** Passwords to try on keystores, in order. */
  readonly passwords?: readonly string[]
  readonly detectors?: readonly Detector[]
  onFinding(finding: Finding): void
  onUnseen(unseen: Unseen): void
  /** Throw what a detector throws instead of recording it: for tests. */
  readonly strict?: boolean
}

/** What one call of `scan` looked at, in numbers. */
export interface ScanCounts {
  readonly containers: number
  readonly members: number
  /** Bytes that came out of containers and layers. */
  readonly inflatedBytes: number
  readonly findings: number
  readonly unseen: number
}

/** Finds certificates, keys and pins in bytes. */
export interface Engine {
  /**
   * Scans one source under its path. `known.hits` are hits of a search that the caller has done already
   * over all of the source, ascending; the engine then does not search a plain source again. The source
   * must not read from the kernel's own memory. Scans of one engine may run side by side. Never rejects on data.
   */
  scan(source: ByteSource, path: string, known?: { readonly hits?: readonly Hit[] }): Promise<ScanCounts>
}

const noCodecs: Codecs = {
  open: () => undefined,
  inflateInto: () => -1,
  spill() {
    return {
      append() {
        throw new Error('no place to set bytes aside')
      },
      source: () => ({ sizeBytes: 0, readInto: () => 0 }),
      release() {},
    }
  },
}

function byNeedle(detectors: readonly Detector[]): ReadonlyMap<string, readonly Detector[]> {
  const map = new Map<string, Detector[]>()
  for (const detector of detectors) {
    for (const needle of detector.needles) map.set(needle, [...(map.get(needle) ?? []), detector])
  }
  return map
}

function beginScan(
  parts: EngineParts,
  detectors: Soil['detectors'],
  identities: Identities,
  source: ByteSource,
  scratch: Scratch,
): Scan {
  const soil: Soil = {
    kernel: parts.kernel,
    detectors,
    identities,
    options: { passwords: parts.passwords ?? [], crypto: parts.crypto },
    report: createReport(
      finding => parts.onFinding(finding),
      record => parts.onUnseen(record),
    ),
    strict: parts.strict ?? false,
    embedded: (needle, at, ground, spot) => openEmbedded(scan, needle, at, ground, spot),
    layer: (bytes, span, encoding, spot) => searchLayer(scan, bytes, span, encoding, spot),
  }
  const budget = createBudget({ ...defaultLimits, ...parts.limits })
  const memory = createMemory(source, identities.sha256)
  const scan: Scan = { soil, codecs: parts.codecs ?? noCodecs, budget, memory, scratch }
  return scan
}

/** An engine over a kernel, a crypto port and codecs. */
export function createEngine(parts: EngineParts): Engine {
  const detectors = byNeedle(parts.detectors ?? allDetectors)
  const identities = createIdentities(parts.crypto)
  const scratch = createScratch()
  return {
    async scan(source, path, known = {}) {
      const scan = beginScan(parts, detectors, identities, source, scratch)
      const place = { path: escapePath(path), depth: 0, within: undefined, inner: undefined }
      await scanSource(scan, source, place, known.hits)
      const { containers, members, inflatedBytes } = scan.budget
      return { containers, members, inflatedBytes, ...scan.soil.report.counts() }
    },
  }
}
