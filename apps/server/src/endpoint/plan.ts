import type { ShownRenewalPlan } from '@foreseen/facts'
import type { RenewalPlan } from '@foreseen/ledger'
import { type Static, Type } from 'typebox'
import { Refusal } from '../http/refusal.ts'
import { MaybeTime, maybeTime } from '../http/shapes.ts'

/** Words of people: one line, or none. */
const Words = (maxLength: number, description: string) =>
  Type.String({ maxLength, pattern: '^[^\\u0000-\\u001f\\u007f]*$', description })

const policies = ['same-key', 'new-key', 'new-intermediate', 'new-root', 'unknown'] as const

const fields = {
  renews: Words(200, 'A person, a team or a program'),
  keyPolicy: Type.Enum([...policies]),
  leadDays: Type.Union([Type.Integer({ minimum: 0, maximum: 3650 }), Type.Null()], {
    description: 'Days before its end; null: at two thirds of its life',
  }),
  renewalDay: MaybeTime,
  thirdParty: Type.Boolean({ description: 'Key and CA may change without a word' }),
  nextIssuer: Words(500, 'Who issues next; empty when the same'),
  window: Words(500, 'When it may be done'),
}

export const planShape = Type.Object(fields, { additionalProperties: false })

/** A day, or a moment. */
const Day = Type.String({
  maxLength: 30,
  pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]{1,3})?)?Z)?$',
  description: 'ISO 8601, UTC: a day, or a moment',
})

export const sentPlanShape = Type.Object(
  { ...fields, renewalDay: Type.Union([Day, Type.Null()]) },
  { additionalProperties: false },
)

/** A plan as the interface tells it. */
export const planText = (plan: RenewalPlan): Static<typeof planShape> & ShownRenewalPlan => ({
  renews: plan.renews,
  keyPolicy: policies.find(policy => policy === plan.keyPolicy) ?? 'unknown',
  leadDays: plan.leadDays ?? null,
  renewalDay: maybeTime(plan.renewalMs),
  thirdParty: plan.thirdParty,
  nextIssuer: plan.nextIssuer,
  window: plan.window,
})

/** What was sent, as the ledger keeps it. Errors: `server-invalid` for a day that no calendar has. */
export function parsePlan(sent: Static<typeof sentPlanShape>): RenewalPlan {
  const { renewalDay, leadDays, ...plan } = sent
  const renewalMs = renewalDay === null ? undefined : Date.parse(renewalDay)
  if (renewalMs !== undefined && !Number.isSafeInteger(renewalMs))
    throw new Refusal('server-invalid', 'One part of the request is wrong.', {
      parts: [{ at: 'body/renewalDay', detail: 'There is no such day.' }],
    })
  return { ...plan, leadDays: leadDays ?? undefined, renewalMs }
}
