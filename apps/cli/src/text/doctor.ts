import type { SandboxMethod, SandboxReport, TrustTarget } from '@foreseen/world/sandbox'
import { printable } from '@foreseen/x509'
import { methodWords } from './rehearsal-words.ts'
import type { Style } from './style.ts'
import { column, tableLines } from './table.ts'
import { wrap } from './width.ts'

/** What was found on this machine, by trying. */
export interface Diagnosis extends SandboxReport {
  readonly trust: readonly TrustTarget[]
  /** `linux x64`. */
  readonly platform: string
}

/** What each method is, for people who choose one. */
const methodAbout: Readonly<Record<SandboxMethod, string>> = {
  root: 'namespaces, as root: everything is caught, nothing leaves',
  user: 'namespaces of an ordinary user: the same',
  sudo: 'namespaces by sudo without a password: the same',
  bwrap: 'bubblewrap: the same, a little slower',
  proot: 'proot: host names and trust are replaced; packets may leave',
  proxy: 'proxy variables: only clients that obey them are reached; packets may leave',
}

/** Whether packets of a client stay here: proot and proxies leave the network open. */
export function keepsApart({ best }: Pick<Diagnosis, 'best'>): boolean {
  return best !== 'proxy' && best !== 'proot'
}

/** What to do where clients cannot be kept apart: the fallbacks, in the order in which they are worth trying. */
const fallbacks: readonly string[] = [
  'rehearse on a Linux machine, in a Linux container started with --privileged, or in WSL2',
  'rehearse here with --sandbox proxy: clients that obey HTTPS_PROXY are judged, others are reported as not reached',
  'point the client at the rehearsal by a flag of its own, as docs/rehearse.md lists for curl, git, Java and Chromium',
]

function answerOf(diagnosis: Diagnosis): string {
  if (keepsApart(diagnosis))
    return `Clients can be rehearsed here, ${methodWords[diagnosis.best]}: no packet of theirs leaves this machine.`
  return `This machine has no sandbox: clients would be rehearsed ${methodWords[diagnosis.best]}, and packets of theirs may leave. Instead:`
}

function methodLines({ methods, best }: Diagnosis, style: Style, room: number): string[] {
  return methods.flatMap(({ method, works, detail, remedy }) => {
    const head = `${works ? '✓' : '✗'} ${method}${method === best ? ' (taken)' : ''}`
    const said = works ? methodAbout[method] : [detail, remedy].filter(text => text !== '').join(' ')
    const lines = wrap(printable(said), room - 4).map(line => `    ${line}`)
    return [works ? head : style.doubt(head), ...lines]
  })
}

function facilityLines({ facilities }: Diagnosis, room: number): string[] {
  return facilities.flatMap(({ name, path, purpose, install }) => {
    const missing = path === '' ? `; missing: ${printable(install)}` : ''
    return wrap(`${path === '' ? '✗' : '✓'} ${name}: ${purpose}${missing}`, room, '    ')
  })
}

const kindWords: Readonly<Record<TrustTarget['kind'], string>> = {
  'hash-dir': 'folder of certificates',
  'pem-file': 'file of certificates',
  'jks-file': "Java's keystore",
  'extracted-dir': 'extracted trust of RHEL',
}

/** The state of this machine, for people: the answer, then each method, tool and trust store. */
export function* doctorText(diagnosis: Diagnosis, style: Style, room: number): Generator<string> {
  yield `${wrap(answerOf(diagnosis), room).map(style.bold).join('\n')}\n`
  if (!keepsApart(diagnosis))
    for (const text of fallbacks) yield `${wrap(`- ${text}`, room, '  ').join('\n')}\n`
  yield `\n${style.bold('Ways of keeping a client apart, strongest first')}\n`
  yield `${methodLines(diagnosis, style, room).join('\n')}\n`
  yield `\n${style.bold('Tools')}\n${facilityLines(diagnosis, room).join('\n')}\n`
  yield `\n${style.bold('Trust stores that a rehearsal replaces')}\n`
  const rows = diagnosis.trust.map(({ path, kind }) => [printable(path), kindWords[kind]])
  const table = tableLines(
    [column('', { shrinks: true, least: 20, cut: 'middle' }), column('')],
    rows,
    room - 2,
  )
  yield rows.length === 0
    ? '  none were found\n'
    : `${table
        .slice(1)
        .map(line => `  ${line}`)
        .join('\n')}\n`
}

/** The same as one JSON document. */
export function* doctorJson(diagnosis: Diagnosis): Generator<string> {
  const { methods, facilities, trust, best, platform } = diagnosis
  const document = {
    schema: 'foreseen.doctor/1',
    platform,
    best,
    keepsApart: keepsApart(diagnosis),
    methods,
    facilities,
    trust: trust.map(({ path, kind }) => ({ path, kind })),
  }
  yield `${JSON.stringify(document, null, 2)}\n`
}
