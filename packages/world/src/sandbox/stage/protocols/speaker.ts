/** What a speaker says to what it heard, and what comes after. */
export interface Said {
  readonly say: string | Uint8Array
  /** `tls`: TLS begins after these words; `rest` of what was heard belongs to it. */
  readonly after: 'listen' | 'tls' | 'end'
  readonly rest?: Buffer
}

/** The server's side of a protocol on one connection; it hears bytes as they come, however they are cut. */
export interface Speaker {
  /** What it says first, or ''. */
  readonly greeting: string | Uint8Array
  hear(bytes: Buffer): Said
}

/** Whether TLS has begun, whether the server is yet to greet, and whose server it plays. */
export interface Part {
  readonly secured: boolean
  readonly greets: boolean
  readonly host: string
}

export type Protocol = (part: Part) => Speaker

/** What a speaker keeps of a message that is not whole; a client's first words are short. */
export const maxHeardBytes = 65_536

export const listen = (say: string | Uint8Array = ''): Said => ({ say, after: 'listen' })
export const end = (say: string | Uint8Array = ''): Said => ({ say, after: 'end' })

/**
 * A speaker of messages: `next` takes one whole message from the front, or `undefined` when it is not whole.
 * Messages after the one that begins TLS belong to TLS.
 */
export function speakerOf(
  greeting: string | Uint8Array,
  next: (heard: Buffer) => { readonly said: Said; readonly length: number } | undefined,
): Speaker {
  let heard: Buffer = Buffer.alloc(0)
  const hear = (bytes: Buffer): Said => {
    heard = heard.length === 0 ? bytes : Buffer.concat([heard, bytes])
    const words: Uint8Array[] = []
    for (;;) {
      const found = heard.length === 0 ? undefined : next(heard)
      if (found === undefined) break
      heard = heard.subarray(found.length)
      words.push(Buffer.from(found.said.say))
      if (found.said.after !== 'listen') return { ...found.said, say: Buffer.concat(words), rest: heard }
    }
    return heard.length > maxHeardBytes ? end() : listen(Buffer.concat(words))
  }
  return { greeting, hear }
}

/** A speaker of lines (RFC 5321, RFC 9051, RFC 1939, RFC 959). */
export function lineSpeaker(greeting: string, answer: (line: string) => Said): Speaker {
  return speakerOf(greeting, heard => {
    const at = heard.indexOf(0x0a)
    if (at < 0) return undefined
    const line = heard.subarray(0, at).toString('latin1').replace(/\r$/, '')
    return { said: answer(line), length: at + 1 }
  })
}
