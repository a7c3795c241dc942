import { printable } from '@foreseen/x509'
import { countText } from './amounts.ts'
import { timeLeft } from './progress.ts'
import { cutMiddle } from './width.ts'

/** How far a rehearsal has come. */
export interface RehearsalProgress {
  /** Runs that are over. */
  readonly done: number
  /** Runs that are known to be made in all; red verdicts are repeated, so it may grow. */
  readonly all: number
  /** The last that ended: client and scenario. */
  readonly last: string
}

/** One line: runs done, time left, and what ended last. */
export function rehearsalProgressLine(progress: RehearsalProgress, elapsedMs: number, room: number): string {
  const { done, all, last } = progress
  const left = done > 2 && done < all ? `, ${timeLeft((elapsedMs / done) * (all - done))}` : ''
  const head = `${done} of ${countText(all, 'run')}${left}`
  return `${head}  ${cutMiddle(printable(last), Math.max(10, room - head.length - 3))}`
}
