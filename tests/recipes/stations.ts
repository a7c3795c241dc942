/** What a recipe is led through, and what is seen at each station. */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const domain = 'www.joost.test'
const bin = fileURLToPath(new URL('../../apps/cli/bin/foreseen.js', import.meta.url))
export const recipe = (name: string): string =>
  fileURLToPath(new URL(`../../docs/recipes/${name}`, import.meta.url))

/** What was seen after one run. */
export interface Station {
  readonly code: number
  /** What was printed, both streams, at most 4,000 characters. */
  readonly output: string
  /** Number of the live generation; '' for none. */
  readonly live: string
  /** Numbers of generations for which the deploy command ran, in order. */
  readonly deployed: string
}

const curl = (root: string): string =>
  `  - { name: curl, weight: 90, command: [curl, -sS, --cacert, ${root}, "https://${domain}/"] }\n`

/** Holds the leaf that is live and trusts nothing else: the next one is refused. */
function pinned(leaf: string, accepted: string): string {
  const ask = `printf 'GET / HTTP/1.0\\r\\n\\r\\n' | openssl s_client -connect ${domain}:443 -CAfile ${leaf} -partial_chain -verify_return_error -quiet`
  const lines = [`  - name: pinned`, '    weight: 10', `    command: [sh, -c, ${JSON.stringify(ask)}]`]
  const why = accepted === '' ? [] : [`    accepted: [{ scenario: staged, reason: ${accepted} }]`]
  return `${[...lines, ...why].join('\n')}\n`
}

/** The folder of a recipe's run: plan, live folder, and what its deploy command wrote. */
export class Site {
  readonly dir: string
  readonly #root: string

  constructor(dir: string, root: string) {
    this.dir = dir
    this.#root = root
  }

  /** Writes the plan: curl that trusts the root, and, when asked for, a client that holds today's leaf. */
  plan(other: 'alone' | 'pinned' | 'accepted'): void {
    const leaf = join(this.dir, 'pinned.pem')
    if (other !== 'alone' && !existsSync(leaf)) {
      const chain = readFileSync(join(this.dir, 'live/live/fullchain.pem'), 'utf8')
      writeFileSync(leaf, chain.slice(0, chain.indexOf('-----END CERTIFICATE-----') + 26))
    }
    const second = other === 'alone' ? '' : pinned(leaf, other === 'accepted' ? 'ends in May' : '')
    writeFileSync(join(this.dir, 'fleet.yaml'), `hosts: [${domain}]\nreleases:\n${curl(this.#root)}${second}`)
  }

  get env(): NodeJS.ProcessEnv {
    return {
      ...process.env,
      DOMAIN: domain,
      PLAN: join(this.dir, 'fleet.yaml'),
      LIVE: join(this.dir, 'live'),
      STAGE: join(this.dir, 'stage'),
      RELOAD: `echo $FORESEEN_GENERATION >> ${join(this.dir, 'deployed')}`,
      FORESEEN: `${process.execPath} ${bin}`,
      GATE: '--no-verify',
      // The machine does not know Pebble's root; the gate refuses a chain that leads nowhere it knows.
      NODE_EXTRA_CA_CERTS: this.#root,
    }
  }

  run(argv: readonly string[], env: NodeJS.ProcessEnv = {}): Station {
    const [program = '', ...args] = argv
    const ran = spawnSync(program, args, {
      env: { ...this.env, ...env },
      encoding: 'utf8',
      timeout: 240_000,
      cwd: this.dir,
    })
    const output = `${ran.stdout}${ran.stderr}`.slice(-4000)
    return { code: ran.status ?? -1, output, live: this.#live(), deployed: this.#deployed() }
  }

  #live(): string {
    const meta = join(this.dir, 'live/live/meta.json')
    return existsSync(meta) ? String(JSON.parse(readFileSync(meta, 'utf8')).generation) : ''
  }

  #deployed(): string {
    const path = join(this.dir, 'deployed')
    return existsSync(path) ? readFileSync(path, 'utf8').trim().replaceAll('\n', ' ') : ''
  }
}
