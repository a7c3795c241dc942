import { Refusal } from '../http/refusal.ts'

/** What bounds one push. */
export interface PushLimits {
  readonly bytes: number
  readonly lineBytes: number
  readonly lines: number
  /** Decoded bytes of objects: some 60,000 distinct certificates. */
  readonly bodyBytes: number
}

/** The largest real inventories have some 200,000 lines of half a kilobyte. */
export const pushLimits: PushLimits = {
  bytes: 268_435_456,
  lineBytes: 1_048_576,
  lines: 500_000,
  bodyBytes: 100_663_296,
}

const tooLarge = (detail: string): Refusal => new Refusal('server-too-large', detail)

const tooLong = (line: number, { lineBytes }: PushLimits): Refusal =>
  tooLarge(`Line ${line} is longer than ${lineBytes} bytes.`)

/**
 * Lines of a body as it arrives; never more than one line and one chunk are held. A last line without its line end
 * counts. Errors: `server-too-large`, `server-bad-json` for bytes that are no UTF-8.
 */
export async function* linesOf(
  body: AsyncIterable<Uint8Array>,
  limits: PushLimits,
): AsyncGenerator<string, void, undefined> {
  let parts: Uint8Array[] = []
  let held = 0
  let bytes = 0
  let lines = 0
  const take = (): string => {
    lines++
    if (lines > limits.lines) throw tooLarge(`At most ${limits.lines} lines are taken at once.`)
    const text = textOf(Buffer.concat(parts), lines)
    parts = []
    held = 0
    return text
  }
  for await (const chunk of body) {
    bytes += chunk.length
    if (bytes > limits.bytes) throw tooLarge(`At most ${limits.bytes} bytes are taken at once.`)
    let from = 0
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
      if (held + end - from > limits.lineBytes) throw tooLong(lines + 1, limits)
      parts.push(chunk.subarray(from, end))
      from = end + 1
      yield take()
    }
    parts.push(chunk.subarray(from))
    held += chunk.length - from
    if (held > limits.lineBytes) throw tooLong(lines + 1, limits)
  }
  if (held > 0) yield take()
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function textOf(bytes: Uint8Array, line: number): string {
  try {
    return utf8.decode(bytes)
  } catch {
    throw new Refusal('server-bad-json', `Line ${line} is no UTF-8.`)
  }
}
