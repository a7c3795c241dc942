import { readFileSync } from 'node:fs'

/** File systems whose files are made up by the kernel when read: some never end, some wait. */
const kernelTypes = new Set(
  'proc sysfs tracefs debugfs securityfs cgroup cgroup2 bpf configfs fusectl pstore mqueue devpts binfmt_misc efivarfs selinuxfs nsfs rpc_pipefs devtmpfs'.split(
    ' ',
  ),
)
/** File systems on which a read shorter than asked for means the end of the file. */
const wholeReadTypes = new Set(
  'ext2 ext3 ext4 xfs btrfs tmpfs overlay f2fs zfs ramfs squashfs erofs vfat exfat'.split(' '),
)

export interface Mounts {
  /** Mount points of file systems of the kernel. */
  readonly kernel: ReadonlySet<string>
  /** Is one of them below a root? Nearly never, and then no folder has to be looked up. */
  readonly hasKernelBelow: boolean
  /** Does every read that returns less than asked for end the file, below all roots? */
  readonly readsWhole: boolean
}

function unescapeMount(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)))
}

/** Reads what is mounted where (proc(5), mountinfo); elsewhere than on Linux nothing is known. */
export function readMounts(roots: readonly string[]): Mounts {
  let text: string
  try {
    text = readFileSync('/proc/self/mountinfo', 'utf8')
  } catch {
    return { kernel: new Set(), hasKernelBelow: false, readsWhole: false }
  }
  const kernel = new Set<string>()
  let readsWhole = true
  for (const line of text.split('\n')) {
    const point = unescapeMount(line.split(' ')[4] ?? '')
    const type = line.split(' - ')[1]?.split(' ')[0] ?? ''
    if (kernelTypes.has(type)) kernel.add(point)
    else if (type !== '' && !wholeReadTypes.has(type) && roots.some(root => concerns(root, point)))
      readsWhole = false
  }
  const hasKernelBelow = roots.some(root => [...kernel].some(point => point.startsWith(insideOf(root))))
  return { kernel, hasKernelBelow, readsWhole }
}

const insideOf = (root: string): string => (root === '/' ? '/' : `${root}/`)

/** Is the mount point above or below the root? */
function concerns(root: string, point: string): boolean {
  const below = point === '/' ? '/' : `${point}/`
  return `${root}/`.startsWith(below) || point.startsWith(insideOf(root))
}

/** Does the path lie in a file system of the kernel? */
export function isKernelPath(mounts: Mounts, path: string): boolean {
  for (let part = path; part !== '' && part !== '/'; part = part.slice(0, part.lastIndexOf('/'))) {
    if (mounts.kernel.has(part)) return true
  }
  return false
}
