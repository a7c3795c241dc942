import type { Limits } from '../containers/contract.ts'

const mib = 1 << 20

/** What a scan opens when nothing else is said. */
export const defaultLimits: Limits = {
  depth: 12,
  members: 1_000_000,
  ratio: 1000,
  totalBytes: 64 * 1024 * mib,
  memberBytes: 16 * 1024 * mib,
}

/** The ratio is judged after this much output: a small file of zeros is no bomb. */
export const ratioFreeBytes = 16 * mib
/** Members up to this size are held in memory. */
export const heldMemberBytes = 4 * mib
/** Containers that can be read in order are held up to this size: damage in them costs less when they are. */
export const heldContainerBytes = 4 * mib
/** All members held at once, over all depths; beyond it they are spilled. */
export const heldTotalBytes = 16 * mib
/** Layers within layers (base64 in base64 ...) that are searched. */
export const maxLayerDepth = 3
/** Embedded streams tried in one source before the rest is left alone. */
export const maxEmbedded = 4096
/** Records of one code reported one by one for one container; the rest is counted. */
export const maxRecordsPerCode = 16
/** Findings and records kept of one member for reporting at equal members. */
export const maxReplayed = 4096
/** Findings and records repeated in one scan for equal members. */
export const maxRepeatedFindings = 100_000
export const maxRepeatedRecords = 1000
