/** What must be undone when the program is stopped half way: temporary files, worker threads, sandboxes. */
const undo = new Set<() => void | Promise<void>>()

/** Longer than a sandbox takes to end its clients; a person who pressed Ctrl-C waits no longer. */
const patienceMs = 3000

/** Registers something to undo on Ctrl-C; the returned function takes it back. */
export function onInterrupt(action: () => void | Promise<void>): () => void {
  undo.add(action)
  return () => undo.delete(action)
}

function stop(signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP', code: number): void {
  process.once(signal, () => {
    const pending = [...undo].map(action => action()).filter(result => result instanceof Promise)
    if (pending.length === 0) leave(code)
    setTimeout(() => leave(code), patienceMs)
    void Promise.allSettled(pending).then(() => leave(code))
  })
}

function leave(code: number): never {
  const clear = process.stderr.isTTY ? '\r\u001b[2K' : ''
  process.stderr.write(`${clear}foreseen: interrupted, nothing was left behind.\n`)
  process.exit(code)
}

/** Signals end the run with 128 + their number, one line, and nothing left behind. */
export function armInterrupt(): void {
  stop('SIGINT', 130)
  stop('SIGTERM', 143)
  stop('SIGHUP', 129)
}

/** A reader that went away (`| head`) ends the run without a word, as SIGPIPE does for other programs. */
export function armBrokenPipe(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error
      for (const action of undo) action()
      process.exit(141)
    })
  }
}
