/** A server with everything it has, made to be killed: `node child.ts DATA [URL] [idle]`; prints its address. */
import { serve } from '@foreseen/server'
import { scanner } from '../../../apps/cli/src/serve/scanner.ts'

const [data = '', databaseUrl = '', idle = ''] = process.argv.slice(2)
const running = await serve({
  data,
  ...(databaseUrl === '' ? {} : { databaseUrl }),
  port: 0,
  takesJobs: idle === '',
  version: '0.0.0-test',
  print: () => {},
  scanner,
  server: { logLevel: 'silent', limits: { requestsPerMinute: 10_000_000 } },
})
process.stdout.write(`${running.url}\n`)
process.once('SIGTERM', () => void running.close().then(() => process.exit(0)))
