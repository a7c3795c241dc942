import type { Breakage, KindId, RehearsedClient } from '@foreseen/facts'
import { measuredBreakages, rehearsedKinds } from '@foreseen/rules'
import type { RehearsalReport } from './report.ts'

/** What became of one report in a forecast. */
export interface ReportUse {
  readonly file: string
  readonly atMs: number
  /** Releases and endpoints whose forecast it was taken into. */
  readonly used: readonly { readonly release: string; readonly endpoint: string }[]
  /** Clients and hosts of it that nobody asked about. */
  readonly unknownClients: readonly string[]
  readonly unknownHosts: readonly string[]
}

/** Forecasts with what was measured in the place of what was concluded. */
export interface Measured {
  readonly breakages: readonly Breakage[]
  readonly uses: readonly ReportUse[]
  /** Kinds of findings that only running a release shows, by its name. */
  readonly kinds: ReadonlyMap<string, readonly KindId[]>
}

/** The name of an endpoint: its certificate is the same at every port. */
const hostOf = (endpoint: string): string => endpoint.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1')

const unique = (words: readonly string[]): readonly string[] => [...new Set(words)]

/** Of each kind of rehearsal the newest report that has this release at this host. */
function clientsFor(
  reports: readonly RehearsalReport[],
  { release, endpoint }: Breakage,
): readonly { readonly report: RehearsalReport; readonly client: RehearsedClient }[] {
  const own = reports
    .filter(report => report.endpoints.some(each => hostOf(each) === hostOf(endpoint)))
    .flatMap(report => report.clients.map(client => ({ report, client })))
    .filter(({ client }) => client.client === release.name)
  return (['real', 'what-if'] as const).flatMap(kind => own.find(({ client }) => client.kind === kind) ?? [])
}

/** Takes reports into forecasts: measured beats inferred, and of two reports the newer one counts. */
export function withMeasured(
  breakages: readonly Breakage[],
  given: readonly RehearsalReport[],
  nowMs: number,
): Measured {
  const reports = given.toSorted((a, b) => b.atMs - a.atMs)
  const found = breakages.map(breakage => ({ breakage, own: clientsFor(reports, breakage) }))
  const releases = unique(breakages.map(({ release }) => release.name))
  const hosts = unique(breakages.map(({ endpoint }) => hostOf(endpoint)))
  const kinds = releases.map(name => {
    const own = found.filter(({ breakage }) => breakage.release.name === name).flatMap(each => each.own)
    return [name, [...new Set(own.flatMap(({ client }) => rehearsedKinds(client)))]] as const
  })
  return {
    breakages: found.flatMap(({ breakage, own }) => {
      const clients = own.map(({ client }) => client)
      return measuredBreakages([breakage], { clients, endpoints: [breakage.endpoint], nowMs })
    }),
    uses: given.map(report => ({
      file: report.file,
      atMs: report.atMs,
      used: found
        .filter(({ own }) => own.some(each => each.report === report))
        .map(({ breakage }) => ({ release: breakage.release.name, endpoint: breakage.endpoint })),
      unknownClients: unique(report.clients.map(({ client }) => client)).filter(
        name => !releases.includes(name),
      ),
      unknownHosts: unique(report.endpoints).filter(endpoint => !hosts.includes(hostOf(endpoint))),
    })),
    kinds: new Map(kinds),
  }
}
