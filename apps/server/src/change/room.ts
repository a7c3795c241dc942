import { systemTimers } from '@foreseen/ledger'
import { Type } from 'typebox'
import { anyReader } from '../account/role.ts'
import type { Room } from '../http/context.ts'
import { answers } from '../http/problem.ts'
import { interfaceRoot } from '../http/version.ts'
import type { Place } from '../place.ts'
import type { StreamTimers } from '../stream/events.ts'
import type { Streams } from '../stream/streams.ts'
import { openFeed } from './feed.ts'

/**
 * Server-sent events: `job` with a job as it is now, `change` with the room whose lists may have changed. Nothing is
 * repeated after a connection broke: whoever connects again asks for what it shows.
 */
export const changeRoom =
  (place: Place, streams: Streams, timers: StreamTimers = systemTimers): Room =>
  server => {
    const feed = openFeed(place, timers, error => server.log.warn({ err: error }, 'changes'))
    server.get(
      `${interfaceRoot}/changes`,
      {
        config: { access: anyReader },
        schema: {
          operationId: 'followChanges',
          summary: 'What changes, as server-sent events',
          produces: ['text/event-stream'],
          response: answers({ 200: Type.String({ description: 'Events "job" and "change"' }) }),
        },
      },
      (request, reply) => streams.open(request, reply, (_last, signal) => feed.follow(signal)),
    )
  }
