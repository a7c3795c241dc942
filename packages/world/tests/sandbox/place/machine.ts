/** What must be the same before and after a rehearsal, and ways to watch processes come and go. */
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'

/** Text that differs when a rehearsal left something. */
export function machineState(): string {
  const routes = existsSync('/usr/sbin/ip')
    ? execFileSync('/usr/sbin/ip', ['route', 'show', 'table', 'all'])
    : ''
  return [
    readFileSync('/proc/self/mountinfo', 'utf8'),
    readFileSync('/etc/hosts', 'utf8'),
    readFileSync('/etc/resolv.conf', 'utf8'),
    `${routes}`,
    ...readdirSync('/srv'),
  ].join('\n')
}

/** Processes whose command line has the word. */
export function processesWith(word: string): string[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter(name => {
      try {
        return readFileSync(`/proc/${name}/cmdline`, 'latin1').split('\0').includes(word)
      } catch {
        return false
      }
    })
}

/** Asks again and again until it holds; false when a generous time is over. */
export async function holdsSoon(condition: () => boolean): Promise<boolean> {
  for (let asked = 0; asked < 3000; asked++) {
    if (condition()) return true
    await wait(10)
  }
  return false
}
