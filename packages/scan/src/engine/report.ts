import type { Finding, Unseen } from '@foreseen/facts'
import type { UnseenHere } from '../containers/contract.ts'
import { maxRecordsPerCode, maxRepeatedFindings, maxRepeatedRecords, maxReplayed } from './limits.ts'

type Item = { readonly finding: Finding } | { readonly unseen: Unseen }

/** What was reported from one member on, to be reported again at equal members. */
export interface Recording {
  readonly path: string
  readonly items: Item[]
  /** More than is kept. */
  overflowed: boolean
  /** Holds a record that would differ at another depth or place. */
  bound: boolean
}

/** Collects what one scan reports: counts it, records it for replay, passes it on. */
export interface Report {
  finding(finding: Finding): void
  unseen(path: string, record: UnseenHere): void
  record(path: string): Recording
  endRecording(recording: Recording): void
  /** Reports a recording again under another path; false when too much has been repeated already. */
  replay(recording: Recording, path: string): boolean
  counts(): { readonly findings: number; readonly unseen: number }
}

const boundCodes = new Set(['scan-limit-depth', 'scan-limit-members', 'scan-limit-total', 'scan-limit-spill'])

/** A report that passes everything on at once. */
export function createReport(onFinding: (f: Finding) => void, onUnseen: (u: Unseen) => void): Report {
  const recordings: Recording[] = []
  let findings = 0
  let unseen = 0
  let repeatedFindings = 0
  let repeatedRecords = 0
  const keep = (item: Item): void => {
    for (const recording of recordings) {
      if (recording.items.length >= maxReplayed) recording.overflowed = true
      else recording.items.push(item)
    }
  }
  const tell = (record: Unseen): void => {
    unseen++
    keep({ unseen: record })
    if (boundCodes.has(record.code)) for (const recording of recordings) recording.bound = true
    onUnseen(record)
  }
  const find = (finding: Finding): void => {
    findings++
    keep({ finding })
    onFinding(finding)
  }
  return {
    finding: find,
    unseen: (path, record) => tell({ path, ...record }),
    record(path) {
      const recording = { path, items: [], overflowed: false, bound: false }
      recordings.push(recording)
      return recording
    },
    endRecording(recording) {
      const at = recordings.lastIndexOf(recording)
      if (at >= 0) recordings.splice(at, 1)
    },
    replay(recording, path) {
      const moved = (old: string): string => path + old.slice(recording.path.length)
      let complete = true
      for (const item of recording.items) {
        if ('finding' in item) {
          const { finding } = item
          if (++repeatedFindings > maxRepeatedFindings) complete = false
          else find({ ...finding, at: { ...finding.at, path: moved(finding.at.path) } })
        } else if (++repeatedRecords > maxRepeatedRecords) complete = false
        else tell({ ...item.unseen, path: moved(item.unseen.path) })
      }
      return complete
    },
    counts: () => ({ findings, unseen }),
  }
}

/** Records of one container: the first of each code one by one, the others as one count at the end. */
export interface Tally {
  add(path: string, record: UnseenHere): void
  end(): void
}

/** A tally that speaks for the container at `path`. */
export function createTally(report: Report, path: string): Tally {
  const seen = new Map<string, { count: number; last: UnseenHere }>()
  return {
    add(place, record) {
      const entry = seen.get(record.code) ?? { count: 0, last: record }
      seen.set(record.code, { count: entry.count + 1, last: record })
      if (entry.count < maxRecordsPerCode) report.unseen(place, record)
    },
    end() {
      for (const { count, last } of seen.values()) {
        const more = count - maxRecordsPerCode
        if (more > 0) {
          report.unseen(path, {
            reason: last.reason,
            code: last.code,
            detail: `${more} more members of the same kind.`,
          })
        }
      }
    },
  }
}
