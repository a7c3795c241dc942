import { readFileSync, statSync } from 'node:fs'

/** More than a desktop has; a machine with more keeps the rest reachable, which is said. */
const maxSockets = 512

/** A screen shows what a client draws, and carries nothing of it away. */
const displays = /\/\.X11-unix\/|\/wayland-\d+$/

/** Paths of the sockets in a text like /proc/net/unix; abstract ones begin with `@` and are the namespace's own. */
export function socketPaths(text: string): readonly string[] {
  const paths = text.split('\n').flatMap(line => /^\S+: (?:\S+ +){6}(\/.+)$/.exec(line)?.[1] ?? [])
  return [...new Set(paths)].filter(path => !displays.test(path))
}

/** Local sockets of this machine by path: agents and daemons that act outside for whoever reaches them. */
export function machineSockets(): { readonly paths: readonly string[]; readonly more: number } {
  try {
    const all = socketPaths(readFileSync('/proc/net/unix', 'utf8'))
    return { paths: all.slice(0, maxSockets), more: Math.max(0, all.length - maxSockets) }
  } catch {
    return { paths: [], more: 0 }
  }
}

export function isSocket(path: string): boolean {
  try {
    return statSync(path).isSocket()
  } catch {
    // Gone, or beyond this user's reach, and so beyond a client's.
    return false
  }
}
