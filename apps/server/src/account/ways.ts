import type { ShownSignIn } from '@foreseen/facts'
import { type Static, Type } from 'typebox'
import type { Room } from '../http/context.ts'
import { answers } from '../http/problem.ts'
import { interfaceRoot } from '../http/version.ts'
import type { Desk } from './desk.ts'
import { passkeySupport } from './relying-party.ts'
import { open } from './role.ts'

const shape = Type.Object(
  {
    password: Type.Boolean(),
    passkeys: Type.Boolean(),
    passkeyTrouble: Type.String({
      description: "Why passkeys do not work at this address, and what to do; or ''",
    }),
    provider: Type.String({ description: "Name of the OpenID provider, or ''" }),
  },
  { additionalProperties: false },
)

/** What a page that asks people to sign in may offer. */
export const waysRoom =
  (desk: Desk): Room =>
  server => {
    const schema = { operationId: 'readSignIn', summary: 'How one may sign in here' }
    server.get(
      `${interfaceRoot}/sign-in`,
      { config: { access: open }, schema: { ...schema, response: answers({ 200: shape }) } },
      (request): Static<typeof shape> & ShownSignIn => {
        const support = passkeySupport(desk.publicUrl, request.headers.host)
        return {
          password: true,
          passkeys: support.works,
          passkeyTrouble: support.works ? '' : support.trouble,
          provider: desk.provider?.provider.name ?? '',
        }
      },
    )
  }
