/** The light clients; `clients.slow.ts` runs all of them. */
import { clients } from './clients.ts'
import { suite } from './suite.ts'

const light = new Set([
  'curl',
  'curl --pinnedpubkey',
  'curl --cacert leaf --capath none',
  'wget',
  'gnutls-cli --strict-tofu',
  'node checkServerIdentity',
  'go embedded pool',
])

suite(
  clients.filter(({ name }) => light.has(name)),
  'this',
)
