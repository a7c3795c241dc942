import { printable } from '@foreseen/x509'
import { bytesText, countText } from './amounts.ts'
import { cutMiddle } from './width.ts'

/** How far a scan has come. */
export interface Progress {
  readonly path: string
  readonly files: number
  readonly bytes: number
  /** Bytes in all, as far as the walk has counted them; 0 while nothing is known. */
  readonly allBytes: number
}

/** `8 s left`. */
export function timeLeft(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1000))
  if (seconds < 90) return `${seconds} s left`
  return seconds < 5400 ? `${Math.round(seconds / 60)} min left` : `${Math.round(seconds / 3600)} h left`
}

/** One line: share done, rate, time left, and what is being read. */
export function progressLine(progress: Progress, elapsedMs: number, room: number): string {
  const { files, bytes, allBytes, path } = progress
  const rate = elapsedMs > 0 ? `${bytesText(Math.round((bytes / elapsedMs) * 1000))}/s` : ''
  const share = allBytes > 0 ? Math.min(1, bytes / allBytes) : 0
  const done =
    allBytes > 0 ? `${Math.floor(share * 100)} %` : `${countText(files, 'file')}, ${bytesText(bytes)}`
  const left = share > 0.02 && share < 1 ? timeLeft((elapsedMs / share) * (1 - share)) : ''
  const head = [done, rate, left].filter(part => part !== '').join(', ')
  return `${head}  ${cutMiddle(printable(path), Math.max(10, room - head.length - 3))}`
}

/** Where progress is shown: only a terminal, only after a second, at most ten times a second. */
export interface Show<T> {
  update(value: T): void
  /** Takes the line away, so that what follows begins at the left. */
  end(): void
}

export type ProgressShow = Show<Progress>

/** How a line is made: the value, the time since the beginning in ms, and the cells there are. */
type LineOf<T> = (value: T, elapsedMs: number, room: number) => string

/** Shows one line on a stream when it is a terminal; `onShown` is told when it shows. */
export function showLine<T>(
  stream: NodeJS.WriteStream,
  now: () => number,
  lineOf: LineOf<T>,
  onShown: () => void = () => {},
): Show<T> {
  if (stream.isTTY !== true || process.env.TERM === 'dumb' || (process.env.CI ?? '') !== '')
    return { update: () => {}, end: () => {} }
  const begun = now()
  let last = begun + 900
  let shown = false
  return {
    update(value) {
      const at = now()
      if (at - last < 100) return
      last = at
      shown = true
      onShown()
      stream.write(`\r\u001b[2K${lineOf(value, at - begun, (stream.columns || 80) - 1)}`)
    },
    end() {
      if (shown) stream.write('\r\u001b[2K')
      shown = false
    },
  }
}

/** Progress of a scan; `onShown` is told when it shows, to count what is to come. */
export function showProgress(
  stream: NodeJS.WriteStream,
  now: () => number,
  onShown: () => void,
): ProgressShow {
  return showLine(stream, now, progressLine, onShown)
}
