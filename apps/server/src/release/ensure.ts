import type { By, Ledger } from '@foreseen/ledger'

/** The names by which a release is pushed. */
export interface PushedRelease {
  readonly product: string
  readonly version: string
  readonly platform: string
  readonly artefactSha256: string
}

async function findRelease(
  { releases }: Ledger,
  organisation: string,
  product: string,
  { version, platform }: PushedRelease,
): Promise<string | undefined> {
  let after: string | undefined
  do {
    const page = await releases.list({
      organisation,
      product,
      limit: 500,
      ...(after === undefined ? {} : { after }),
    })
    const found = page.items.find(row => row.version === version && row.platform === platform)
    if (found !== undefined) return found.id
    after = page.next
  } while (after !== undefined)
  return undefined
}

/**
 * The release of a push, made where it is new. One that is there keeps all that is known of it: a push says what was
 * found, and nothing of support or update hosts.
 */
export async function ensureRelease(ledger: Ledger, by: By, pushed: PushedRelease): Promise<string> {
  const { id: product } = await ledger.releases.ensureProduct(by, pushed.product)
  const known = await findRelease(ledger, by.organisation, product, pushed)
  if (known !== undefined) return known
  const { version, platform, artefactSha256 } = pushed
  const release = { product, version, platform, artefactSha256, support: 'supported' } as const
  return (await ledger.releases.ensureRelease(by, release)).id
}
