/** A machine within the machine: namespaces in which a test is alone, so that everything can be compared exactly. */
import { spawn, spawnSync } from 'node:child_process'
import { dirname, join, relative } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export interface Act {
  readonly act: string
  readonly problems: readonly string[]
  readonly runs?: number
}

/** Who rehearses: root, nobody, or whoever runs the tests as root of a user namespace. */
export type Visitor = 'root' | 'nobody' | 'self'

const script = fileURLToPath(new URL('station.ts', import.meta.url))
const spaces = ['--mount', '--net', '--ipc', '--uts', '--pid', '--fork', '--kill-child', '--mount-proc']

const temporary = ['/tmp', '/var/tmp', '/dev/shm']
const checkout = dirname(dirname(dirname(script)))

/**
 * Where the machine sees a checkout that lies below a temporary folder, which it has of its own. Memory is mounted
 * over this folder first, so it need not be writable and nothing is left in it.
 */
const haven = '/mnt'
const isHidden = temporary.some(dir => checkout.startsWith(`${dir}/`))

/** A path as the machine sees it. */
function seen(path: string): string {
  const within = relative(checkout, path)
  return isHidden && !within.startsWith('..') ? join(haven, 'checkout', within) : path
}

/** Memory for all temporary files, and the loopback interface; the shell stays to reap what ends. */
const setUp = `
if [ -n "$1" ]; then
  mount -t tmpfs -o mode=755 tmpfs ${haven} && mkdir ${haven}/checkout || exit 9
  mount --rbind "$1" ${haven}/checkout && cd ${haven}/checkout || exit 9
fi
for dir in ${temporary.join(' ')}; do
  mount -t tmpfs -o mode=1777 tmpfs "$dir" || exit 9
done
ip link set lo up
shift
"$@"
exit $?
`

function machineArgs(visitor: Visitor, command: readonly string[]): string[] {
  const user = visitor === 'self' ? ['--user', '--map-root-user'] : []
  return [...user, ...spaces, 'sh', '-c', setUp, 'sh', isHidden ? checkout : '', ...command]
}

/** Why there is no such machine here, or ''. */
export function whyNoMachine(visitor: Visitor): string {
  const absent = ['unshare', 'ip', 'setpriv', 'curl', 'ipcmk'].filter(
    name => spawnSync('sh', ['-c', `command -v ${name}`]).status !== 0,
  )
  const packages: Readonly<Record<string, string>> = {
    ip: 'iproute2',
    unshare: 'util-linux',
    setpriv: 'util-linux',
    ipcmk: 'util-linux',
  }
  if (absent.length > 0)
    return `needs ${absent.join(', ')}: apt-get install ${absent.map(name => packages[name] ?? name).join(' ')}`
  return spawnSync('unshare', machineArgs(visitor, ['true'])).status === 0
    ? ''
    : 'needs namespaces: run as root or allow user namespaces'
}

/** Who can rehearse where the tests run as this user. */
export const visitors: readonly Visitor[] = process.geteuid?.() === 0 ? ['root', 'nobody'] : ['self']

export interface Stay {
  readonly visitor: Visitor
  readonly releases: number
  readonly kills: number
  readonly seed: number
  readonly more: boolean
}

/** Everything that was done in such a machine. Throws what the station said when it did not come to its end. */
export async function stay({ visitor, releases, kills, seed, more }: Stay): Promise<readonly Act[]> {
  const words = [visitor, releases, kills, seed, more ? 'more' : ''].map(String)
  const node = [seen(process.execPath), '--conditions=foreseen-source', seen(script), ...words]
  const child = spawn('unshare', machineArgs(visitor, node), { stdio: ['ignore', 'pipe', 'pipe'] })
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', chunk => {
    stderr += chunk
  })
  const ended = new Promise<number | null>(resolve => child.once('close', resolve))
  const acts: Act[] = []
  for await (const line of createInterface({ input: child.stdout })) acts.push(JSON.parse(line))
  const code = await ended
  if (code !== 0) throw new Error(`the station ended with ${code}: ${stderr}`)
  return acts
}
