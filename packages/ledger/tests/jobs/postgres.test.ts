import { after, before, test } from 'node:test'
import { type Cluster, postgresMissing, startCluster } from '../postgres.ts'
import { postgresBench } from './bench.ts'
import { conformance } from './conformance.ts'

let cluster: Cluster | undefined
before(async () => {
  if (postgresMissing === undefined) cluster = await startCluster()
})
after(() => cluster?.stop())

for (const [name, run] of Object.entries(conformance)) {
  test(`jobs on PostgreSQL: ${name}`, { skip: postgresMissing }, async () => {
    if (cluster === undefined) throw new Error('no cluster')
    const bench = await postgresBench(cluster)
    try {
      await run(bench)
    } finally {
      await bench.close()
    }
  })
}
