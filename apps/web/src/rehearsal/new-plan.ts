/** What is typed into the form of a plan, and what is sent of it. */
import { parseEndpoint, type RehearsalKind, type ShownRelease } from '@foreseen/facts'

export interface Draft {
  readonly name: string
  /** One a line. */
  readonly hosts: string
  /** Names of clients that are ticked. */
  readonly chosen: readonly string[]
  /** Further names, one a line. */
  readonly others: string
  /** Release by the name of a client, where it was chosen by hand; '' for none. */
  readonly releases: Readonly<Record<string, string>>
  readonly kind: RehearsalKind
  /** '' for none. */
  readonly endpoint: string
  readonly isAll: boolean
  readonly scenarios: readonly string[]
}

export const emptyDraft: Draft = {
  name: '',
  hosts: '',
  chosen: [],
  others: '',
  releases: {},
  kind: 'what-if',
  endpoint: '',
  isAll: true,
  scenarios: [],
}

export interface PlanBody {
  readonly name: string
  readonly hosts: readonly string[]
  readonly clients: readonly { readonly name: string; readonly release?: string }[]
  readonly scenarios?: readonly string[]
  readonly kind: RehearsalKind
  readonly endpoint?: string
}

/** Lines or words between commas, each once. */
export const wordsOf = (text: string): readonly string[] => [
  ...new Set(
    text
      .split(/[\n,]/)
      .map(word => word.trim())
      .filter(word => word !== ''),
  ),
]

export const clientsOf = ({ chosen, others }: Draft): readonly string[] => [
  ...new Set([...chosen, ...wordsOf(others)]),
]

/** What people call a release, as the server names it. */
export const releaseName = ({ product, version, platform }: ShownRelease): string =>
  platform === '' ? `${product.name} ${version}` : `${product.name} ${version} (${platform})`

/** The release that a client is: the one that was chosen, or the one of the same name. */
export function releaseOf(draft: Draft, client: string, releases: readonly ShownRelease[]): string {
  return draft.releases[client] ?? releases.find(release => releaseName(release) === client)?.id ?? ''
}

/** What is wrong with a draft, by field. */
export function draftProblems(draft: Draft): Readonly<Record<string, string>> {
  const hosts = wordsOf(draft.hosts)
  const wrong = hosts.find(host => !parseEndpoint(host).ok)
  return {
    ...(draft.name.trim() === '' ? { name: 'Give it a name.' } : {}),
    ...(hosts.length === 0 ? { hosts: 'Say which hosts the clients connect to.' } : {}),
    ...(wrong === undefined ? {} : { hosts: `${wrong} is no host: write HOST or HOST:PORT, one a line.` }),
    ...(clientsOf(draft).length === 0 ? { clients: 'Name at least one client.' } : {}),
    ...(!draft.isAll && draft.scenarios.length === 0 && draft.kind === 'what-if'
      ? { scenarios: 'Choose at least one, or all of them.' }
      : {}),
  }
}

export function bodyOf(draft: Draft, releases: readonly ShownRelease[]): PlanBody {
  const clients = clientsOf(draft).map(name => {
    const release = releaseOf(draft, name, releases)
    return release === '' ? { name } : { name, release }
  })
  const hasScenarios = draft.kind === 'what-if' && !draft.isAll
  return {
    name: draft.name.trim(),
    hosts: wordsOf(draft.hosts),
    clients,
    kind: draft.kind,
    ...(hasScenarios ? { scenarios: draft.scenarios } : {}),
    ...(draft.endpoint === '' ? {} : { endpoint: draft.endpoint }),
  }
}
