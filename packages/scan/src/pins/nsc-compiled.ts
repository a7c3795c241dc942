import type { AxmlEvent } from './axml.ts'
import { base64Digest } from './digest.ts'
import type { NscPin, PinSet } from './nsc.ts'
import { dayMs } from './pin-catch.ts'

interface Config {
  readonly hosts: string[]
  readonly sets: { pins: NscPin[]; expiresMs: number }[]
}

const MAX_DEPTH = 32

/** The pin sets of a compiled network security configuration; offsets are those of strings in the pool. */
export function pinSetsOf(events: readonly AxmlEvent[]): PinSet[] {
  const done: Config[] = []
  const open: Config[] = []
  let element = ''
  let wide = false
  for (const event of events) {
    const config = open.at(-1)
    if (event.type === 'start') {
      element = event.name
      if (element === 'domain-config' && open.length < MAX_DEPTH) open.push({ hosts: [], sets: [] })
      if (element === 'domain') wide = event.attributes.includeSubdomains === 'true'
      if (element === 'pin-set')
        config?.sets.push({ pins: [], expiresMs: dayMs(event.attributes.expiration) })
    } else if (event.type === 'end') {
      element = ''
      const closed = event.name === 'domain-config' ? open.pop() : undefined
      if (closed) done.push(closed)
    } else if (element === 'domain') {
      const name = event.value.text.trim()
      config?.hosts.push(wide ? `**.${name}` : name)
    } else if (element === 'pin') {
      const { text, start, end } = event.value
      const digest = base64Digest(text)
      if (digest) config?.sets.at(-1)?.pins.push({ digest, start, end })
    }
  }
  return [...done, ...open].flatMap(({ hosts, sets }) => sets.map(set => ({ ...set, hosts })))
}
