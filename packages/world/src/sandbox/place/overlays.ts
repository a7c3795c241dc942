import { execFile } from 'node:child_process'
import { chmodSync, chownSync, mkdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fitsOverlay, mountPoints, overlayFolders, overlayOptions } from './mount-table.ts'
import type { Overlay } from './placed-run.ts'
import type { Programs } from './programs.ts'

/** Finds out which folders can be seen as copies, and makes the empty upper halves for a run. */
export interface Overlays {
  /** Folders to overlay for a client that works in `cwd`; each was tried once. */
  folders(cwd: string): Promise<readonly string[]>
  /** Upper halves in `dir`, with the owner and mode of the folder, which the kernel shows from there. */
  prepare(dir: string, folders: readonly string[]): Overlay[]
  /** Folders that cannot be overlaid, with the reason. */
  readonly gaps: ReadonlyMap<string, string>
}

export interface OverlaySetup {
  readonly programs: Programs
  /** Scratch folder for trials. */
  readonly dir: string
  readonly isUser: boolean
  /** Whether clients run as root and may write everywhere. */
  readonly isRoot: boolean
  readonly home: string
}

const temporary = ['/tmp', '/var/tmp']
/** Where root may write; the kernel's own file systems and /run hold sockets that clients need. */
const everywhere = ['/etc', '/home', '/opt', '/root', '/usr', '/var']

function real(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return ''
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory()
  } catch {
    return false
  }
}

function run(argv: readonly string[]): Promise<string> {
  const [file = '', ...args] = argv
  return new Promise(resolve => {
    execFile(file, args, { timeout: 5000 }, (error, _, stderr) =>
      resolve(error === null ? '' : stderr.trim() || error.message),
    )
  })
}

function makeOverlay(dir: string, index: number, folder: string): Overlay {
  const overlay = { folder, upper: join(dir, `u${index}`), work: join(dir, `w${index}`) }
  mkdirSync(overlay.upper, { recursive: true })
  mkdirSync(overlay.work, { recursive: true })
  const { mode, uid, gid } = statSync(folder)
  try {
    chownSync(overlay.upper, uid, gid)
  } catch {
    // In a user namespace owners without a number there cannot be given; the folder is the user's then.
  }
  chmodSync(overlay.upper, mode & 0o7777)
  return overlay
}

export function createOverlays(setup: OverlaySetup): Overlays {
  const gaps = new Map<string, string>()
  const tried = new Map<string, Promise<boolean>>()
  let trials = 0
  const attempt = async (folder: string): Promise<boolean> => {
    const refuse = (why: string): false => {
      gaps.set(folder, why)
      return false
    }
    if (!fitsOverlay(folder)) return refuse('its name has signs that an overlay cannot take')
    const inside = mountPoints(readFileSync('/proc/self/mountinfo', 'utf8'))
    if (inside.some(path => path.startsWith(`${folder}/`)))
      return refuse('other file systems are mounted in it')
    const dir = join(setup.dir, `trial${trials++}`)
    const overlay = makeOverlay(dir, 0, folder)
    const point = join(dir, 'point')
    mkdirSync(point)
    const options = overlayOptions(overlay, setup.isUser)
    const why = await run([setup.programs.mount, '-t', 'overlay', '-o', options, 'overlay', point])
    if (why !== '') return refuse('the kernel refuses an overlay over it')
    await run([setup.programs.umount, point])
    return true
  }
  const works = (folder: string): Promise<boolean> => {
    const trial = tried.get(folder) ?? attempt(folder)
    tried.set(folder, trial)
    return trial
  }
  /** The outermost that work; where one is refused, those wanted below it. */
  const taken = async (wanted: readonly string[]): Promise<readonly string[]> => {
    const found = await Promise.all(
      overlayFolders(wanted).map(async folder => {
        if (await works(folder)) return [folder]
        const below = wanted.filter(path => path.startsWith(`${folder}/`))
        return below.length === 0 ? [] : taken(below)
      }),
    )
    return found.flat()
  }
  return {
    gaps,
    folders(cwd) {
      const wanted = [...temporary, cwd, setup.home, ...(setup.isRoot ? everywhere : [])]
      if (real(cwd) === '/') gaps.set('/', 'it is the whole system')
      return taken(wanted.map(real).filter(isFolder))
    },
    prepare: (dir, folders) => folders.map((folder, index) => makeOverlay(dir, index, folder)),
  }
}
