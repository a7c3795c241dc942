import type { Outcome, Role } from '@foreseen/facts'
import { overAll } from './outcome.ts'
import type { VerifierProfile } from './profiles.ts'
import type { Column, EventRow } from './table.ts'

/** One way in which the release may still accept a chain: an object in a column of the table. */
export interface Alternative {
  readonly column: Column | undefined
  readonly role: Role
  /** End of the certificate held; `undefined` for keys and digests. */
  readonly notAfterMs: number | undefined
  readonly selfSigned: boolean
  /** Compared as bytes or digest, with or without a look at dates; as opposed to standing in a store. */
  readonly compared: boolean
  /** Its private key is proven to be in hand, so that the next certificate can carry it. */
  readonly proven: boolean
}

export interface NoteContext {
  /** Verifiers with which the release connects today. */
  readonly profiles: readonly VerifierProfile[]
  /** The renewer keeps the key, whatever else changes. */
  readonly keepsKey: boolean
  readonly atMs: number | undefined
}

function anchorEnded({ notAfterMs }: Alternative, context: NoteContext): Outcome {
  if (notAfterMs !== undefined && context.atMs !== undefined && context.atMs < notAfterMs) return 'survives'
  return overAll(context.profiles, profile => !profile.anchorTimeChecked)
}

/** Notes of `docs/forecast.md`, as far as this room evaluates their rows. */
function resolveNote(cell: string, row: EventRow, alternative: Alternative, context: NoteContext): Outcome {
  const { notAfterMs } = alternative
  switch (cell) {
    case 'S':
      return 'survives'
    case 'c3':
      return 'breaks'
    case 'c5':
      return !row.replacesLeaf || (alternative.column === 'K' && context.keepsKey) ? 'survives' : 'breaks'
    case 'c6':
      return row.event === 'E6' ? 'may-break' : 'breaks'
    case 'c7':
      if (notAfterMs === undefined || context.atMs === undefined || context.atMs <= notAfterMs)
        return 'survives'
      return anchorEnded(alternative, context)
    case 'c8':
      return 'may-break'
    case 'c11':
      return row.event === 'E25' ? anchorEnded(alternative, context) : 'may-break'
    case 'c13':
      return anchorEnded(alternative, context)
    case 'c20':
      return alternative.compared
        ? 'may-break'
        : overAll(context.profiles, profile => !profile.anchorTimeChecked)
    default:
      return 'breaks'
  }
}

/** What comes next is held already: it helps when the event brings it, which only the next chain can tell. */
function outcomeOfNext(row: EventRow, role: Role): Outcome {
  if (role === 'next-root') return row.event === 'E10' ? 'survives' : 'breaks'
  if (role === 'next-intermediate') return row.event === 'E3' || row.event === 'E10' ? 'survives' : 'breaks'
  return row.replacesLeaf ? 'may-break' : 'breaks'
}

/** The table's answer for one alternative. */
export function outcomeOf(row: EventRow, alternative: Alternative, context: NoteContext): Outcome {
  const { column, role } = alternative
  if (alternative.proven && row.replacesLeaf) return 'survives'
  if (role.startsWith('next-')) return outcomeOfNext(row, role)
  if (column === undefined) return 'breaks'
  // Measured (`docs/forecast.md`, verifiers): {self-signed leaf} against its renewal with the same key.
  if (row.event === 'E1' && column === 'L' && alternative.selfSigned && !alternative.compared) {
    return overAll(context.profiles, profile => profile.selfSignedByKey)
  }
  return resolveNote(row.cells[column], row, alternative, context)
}
