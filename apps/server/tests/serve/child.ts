/** A server in a process of its own, to be killed: `child.ts DATA [URL]`; prints what a person sees, one JSON line. */
import { serve } from '../../src/serve/serve.ts'

const [data = '', databaseUrl = ''] = process.argv.slice(2)
const lines: string[] = []
const running = await serve({
  data,
  ...(databaseUrl === '' ? {} : { databaseUrl }),
  port: 0,
  version: '0.0.0-test',
  print: line => void lines.push(line),
  server: { logLevel: 'silent', passwords: { memoryKib: 64, passes: 1, parallelism: 1 } },
})
process.stdout.write(`${JSON.stringify({ url: running.url, lines })}\n`)
