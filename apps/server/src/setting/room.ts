import type { ShownSettings } from '@foreseen/facts'
import type { Ledger } from '@foreseen/ledger'
import { type Static, Type } from 'typebox'
import { actorName, actorOf } from '../account/actor.ts'
import { type Access, anyReader } from '../account/role.ts'
import { askForForecast } from '../forecast/ask.ts'
import type { Room } from '../http/context.ts'
import { answers } from '../http/problem.ts'
import { Text } from '../http/shapes.ts'
import { interfaceRoot } from '../http/version.ts'
import { demandMatch, etagOf, sendTagged } from '../listing/etag.ts'
import { lookAgainAtRefused } from '../observation/schedule.ts'
import type { Place } from '../place.ts'

const closed = { additionalProperties: false }

const fields = {
  organisation: Text(200, { description: 'Name of the organisation' }),
  privateAddresses: Type.Boolean({ description: 'Endpoint checks may reach private addresses' }),
  loopbackAddresses: Type.Boolean({ description: 'Endpoint checks may reach the server itself' }),
  horizonDays: Type.Integer({ minimum: 1, maximum: 36_500, description: 'How far forecasts look' }),
}

export const settingsShape = Type.Object(fields, closed)

type SettingsText = Static<typeof settingsShape> & ShownSettings

/** A person, not a token: a leaked one must not open the inner network. */
const owners: Access = { kind: 'session', role: 'owner' }

async function settingsText(ledger: Ledger, organisation: string): Promise<SettingsText> {
  const { privateAddresses, loopbackAddresses, horizonDays, ...rest } =
    await ledger.settings.read(organisation)
  return { organisation: rest.organisation, privateAddresses, loopbackAddresses, horizonDays }
}

/** What the owner decides for the whole server. */
export const settingRoom =
  (place: Place): Room =>
  server => {
    const { ledger, organisation } = place
    const response = answers({ 200: settingsShape })
    const reading = { operationId: 'readSettings', summary: 'Settings of the server' }
    server.get(
      `${interfaceRoot}/settings`,
      { config: { access: anyReader }, schema: { ...reading, response } },
      async (request, reply) => {
        const body = await settingsText(ledger, organisation)
        return sendTagged(request, reply, etagOf(body), body)
      },
    )
    const changing = {
      operationId: 'changeSettings',
      summary: 'Change what is given; with If-Match only if nobody else did',
      body: Type.Partial(settingsShape, closed),
    }
    server.patch(
      `${interfaceRoot}/settings`,
      { config: { access: owners }, schema: { ...changing, response } },
      async (request, reply) => {
        if (request.headers['if-match'] !== undefined)
          demandMatch(request, etagOf(await settingsText(ledger, organisation)))
        const by = { organisation, actor: actorName(actorOf(request)) }
        if (await ledger.settings.change(by, request.body)) {
          await lookAgainAtRefused(place)
          await askForForecast(place)
        }
        const body = await settingsText(ledger, organisation)
        return sendTagged(request, reply, etagOf(body), body)
      },
    )
  }
