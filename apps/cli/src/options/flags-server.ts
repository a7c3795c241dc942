import { type Flag, flag } from './flag.ts'

const place = 'Place:'
const reach = 'Reached by:'

/** Where everything is kept. */
export const dataFlags: readonly Flag[] = [
  flag({
    name: 'data',
    value: 'DIR',
    help: 'directory of everything that is kept; FORESEEN_DATA',
    standard: '.foreseen',
    completes: 'file',
    group: place,
  }),
  flag({
    name: 'database-url-file',
    value: 'FILE',
    help: 'file with the URL of a PostgreSQL database; DATABASE_URL',
    completes: 'file',
    group: place,
  }),
]

export const logLevels = ['error', 'warn', 'info', 'debug'] as const

export const serveFlags: readonly Flag[] = [
  flag({
    name: 'host',
    value: 'ADDRESS',
    help: 'address to listen at; FORESEEN_HOST',
    standard: '127.0.0.1',
    group: reach,
  }),
  flag({
    name: 'port',
    value: 'N',
    help: 'port; 0 takes a free one; FORESEEN_PORT',
    standard: '8480',
    group: reach,
  }),
  flag({
    name: 'public-url',
    value: 'URL',
    help: 'where people reach it, behind a proxy: https makes cookies secure; FORESEEN_PUBLIC_URL',
    group: reach,
  }),
  flag({
    name: 'proxy',
    value: 'ADDRESS',
    help: 'proxy whose X-Forwarded-For is believed',
    repeatable: true,
    group: reach,
  }),
  flag({
    name: 'oidc-file',
    value: 'FILE',
    help: 'OpenID provider as YAML or JSON: issuer, clientId, clientSecretFile, name, allowedDomains',
    completes: 'file',
    group: reach,
  }),
  flag({ name: 'open-metrics', help: 'answer /metrics without a token', group: reach }),
  flag({
    name: 'log-level',
    value: 'LEVEL',
    help: 'error, warn, info or debug; log lines are JSON on standard error',
    choices: logLevels,
    standard: 'warn on a terminal, else info',
    group: reach,
  }),
  flag({ name: 'no-worker', help: 'take no jobs here; workers elsewhere do', group: reach }),
  ...dataFlags,
]
