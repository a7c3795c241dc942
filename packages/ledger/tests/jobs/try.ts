import { startCluster } from '../postgres.ts'
import { openPostgresJobs } from '../../src/jobs/postgres/open.ts'
import { systemTimers } from '../../src/jobs/timers.ts'
const t0=Date.now()
const c = await startCluster()
console.log('cluster', Date.now()-t0)
const url = await c.database()
const q = await openPostgresJobs(url, {timers: systemTimers, random: Math.random, worker:'w', onTrouble: e=>console.log('trouble', e)})
console.log('open', Date.now()-t0)
const a = await q.send('observe', {x: 'a\u0000b'}, {key:"k", backoff:{baseMs:1,mostMs:1}})
const b = await q.send('observe', {x: 2}, {key:"k", backoff:{baseMs:1,mostMs:1}})
console.log(a,b, await q.get(a))
const done = Promise.withResolvers<void>()
q.work('observe', {}, async (job) => { job.progress(0.5,'half'); console.log(job); if (job.attempt>1) done.resolve(); throw new Error('no') })
await done.promise
await q.close()
await c.stop()
