import { type Flag, flag } from './flag.ts'
import { endpoints, plans } from './flags.ts'

const forecast = 'Forecast:'

/** What is forecast, and with what. */
export const forecastFlags: readonly Flag[] = [
  flag({
    name: 'host',
    value: 'HOST[:PORT]',
    help: 'an endpoint that the releases connect to',
    repeatable: true,
    group: endpoints,
  }),
  flag({
    name: 'offline',
    help: 'connect to nothing: --served stands in for the endpoints',
    group: endpoints,
  }),
  flag({
    name: 'release',
    value: 'NAME=PATH',
    help: 'a release under a name of its own; a PATH alone is named after itself',
    repeatable: true,
    group: forecast,
  }),
  flag({
    name: 'plan',
    value: 'PLAN',
    help: 'what the next renewal does',
    choices: plans,
    standard: 'new-key',
    group: forecast,
  }),
  flag({
    name: 'horizon',
    value: 'DAYS',
    help: 'days that are looked ahead',
    standard: '398',
    group: forecast,
  }),
  flag({
    name: 'rehearsed',
    value: 'FILE',
    help: 'a report of "foreseen rehearse --format json": what was measured takes the place of what is concluded',
    repeatable: true,
    completes: 'file',
    group: forecast,
  }),
]
