import type { ShownStanding } from '@foreseen/facts'
import { type Static, Type } from 'typebox'
import { MaybeTime, Name } from '../http/shapes.ts'

/** The worst that the newest forecast says of a release or an endpoint. */
export const standingShape = Type.Object(
  {
    outcome: Type.Enum(['breaks', 'may-break', 'survives', 'unknown']),
    failsNow: Type.Boolean(),
    day: MaybeTime,
    with: Type.Union([Name, Type.Null()]),
    sentence: Type.String(),
  },
  { additionalProperties: false },
)

/** Where a list was made before the thing itself. */
export const noStanding: Static<typeof standingShape> & ShownStanding = {
  outcome: 'unknown',
  failsNow: false,
  day: null,
  with: null,
  sentence: 'No forecast was made yet.',
}
