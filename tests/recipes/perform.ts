/** Performs one recipe inside a network of its own and prints its stations: NAME FOLDER. */
import { appendFileSync, existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type Pebble, startPebble } from './pebble.ts'
import { domain, recipe, Site, type Station } from './stations.ts'

/** First issuance; a renewal that a release refuses; the same, accepted in the plan. */
function threeStations(site: Site, renew: () => Station, issue: () => Station = renew): Station[] {
  site.plan('alone')
  const first = issue()
  site.plan('pinned')
  const refused = renew()
  site.plan('accepted')
  return [first, refused, renew()]
}

function certbotCsr(site: Site, pebble: Pebble): Station[] {
  const env = {
    CERTBOT: `--standalone -m a@${domain} --server ${pebble.directory}`,
    REQUESTS_CA_BUNDLE: pebble.trustPath,
  }
  const run = (days: string): Station => site.run(['sh', recipe('certbot-csr.sh')], { ...env, DAYS: days })
  // Every certificate is due for renewal when so many days are asked for.
  return [...threeStations(site, () => run('10000')), run('1')]
}

function certbotConfigDir(site: Site, pebble: Pebble): Station[] {
  const env = {
    CERTBOT: `--standalone -m a@${domain} --server ${pebble.directory}`,
    REQUESTS_CA_BUNDLE: pebble.trustPath,
  }
  const run = (): Station => site.run(['sh', recipe('certbot-config-dir.sh')], env)
  const renew = (): Station => {
    const forced = { ...env, CERTBOT: `${env.CERTBOT} --force-renewal` }
    return site.run(['sh', recipe('certbot-config-dir.sh')], forced)
  }
  site.plan('alone')
  const first = run()
  site.plan('pinned')
  const refused = renew()
  site.plan('accepted')
  return [first, refused, run(), run()]
}

function lego(site: Site, pebble: Pebble): Station[] {
  const common = ['lego', '--server', pebble.directory, '--accept-tos', '--email', `a@${domain}`]
  const who = [...common, '--domains', domain, '--path', join(site.dir, 'stage'), '--http']
  const env = { LEGO_CA_CERTIFICATES: pebble.trustPath }
  const hook = recipe('lego-hook.sh')
  const issue = (): Station => site.run([...who, 'run', '--run-hook', hook], env)
  const renew = (): Station =>
    site.run([...who, 'renew', '--days', '100000', '--no-random-sleep', '--renew-hook', hook], env)
  return threeStations(site, renew, issue)
}

/** The contract of acme.sh's hooks, called as acme.sh calls them, with what lego issued. */
function acmeSh(site: Site, pebble: Pebble): Station[] {
  const stage = join(site.dir, 'stage')
  const order = (): void => {
    rmSync(stage, { recursive: true, force: true })
    const common = ['lego', '--server', pebble.directory, '--accept-tos', '--email', `a@${domain}`]
    const ask = [...common, '--domains', domain, '--path', stage, '--http', 'run']
    const { code, output } = site.run(ask, { LEGO_CA_CERTIFICATES: pebble.trustPath })
    if (code !== 0) throw new Error(output)
  }
  const chain = join(stage, `certificates/${domain}.crt`)
  const key = join(stage, `certificates/${domain}.key`)
  const paths = { CERT_FULLCHAIN_PATH: chain, CERT_KEY_PATH: key, Le_Domain: domain }
  const asDeployHook = `. ${recipe('acme.sh-hook.sh')}; foreseen_deploy ${domain} ${key} leaf ca ${chain}`
  site.plan('alone')
  order()
  const first = site.run(['sh', '-c', asDeployHook])
  site.plan('pinned')
  order()
  const refused = site.run(['sh', recipe('acme.sh-hook.sh')], paths)
  site.plan('accepted')
  return [first, refused, site.run(['sh', recipe('acme.sh-hook.sh')], paths)]
}

/** Why a hook is no gate: certbot's own live/ has the new certificate although the deploy hook failed. */
function certbotHook(site: Site, pebble: Pebble): Station[] {
  const tree = join(site.dir, 'tree')
  const who = ['--non-interactive', '--agree-tos', '-m', `a@${domain}`, '--server', pebble.directory]
  const dirs = ['--config-dir', tree, '--work-dir', tree, '--logs-dir', tree]
  const env = { REQUESTS_CA_BUNDLE: pebble.trustPath }
  const order = ['certbot', 'certonly', '--standalone', '-d', domain, ...who, ...dirs]
  const links = (): string => `readlink ${join(tree, 'live', domain, 'fullchain.pem')}`
  const first = site.run(order, env)
  const renewed = site.run(
    ['certbot', 'renew', '--force-renewal', '--no-random-sleep-on-renew', '--deploy-hook', 'false', ...dirs],
    env,
  )
  return [first, renewed, site.run(['sh', '-c', links()])]
}

const performances = {
  'certbot-csr': certbotCsr,
  'certbot-config-dir': certbotConfigDir,
  'lego-hook': lego,
  'acme.sh-hook': acmeSh,
  'certbot-deploy-hook': certbotHook,
} as const

function isPerformance(name: string): name is keyof typeof performances {
  return name in performances
}

const [name = '', dir = ''] = process.argv.slice(2)
if (!isPerformance(name)) throw new Error(`no recipe ${name}`)
if (!existsSync(dir)) mkdirSync(dir)
const pebble = await startPebble(dir)
try {
  const stations = performances[name](new Site(dir, pebble.rootPath), pebble)
  appendFileSync(join(dir, 'stations.json'), JSON.stringify(stations))
} finally {
  pebble.close()
}
