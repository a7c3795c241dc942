import { serverCodes } from '@foreseen/facts'
import { Type } from 'typebox'
import { open, roleMeanings, roles, scopeRoles, scopes } from '../account/role.ts'
import type { Room } from './context.ts'
import { answers } from './problem.ts'
import { Refusal } from './refusal.ts'
import { interfaceRoot } from './version.ts'

const codeShape = Type.Object(
  { code: Type.String(), meaning: Type.String(), remedy: Type.String() },
  { additionalProperties: false },
)
const roleShape = Type.Object(
  { role: Type.Enum([...roles]), meaning: Type.String() },
  { additionalProperties: false },
)
const scopeShape = Type.Object(
  { scope: Type.Enum([...scopes]), role: Type.Enum([...roles]) },
  { additionalProperties: false },
)

/** What the interface says about itself: codes of problems (where their `type` leads), roles, scopes. */
export const explainRoom: Room = server => {
  const params = Type.Object(
    { code: Type.String({ pattern: '^[a-z0-9-]{1,60}$' }) },
    { additionalProperties: false },
  )
  const schema = { operationId: 'explainProblem', summary: 'What a code means and what to do', params }
  server.get(
    `${interfaceRoot}/problems/:code`,
    { config: { access: open }, schema: { ...schema, response: answers({ 200: codeShape }) } },
    request => {
      const entry = serverCodes.find(({ code }) => code === request.params.code)
      if (entry === undefined) throw new Refusal('server-not-found', 'There is no such code.')
      return { ...entry }
    },
  )
  const response = answers({
    200: Type.Object(
      { roles: Type.Array(roleShape), scopes: Type.Array(scopeShape) },
      { additionalProperties: false },
    ),
  })
  server.get(
    `${interfaceRoot}/roles`,
    {
      config: { access: open },
      schema: { operationId: 'listRoles', summary: 'Roles, and scopes of tokens', response },
    },
    () => ({
      roles: roles.map(role => ({ role, meaning: roleMeanings[role] })),
      scopes: scopes.map(scope => ({ scope, role: scopeRoles[scope] })),
    }),
  )
}
