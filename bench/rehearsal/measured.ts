/** One curl after another in one sandbox. */
import { scenarios } from '@foreseen/rules'
import { findMethod, openSandbox } from '@foreseen/world/sandbox'

export interface Measured {
  readonly method: string
  /** Milliseconds from the request to the record. */
  run(): Promise<number>
  close(): Promise<void>
}

const host = 'api.example.test'

export async function openMeasured(): Promise<Measured> {
  const method = await findMethod()
  const sandbox = await openSandbox({
    method,
    hosts: [{ host, port: 443, starttls: 'none', alpn: ['http/1.1'], asksClientCertificate: false }],
    scenarios,
    materials: {
      currentChainPath: '',
      currentKeyPath: '',
      nextChainPath: '',
      nextKeyPath: '',
      authorityDir: '',
    },
    answersDir: '',
    keepEnvironment: false,
    nowMs: Date.now(),
  })
  const client = {
    id: 'curl',
    argv: ['curl', '-sS', '-o', '/dev/null', `https://${host}/`],
    cwd: process.cwd(),
    env: {},
    homeTemplate: '',
    firstVisit: '',
    timeoutMs: 10_000,
    outputLimitBytes: 1 << 20,
  }
  return {
    method,
    async run() {
      const begun = performance.now()
      const record = await sandbox.run({
        client,
        scenario: 'baseline',
        trust: 'old',
        attempt: 0,
        predicate: undefined,
        alone: false,
      })
      const elapsed = performance.now() - begun
      if (record.end.kind !== 'code' || record.end.code !== 0)
        throw new Error(`curl did not connect: ${record.output}`)
      return elapsed
    },
    close: () => sandbox.close(),
  }
}
