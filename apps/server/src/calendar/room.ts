import { Type } from 'typebox'
import { actorName, actorOfToken, demandAccess, sessionActorOf } from '../account/actor.ts'
import { ledgerAccounts } from '../account/ledger.ts'
import { open } from '../account/role.ts'
import { hashOf, newToken, tokenHint, tokenPrefix } from '../account/secret.ts'
import { agendaOf } from '../agenda/facts.ts'
import { newestForecast } from '../forecast/make.ts'
import type { Server } from '../http/context.ts'
import { answers } from '../http/problem.ts'
import { Refusal } from '../http/refusal.ts'
import type { RoomOf } from '../http/server.ts'
import { interfaceRoot } from '../http/version.ts'
import { etagOf, sendTagged } from '../listing/etag.ts'
import type { Place } from '../place.ts'
import { calendarDays } from './days.ts'
import { writeCalendar } from './ics.ts'

const path = `${interfaceRoot}/calendar.ics`
const closed = { additionalProperties: false }

/** As far as forecasts look unless told otherwise, and a little more than a year. */
const shownDays = 400

/** Nobody has use for more addresses than this; revoked ones do not count. */
const mostLinks = 20

const query = Type.Object(
  { token: Type.String({ minLength: 1, maxLength: 200, description: 'A token of the scope "calendar"' }) },
  closed,
)

/** Where people reach this server: by its public address, else by the one that was asked. */
const baseOf = (publicUrl: URL | undefined, host: string, protocol: string): string =>
  (publicUrl?.href ?? `${protocol}://${host}`).replace(/\/$/, '')

function feedRoute(server: Server, place: Place, publicUrl: URL | undefined): void {
  const accounts = ledgerAccounts(place.ledger, place.organisation)
  const schema = {
    operationId: 'readCalendar',
    summary:
      'Break days, renewals and ends of certificates as iCalendar (RFC 5545), for a token in the address',
    querystring: query,
    response: answers({
      200: { description: 'text/calendar', content: { 'text/calendar': { schema: Type.String() } } },
    }),
  }
  server.get(path, { config: { access: open }, schema }, async (request, reply) => {
    const actor = await actorOfToken({ store: accounts, now: place.now }, request.query.token)
    demandAccess({ kind: 'role', role: 'viewer', scope: 'calendar' }, actor)
    const base = baseOf(publicUrl, request.host, request.protocol)
    const forecast = await newestForecast(place)
    const agenda = await agendaOf(place, shownDays)
    const body = writeCalendar({
      name: 'Foreseen',
      description: agenda.sentence,
      stampMs: forecast?.atMs ?? 0,
      days: calendarDays(agenda, base),
    })
    reply.type('text/calendar; charset=utf-8')
    return sendTagged(request, reply, etagOf(body), body)
  })
}

function linkRoute(server: Server, place: Place, publicUrl: URL | undefined): void {
  const accounts = ledgerAccounts(place.ledger, place.organisation)
  const made = Type.Object(
    { url: Type.String({ description: 'Shown this once; whoever has it reads the calendar' }) },
    closed,
  )
  server.post(
    `${interfaceRoot}/calendar-links`,
    {
      config: { access: { kind: 'session', role: 'viewer' } },
      schema: {
        operationId: 'makeCalendarLink',
        summary: 'Make an address of the calendar; it is revoked like every token',
        response: answers({ 201: made }),
      },
    },
    async (request, reply) => {
      const actor = sessionActorOf(request)
      const own = await accounts.tokensOf(actor.person.id)
      if (own.filter(({ scopes }) => scopes.includes('calendar')).length >= mostLinks)
        throw new Refusal('server-conflict', `There are ${mostLinks} addresses already; revoke one.`)
      const token = newToken(place.random)
      await accounts.addToken(actorName(actor), {
        person: actor.person.id,
        name: 'Calendar',
        prefix: `${tokenPrefix}${tokenHint(token)}`,
        tokenHash: hashOf(token),
        scopes: ['calendar'],
        expiresMs: undefined,
      })
      const base = baseOf(publicUrl, request.host, request.protocol)
      return reply.code(201).send({ url: `${base}${path}?token=${token}` })
    },
  )
}

/** The calendar of break days and renewals, and addresses under which calendars may read it. */
export const calendarRoom =
  (place: Place): RoomOf =>
  ({ options }) =>
  server => {
    feedRoute(server, place, options.publicUrl)
    linkRoute(server, place, options.publicUrl)
  }
