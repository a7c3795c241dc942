import type { Binding, Overlay } from './placed-run.ts'

/** White space and backslashes of a path, as fstab(5) writes them. */
function field(text: string): string {
  return text.replace(/[\\\s]/g, sign => `\\${sign.charCodeAt(0).toString(8).padStart(3, '0')}`)
}

/** Paths with these signs cannot stand in the options of an overlay. */
export function fitsOverlay(path: string): boolean {
  return !/[,:\\\s"]/.test(path)
}

/** Options of an overlay; in a user namespace its own marks must be user attributes (Linux 5.11). */
export function overlayOptions(overlay: Overlay, isUser: boolean): string {
  const { folder, upper, work } = overlay
  return `lowerdir=${folder},upperdir=${upper},workdir=${work}${isUser ? ',userxattr' : ''}`
}

export interface MountTable {
  readonly dir: string
  readonly overlays: readonly Overlay[]
  readonly bindings: readonly Binding[]
  readonly isUser: boolean
}

/**
 * All mounts of a run as one fstab: a single `mount --all` costs a third of what a process for each does. The
 * run's folder is bound onto itself first, so that its processes are known by their mount table. Its path is the
 * source of all that has none: `mount --all` passes over what it finds mounted by the same name in the same place,
 * and every machine has a `tmpfs` at /dev/shm.
 */
export function mountTable(table: MountTable): string {
  const dir = field(table.dir)
  const lines = [
    `${dir} ${dir} none bind 0 0`,
    ...table.overlays.map(
      overlay => `${dir} ${field(overlay.folder)} overlay ${overlayOptions(overlay, table.isUser)} 0 0`,
    ),
    `${dir} /dev/shm tmpfs size=256m,mode=1777 0 0`,
    ...table.bindings.map(({ source, target }) => `${field(source)} ${field(target)} none bind 0 0`),
  ]
  return `${lines.join('\n')}\n`
}

/** Deepest first would hide: outer folders before inner, and none below another. */
export function overlayFolders(wanted: readonly string[]): string[] {
  const sorted = [...new Set(wanted)].filter(path => path !== '' && path !== '/').sort()
  return sorted.filter(path => !sorted.some(other => other !== path && path.startsWith(`${other}/`)))
}

/** Mount points of `/proc/self/mountinfo`, proc(5), field 5. */
export function mountPoints(mountinfo: string): string[] {
  return mountinfo
    .split('\n')
    .map(line => line.split(' ')[4] ?? '')
    .filter(path => path !== '')
    .map(path => path.replace(/\\([0-7]{3})/g, (_, code: string) => String.fromCharCode(parseInt(code, 8))))
}
