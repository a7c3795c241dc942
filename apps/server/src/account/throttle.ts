/** Slows down guessing, by login and address, and by login alone; says nothing about which logins exist. */
export interface LoginThrottle {
  /** Milliseconds until the next attempt is looked at; 0 when it is now. */
  waitMs(login: string, address: string): number
  failed(login: string, address: string): void
  succeeded(login: string, address: string): void
}

interface Failures {
  count: number
  untilMs: number
  lastMs: number
}

/** So many are free; each further one doubles the wait, from one second up to a quarter of an hour. */
const rules = {
  /** One guesser at one address. */
  pair: { free: 5, mostMs: 900_000 },
  /** Many addresses against one login: slower to bite, so that a stranger cannot lock a person out for long. */
  login: { free: 50, mostMs: 60_000 },
} as const
const forgottenAfterMs = 3_600_000
/** Entries kept; the oldest go first. */
const mostEntries = 20_000

export function openThrottle(now: () => number): LoginThrottle {
  const failures = new Map<string, Failures>()
  const keysOf = (login: string, address: string) =>
    [
      [JSON.stringify([login, networkOf(address)]), rules.pair],
      [JSON.stringify([login]), rules.login],
    ] as const
  const current = (key: string): Failures | undefined => {
    const found = failures.get(key)
    return found !== undefined && now() - found.lastMs < forgottenAfterMs ? found : undefined
  }
  return {
    waitMs: (login, address) =>
      Math.max(0, ...keysOf(login, address).map(([key]) => (current(key)?.untilMs ?? 0) - now())),
    failed: (login, address) => {
      for (const [key, rule] of keysOf(login, address)) {
        const count = (current(key)?.count ?? 0) + 1
        const over = count - rule.free
        const waitMs = over < 0 ? 0 : Math.min(rule.mostMs, 1000 * 2 ** Math.min(over, 20))
        failures.delete(key)
        failures.set(key, { count, untilMs: now() + waitMs, lastMs: now() })
      }
      for (const key of failures.keys()) {
        if (failures.size <= mostEntries) break
        failures.delete(key)
      }
    },
    succeeded: (login, address) => {
      failures.delete(keysOf(login, address)[0][0])
    },
  }
}

/** An IPv6 guesser has a whole /64 to itself. */
export function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '')
  if (!plain.includes(':')) return plain
  const [head = '', tail = ''] = plain.split('%')[0]?.split('::') ?? []
  const left = head === '' ? [] : head.split(':')
  const right = tail === '' ? [] : tail.split(':')
  const zeros = plain.includes('::') ? Math.max(0, 8 - left.length - right.length) : 0
  return [...left, ...Array<string>(zeros).fill('0'), ...right].slice(0, 4).join(':')
}
