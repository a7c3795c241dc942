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

export const RoleText = Type.Enum([...roles])

export const personShape = Type.Object(
  {
    id: Id('per'),
    email: Type.String(),
    name: Type.String(),
    role: RoleText,
    canSignIn: Type.Boolean({ description: 'Whether a password was set.' }),
    created: Time,
    ended: MaybeTime,
  },
  { additionalProperties: false },
)

export function personText(row: PersonRow): Static<typeof personShape> {
  const { id, email, name } = row
  const canSignIn = row.passwordHash !== undefined && row.endedMs === undefined
  const role = roleOf(row.role) ?? 'viewer'
  return { id, email, name, role, canSignIn, created: timeText(row.createdMs), ended: maybeTime(row.endedMs) }
}

/** Errors: `server-weak-password`. */
export function demandGoodPassword(password: string, email: string): void {
  const fault = passwordFault(password, email.split('@')[0]?.toLowerCase() ?? '')
  if (fault === undefined) return
  throw new Refusal('server-weak-password', fault, { parts: [{ at: 'body/password', detail: fault }] })
}
