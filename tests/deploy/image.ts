/** The last stage of a Containerfile, started as an engine would: its user, its settings, its entry, its check. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import type { Stage } from './containerfile.ts'
import { namespaceOf } from './kitchen.ts'

const bubblewrap = '/usr/bin/bwrap'

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' ? (address?.port ?? 0) : 0
}

/** The text of the last instruction of this verb; '' where there is none. */
const textOf = ({ steps }: Stage, verb: string): string =>
  steps.flatMap(step => (step.kind === 'other' && step.verb === verb ? [step.text] : [])).at(-1) ?? ''

const wordsOf = (text: string): readonly string[] => JSON.parse(text.slice(text.indexOf('[')))

export interface Image {
  readonly port: number
  /** The entry with the usual command. */
  start(): ChildProcess
  /** The entry with other words. */
  run(...words: readonly string[]): ReturnType<typeof spawnSync> & { readonly stdout: string }
  /** Any program in its place. */
  inside(...words: readonly string[]): number | null
  isHealthy(): Promise<boolean>
}

/** `program` is bound where nobody can write, `data` is the one place where somebody can. */
export async function openImage(stage: Stage, program: string, data: string): Promise<Image> {
  const port = await freePort()
  const settings = textOf(stage, 'ENV')
    .split(' ')
    .map(word => word.split('='))
  // The namespaces share the machine's network, so the port is a free one, and nobody else reaches it.
  const more = [
    ['FORESEEN_PORT', String(port)],
    ['FORESEEN_HOST', '127.0.0.1'],
  ]
  const variables = [...settings, ...more].flatMap(([name = '', value = '']) => ['--setenv', name, value])
  const [uid = '', gid = ''] = textOf(stage, 'USER').split(':')
  const user = ['--unshare-user', '--uid', uid, '--gid', gid, '--cap-drop', 'ALL']
  const places = ['--ro-bind', program, '/opt/foreseen', '--bind', data, '/data', '--remount-ro', '/']
  const place = namespaceOf([...user, ...places, ...variables, '--chdir', '/opt/foreseen'])
  const entry = wordsOf(textOf(stage, 'ENTRYPOINT'))
  const command = wordsOf(textOf(stage, 'CMD'))
  const check = wordsOf(textOf(stage, 'HEALTHCHECK'))
  return {
    port,
    start: () => spawn(bubblewrap, [...place, ...entry, ...command]),
    run: (...words) => spawnSync(bubblewrap, [...place, ...entry, ...words], { encoding: 'utf8' }),
    inside: (...words) => spawnSync(bubblewrap, [...place, ...words]).status,
    isHealthy: async () => {
      const [code] = await once(spawn(bubblewrap, [...place, ...check], { stdio: 'ignore' }), 'exit')
      return code === 0
    },
  }
}
