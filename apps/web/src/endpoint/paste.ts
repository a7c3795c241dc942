import { type Endpoint, formatEndpoint, parseEndpoint } from '@foreseen/facts'

/** As many endpoints as the server takes at once, and lines with comments around them. */
const mostEndpoints = 5000
const mostLines = 20_000

export interface PastedEndpoint {
  /** Line of the text, from 1. */
  readonly line: number
  /** `host:port`. */
  readonly name: string
  readonly starttls: Endpoint['starttls']
}

export interface PastedTrouble {
  readonly line: number
  readonly detail: string
}

export interface Pasted {
  readonly endpoints: readonly PastedEndpoint[]
  readonly troubles: readonly PastedTrouble[]
}

/** Reads endpoints, one a line; what follows `#` is a comment, and a line said twice counts once. */
export function parsePasted(text: string): Pasted {
  const lines = text.split(/\r\n|\r|\n/)
  if (lines.length > mostLines) {
    return {
      endpoints: [],
      troubles: [{ line: mostLines + 1, detail: `more than ${mostLines} lines: send it in parts` }],
    }
  }
  const endpoints = new Map<string, PastedEndpoint>()
  const troubles: PastedTrouble[] = []
  for (const [index, written] of lines.entries()) {
    const word = written.replace(/(^|\s)#.*$/, '').trim()
    if (word === '') continue
    const parsed = parseEndpoint(word)
    if (!parsed.ok) {
      troubles.push({ line: index + 1, detail: parsed.problems[0]?.detail ?? 'no endpoint' })
      continue
    }
    const name = formatEndpoint(parsed.value)
    if (!endpoints.has(name)) endpoints.set(name, { line: index + 1, name, starttls: parsed.value.starttls })
  }
  if (endpoints.size > mostEndpoints)
    troubles.push({ line: lines.length, detail: `more than ${mostEndpoints} endpoints: send them in parts` })
  return { endpoints: [...endpoints.values()], troubles }
}
