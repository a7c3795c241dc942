/** One curl after another in one sandbox. */
import { scenarios } from '@foreseen/rules'
import { findMethod, openSandbox } from '@foreseen/world/sandbox'
import { clientOf, optionsFor, requestOf, url } from '../../packages/world/tests/sandbox/place/rehearsing.ts'

export interface Measured {
  readonly method: string
  /** Milliseconds from the request to the record. */
  run(): Promise<number>
  close(): Promise<void>
}

export async function openMeasured(): Promise<Measured> {
  const method = await findMethod()
  const sandbox = await openSandbox({ ...optionsFor(method), scenarios })
  const client = clientOf(['curl', '-sS', '-o', '/dev/null', url])
  return {
    method,
    async run() {
      const begun = performance.now()
      const record = await sandbox.run(requestOf(client))
      const elapsed = performance.now() - begun
      if (record.end.kind !== 'code' || record.end.code !== 0)
        throw new Error(`curl did not connect: ${record.output}`)
      return elapsed
    },
    close: () => sandbox.close(),
  }
}
