/** Server-sent events (HTML standard, section 9.2) as lines of text. */

export interface StreamEvent {
  /** Where a client goes on when its connection breaks. */
  readonly id?: string
  /** `message` unless told. */
  readonly type?: string
  readonly data: unknown
}

/** Timers, given so that tests own them. */
export interface StreamTimers {
  setTimeout(run: () => void, ms: number): unknown
  clearTimeout(handle: unknown): void
}

export interface StreamRules {
  /** A comment is sent after so long without an event, so that no proxy takes the connection for dead. */
  readonly heartbeatMs: number
  /** How long a client waits before it connects again. */
  readonly retryMs: number
  /** Asked at every heartbeat; the stream ends when the caller may not read any longer. */
  readonly mayGoOn?: () => Promise<boolean>
}

export const streamRules: StreamRules = { heartbeatMs: 15_000, retryMs: 3_000 }

const oneLine = (text: string): string => text.replace(/[\r\n\0]/g, ' ')

/** One event as it is sent. Data is JSON, which holds no line ends. */
export function eventText({ id, type, data }: StreamEvent): string {
  const lines = [
    ...(id === undefined ? [] : [`id: ${oneLine(id)}`]),
    ...(type === undefined ? [] : [`event: ${oneLine(type)}`]),
    `data: ${JSON.stringify(data)}`,
  ]
  return `${lines.join('\n')}\n\n`
}

const late = Symbol('late')

/**
 * Pulls from a source as fast as the reader takes, with heartbeats between; ends with the source, with `signal`, or
 * when the caller may not go on. The source is told in every case, through `return`.
 */
export async function* streamText(
  source: AsyncIterable<StreamEvent>,
  rules: StreamRules,
  timers: StreamTimers,
  signal: AbortSignal,
): AsyncGenerator<string, void, undefined> {
  const events = source[Symbol.asyncIterator]()
  const aborted = new Promise<void>(resolve =>
    signal.addEventListener('abort', () => resolve(), { once: true }),
  )
  try {
    yield `retry: ${rules.retryMs}\n\n`
    let next = events.next()
    // A source that fails while nobody waits for it is heard at the next turn.
    next.catch(() => {})
    while (!signal.aborted) {
      const turn = await turnOf(next, aborted, rules.heartbeatMs, timers)
      if (turn === undefined) return
      if (turn === late) {
        if (rules.mayGoOn !== undefined && !(await rules.mayGoOn())) return
        yield ': waiting\n\n'
        continue
      }
      if (turn.done === true) return
      yield eventText(turn.value)
      next = events.next()
      next.catch(() => {})
    }
  } finally {
    // Not waited for: a source that hangs must not hold the connection.
    events.return?.()?.catch(() => {})
  }
}

/** The next event, `late` after the heartbeat, `undefined` when aborted. */
async function turnOf(
  next: Promise<IteratorResult<StreamEvent>>,
  aborted: Promise<void>,
  heartbeatMs: number,
  timers: StreamTimers,
): Promise<IteratorResult<StreamEvent> | typeof late | undefined> {
  let handle: unknown
  const beat = new Promise<typeof late>(resolve => {
    handle = timers.setTimeout(() => resolve(late), heartbeatMs)
  })
  try {
    return await Promise.race([next, beat, aborted.then(() => undefined)])
  } finally {
    timers.clearTimeout(handle)
  }
}
