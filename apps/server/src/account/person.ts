import type { ShownPerson, ShownWay } from '@foreseen/facts'
import { type Static, Type } from 'typebox'
import { Refusal } from '../http/refusal.ts'
import { Id, MaybeTime, maybeTime, Text, Time, timeText } from '../http/shapes.ts'
import { passwordFault } from './password.ts'
import type { PersonRow } from './port.ts'
import { roleOf, roles } from './role.ts'

/** Bounds of the form only; what makes a password weak is judged where one is set. */
export const Password = Type.String({ minLength: 1, maxLength: 1024 })

/** One `@` with something on both sides: whether mail arrives is found out by sending some. */
const emailForm = '^[^\\s@\\u0000-\\u001f\\u007f]+@[^\\s@\\u0000-\\u001f\\u007f]+$'
const mostEmail = 254
export const Email = Text(mostEmail, { pattern: emailForm })
export const isEmail = (text: string): boolean =>
  text.length <= mostEmail && new RegExp(emailForm, 'u').test(text)

/** What a person is called. */
export const PersonName = Text(200)

export const RoleText = Type.Enum([...roles])

const ways: readonly ShownWay[] = ['password', 'passkey', 'provider']

export const personShape = Type.Object(
  {
    id: Id('per'),
    email: Type.String(),
    name: Type.String(),
    role: RoleText,
    ways: Type.Array(Type.Enum([...ways]), { description: 'How the person can sign in' }),
    canSignIn: Type.Boolean({ description: 'Whether there is a way, and the account is not closed' }),
    created: Time,
    ended: MaybeTime,
  },
  { additionalProperties: false },
)

export function waysOf({ passwordHash, passkeys, identities }: PersonRow): ShownWay[] {
  const has: Readonly<Record<ShownWay, boolean>> = {
    password: passwordHash !== undefined,
    passkey: passkeys > 0,
    provider: identities > 0,
  }
  return ways.filter(way => has[way])
}

export const canSignIn = (row: PersonRow): boolean => row.endedMs === undefined && waysOf(row).length > 0

export function personText(row: PersonRow): Static<typeof personShape> & ShownPerson {
  const { id, email, name } = row
  return {
    id,
    email,
    name,
    role: roleOf(row.role) ?? 'viewer',
    ways: waysOf(row),
    canSignIn: canSignIn(row),
    created: timeText(row.createdMs),
    ended: maybeTime(row.endedMs),
  }
}

/** Whether a person is an owner who can sign in: while there is none, a link for the first one is given out. */
export const isActingOwner = (row: PersonRow): boolean => row.role === 'owner' && canSignIn(row)

/** Errors: `server-conflict` when nobody else could change accounts afterwards. */
export function demandAnotherOwner(without: PersonRow, people: readonly PersonRow[]): void {
  if (without.role !== 'owner' || people.some(other => other.id !== without.id && isActingOwner(other)))
    return
  throw new Refusal('server-conflict', 'Nobody else who can sign in is an owner.')
}

/** Errors: `server-conflict`. */
export function demandNotClosed({ endedMs }: PersonRow): void {
  if (endedMs !== undefined) throw new Refusal('server-conflict', 'The account is closed.')
}

/** Errors: `server-conflict` when the person could not sign in any more. */
export function demandOtherWay(row: PersonRow, without: ShownWay): void {
  const left = waysOf(row).filter(way => way !== without || (way === 'passkey' && row.passkeys > 1))
  if (left.length === 0)
    throw new Refusal('server-conflict', 'Without it you could not sign in: add another way first.')
}

/** Errors: `server-weak-password`. */
export function demandGoodPassword(password: string, email: string): void {
  const fault = passwordFault(password, email.split('@')[0]?.toLowerCase() ?? '')
  if (fault === undefined) return
  throw new Refusal('server-weak-password', fault, { parts: [{ at: 'body/password', detail: fault }] })
}
