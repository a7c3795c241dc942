import { type Endpoint, parseEndpoint } from '@foreseen/facts'
import type { RehearsedHost } from '@foreseen/world/sandbox'
import { starttlsWords } from '../options/flags.ts'
import type { RehearseOptions } from '../options/rehearse.ts'
import type { Read, UsageProblem } from '../options/usage-problem.ts'

type HostAsk = Pick<RehearseOptions, 'starttls' | 'alpn' | 'asksClientCertificate'>

/** Hosts as typed or planned, each once. Codes: `endpoint-*`. */
export function readHosts(words: readonly string[], ask: HostAsk): Read<readonly RehearsedHost[]> {
  const given = starttlsWords.find(word => word === ask.starttls)
  const problems: UsageProblem[] = []
  const hosts = new Map<string, RehearsedHost>()
  for (const word of words) {
    const parsed = parseEndpoint(word, given)
    if (parsed.ok) {
      const endpoint: Endpoint = parsed.value
      hosts.set(`${endpoint.host}:${endpoint.port}`, {
        ...endpoint,
        alpn: ask.alpn,
        asksClientCertificate: ask.asksClientCertificate,
      })
    } else {
      problems.push(
        ...parsed.problems.map(({ code, detail }) => ({
          code,
          detail: `the host is not usable: ${detail}.`,
          remedy: 'Write HOST, HOST:PORT, [ADDRESS]:PORT or a URL.',
        })),
      )
    }
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value: [...hosts.values()] }
}
