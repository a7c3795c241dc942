/** Opens a sandbox as Foreseen does, for tests that need it to be another user, or to be killed: METHOD, then commands as JSON. */
import { openSandbox, probeSandboxes } from '@foreseen/world/sandbox'
import { clientOf, optionsFor, requestOf } from './rehearsing.ts'

const [method = '', commands = '[]'] = process.argv.slice(2)
/** Long enough for a client under load; whoever is to be killed sleeps longer. */
const timeoutMs = 8000
const known = (await probeSandboxes()).methods.find(probe => probe.method === method && probe.works)
if (known === undefined) process.exit(3)
const sandbox = await openSandbox(optionsFor(known.method))
console.log(JSON.stringify(sandbox.guarantees))
const wanted: readonly string[][] = JSON.parse(commands)
for (const argv of wanted)
  console.log(JSON.stringify(await sandbox.run(requestOf(clientOf(argv, { timeoutMs })))))
await sandbox.close()
