import type { Duplex } from 'node:stream'

/** Calls once with the first bytes, which stay in the stream. */
export function onFirstBytes(stream: Duplex, call: (bytes: Buffer) => void): void {
  const look = (): void => {
    const chunk: unknown = stream.read()
    if (!(chunk instanceof Buffer)) return
    stream.off('readable', look)
    stream.unshift(chunk)
    call(chunk)
  }
  stream.on('readable', look)
}

/**
 * Collects bytes until `enough` says so, then puts all of them back. Not called when the stream ends before;
 * `onSilence` is called after `timeoutMs` without success.
 */
export function onPrefix(
  stream: Duplex,
  enough: (bytes: Buffer) => boolean,
  timeoutMs: number,
  done: () => void,
  onSilence: (bytes: Buffer) => void,
): void {
  let bytes: Buffer = Buffer.alloc(0)
  const stop = (): void => {
    clearTimeout(timer)
    stream.off('readable', look)
    stream.off('end', end)
    stream.off('close', stop)
  }
  const end = (): void => {
    stop()
    stream.end()
  }
  const look = (): void => {
    const chunk: unknown = stream.read()
    if (!(chunk instanceof Buffer)) return
    bytes = bytes.length === 0 ? chunk : Buffer.concat([bytes, chunk])
    if (!enough(bytes)) return
    stop()
    stream.unshift(bytes)
    done()
  }
  const timer = setTimeout(() => {
    stop()
    onSilence(bytes)
  }, timeoutMs)
  stream.on('readable', look)
  stream.on('end', end)
  stream.on('close', stop)
}
