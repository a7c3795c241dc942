import { test } from 'node:test'
import { sqliteBench } from './bench.ts'
import { conformance } from './conformance.ts'

for (const [name, run] of Object.entries(conformance)) {
  test(`jobs on SQLite: ${name}`, async () => {
    const bench = await sqliteBench()
    try {
      await run(bench)
    } finally {
      await bench.close()
    }
  })
}
