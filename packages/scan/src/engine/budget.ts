import type { Limits, UnseenHere } from '../containers/contract.ts'
import { ratioFreeBytes } from './limits.ts'

/** What one scan has used of its limits. */
export interface Budget {
  readonly limits: Limits
  containers: number
  members: number
  inflatedBytes: number
  heldBytes: number
  /** Streams tried in the middle of other bytes. */
  embedded: number
  /** Bytes decoded from text. */
  layerBytes: number
  /** Where the depth limit was said last. */
  deepPath: string | undefined
}

/** A budget of which nothing is used. */
export function createBudget(limits: Limits): Budget {
  return {
    limits,
    containers: 0,
    members: 0,
    inflatedBytes: 0,
    heldBytes: 0,
    embedded: 0,
    layerBytes: 0,
    deepPath: undefined,
  }
}

/** The record that says which limit stops an output of `outBytes` made from `inBytes`, if one does. */
export function limitReached(budget: Budget, outBytes: number, inBytes: number): UnseenHere | undefined {
  const { limits } = budget
  if (outBytes > limits.memberBytes) {
    const detail = `Larger than ${limits.memberBytes} bytes; the rest was not opened.`
    return { reason: 'limit', code: 'scan-limit-member', detail }
  }
  if (outBytes > ratioFreeBytes && outBytes > limits.ratio * Math.max(1, inBytes)) {
    const detail = `Grows more than ${limits.ratio} times when opened; the rest was not opened.`
    return { reason: 'limit', code: 'scan-limit-ratio', detail }
  }
  if (budget.inflatedBytes > limits.totalBytes) {
    const detail = `The containers of this file hold more than ${limits.totalBytes} bytes; the rest was not opened.`
    return { reason: 'limit', code: 'scan-limit-total', detail }
  }
  return undefined
}
