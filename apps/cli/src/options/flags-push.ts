import { type Flag, flag } from './flag.ts'

const pushing = 'Push:'

/** How a server is reached. */
export const serverFlags: readonly Flag[] = [
  flag({
    name: 'token-file',
    value: 'FILE',
    help: 'a file whose first line is an API token of the scope push; FORESEEN_TOKEN',
    completes: 'file',
    group: pushing,
  }),
  flag({
    name: 'server-ca',
    value: 'FILE',
    help: 'certificates in PEM that the server is trusted by, beside those of the system',
    completes: 'file',
    group: pushing,
  }),
]

/** To send the result to a server as well. */
export const pushFlags: readonly Flag[] = [
  flag({
    name: 'push',
    value: 'URL',
    help: 'send the result to this server too; the same twice changes nothing',
    group: pushing,
  }),
  ...serverFlags,
]

const product = flag({
  name: 'product',
  value: 'NAME',
  help: 'the product that is pushed',
  group: pushing,
})
const platform = flag({
  name: 'platform',
  value: 'NAME',
  help: 'its platform, where there are several',
  group: pushing,
})

/** A scan is pushed as a release. */
export const pushReleaseFlags: readonly Flag[] = [
  ...pushFlags,
  product,
  flag({ name: 'release', value: 'VERSION', help: 'its version', group: pushing }),
  platform,
]

/** Clients of a rehearsal are releases; `--release` is there already and means their files. */
export const pushClientFlags: readonly Flag[] = [
  ...pushFlags,
  product,
  flag({
    name: 'client-version',
    value: 'CLIENT=VERSION',
    help: 'the client is this version of the product; found by its name unless given',
    repeatable: true,
    group: pushing,
  }),
  platform,
]
