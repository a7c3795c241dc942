import { argon2, timingSafeEqual } from 'node:crypto'
import { refusalFor } from '../http/refusal.ts'
import type { RandomBytes } from './secret.ts'

/** What one hash costs. Raising it is enough: stored hashes follow at the next sign-in. */
export interface PasswordCost {
  readonly memoryKib: number
  readonly passes: number
  readonly parallelism: number
}

/** RFC 9106, section 4, second recommended option: 64 MiB, three passes, four lanes. */
export const passwordCost: PasswordCost = { memoryKib: 65_536, passes: 3, parallelism: 4 }

const saltBytes = 16
const tagBytes = 32
/** A stored hash that asks for more than these was not written by us. */
const most = { memoryKib: 1_048_576, passes: 64, parallelism: 64 }

interface StoredHash extends PasswordCost {
  readonly salt: Buffer
  readonly tag: Buffer
}

const unpadded = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64').replace(/=+$/, '')

const phc = (cost: PasswordCost, salt: Uint8Array, tag: Uint8Array): string =>
  `$argon2id$v=19$m=${cost.memoryKib},t=${cost.passes},p=${cost.parallelism}$${unpadded(salt)}$${unpadded(tag)}`

const phcForm =
  /^\$argon2id\$v=19\$m=(\d{1,8}),t=(\d{1,3}),p=(\d{1,3})\$([A-Za-z0-9+/]{11,64})\$([A-Za-z0-9+/]{16,88})$/

/** Reads a PHC string; `undefined` for any other text. */
export function parsePasswordHash(text: string): StoredHash | undefined {
  const [, memory, passes, lanes, salt, tag] = phcForm.exec(text) ?? []
  if (salt === undefined || tag === undefined) return undefined
  const cost = { memoryKib: Number(memory), passes: Number(passes), parallelism: Number(lanes) }
  const isOurs =
    cost.passes >= 1 &&
    cost.parallelism >= 1 &&
    cost.memoryKib >= 8 * cost.parallelism &&
    cost.memoryKib <= most.memoryKib &&
    cost.passes <= most.passes &&
    cost.parallelism <= most.parallelism
  return isOurs ? { ...cost, salt: Buffer.from(salt, 'base64'), tag: Buffer.from(tag, 'base64') } : undefined
}

function derive(password: string, cost: PasswordCost, salt: Uint8Array, tagLength: number): Promise<Buffer> {
  const { memoryKib: memory, passes, parallelism } = cost
  // NFKC: the same password typed on two keyboards is one password (NIST SP 800-63B, 3.1.1.2).
  const message = Buffer.from(password.normalize('NFKC'), 'utf8')
  return new Promise((resolve, reject) =>
    argon2('argon2id', { message, nonce: salt, parallelism, tagLength, memory, passes }, (error, key) =>
      error === null ? resolve(key) : reject(error),
    ),
  )
}

/** Hashes at once and waiting ones: each takes 64 MiB, so the number at once bounds what sign-ins can take. */
const slotLimits = { running: 2, waiting: 64 }

export interface PasswordCheck {
  readonly matches: boolean
  /** The stored hash was made at another cost than today's. */
  readonly isOutdated: boolean
}

export interface Passwords {
  /** Errors: `server-busy`. */
  hash(password: string): Promise<string>
  /** Takes as long for a login without a hash, so that time does not tell which logins exist. Errors: `server-busy`. */
  check(password: string, stored: string | undefined): Promise<PasswordCheck>
}

export function openPasswords(cost: PasswordCost, random: RandomBytes): Passwords {
  const slots = slotsFor(slotLimits.running, slotLimits.waiting)
  const nobody: StoredHash = { ...cost, salt: Buffer.from(random(saltBytes)), tag: Buffer.alloc(tagBytes) }
  return {
    hash: password =>
      slots(async () => {
        const salt = random(saltBytes)
        return phc(cost, salt, await derive(password, cost, salt, tagBytes))
      }),
    check: (password, stored) =>
      slots(async () => {
        const known = stored === undefined ? undefined : parsePasswordHash(stored)
        const against = known ?? nobody
        const tag = await derive(password, against, against.salt, against.tag.length)
        const matches = timingSafeEqual(tag, against.tag) && known !== undefined
        return { matches, isOutdated: matches && !isOfCost(against, cost) }
      }),
  }
}

const isOfCost = (hash: StoredHash, cost: PasswordCost): boolean =>
  hash.memoryKib === cost.memoryKib &&
  hash.passes === cost.passes &&
  hash.parallelism === cost.parallelism &&
  hash.tag.length === tagBytes

function slotsFor(running: number, waiting: number) {
  let free = running
  const queue: (() => void)[] = []
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (free > 0) free--
    else if (queue.length < waiting) await new Promise<void>(resolve => queue.push(resolve))
    else throw refusalFor('server-busy', 'Too many people sign in at this moment.', 5000)
    try {
      return await work()
    } finally {
      const next = queue.shift()
      if (next === undefined) free++
      else next()
    }
  }
}

/** Why a password will not do; `undefined` when it will. Length and not kinds of characters: NIST SP 800-63B, 3.1.1.2. */
export function passwordFault(password: string, login: string): string | undefined {
  const text = password.normalize('NFKC')
  if ([...text].length < 12) return 'The password has fewer than 12 characters.'
  if ([...text].length > 256) return 'The password has more than 256 characters.'
  if (login.length >= 3 && text.toLowerCase().includes(login)) return 'The password contains the login.'
  if (new Set(text).size < 5) return 'The password repeats fewer than five characters.'
  return undefined
}
