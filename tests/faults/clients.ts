/** Clients that leave traces where they can: files, processes, shared memory, a host name, sockets. */

export const host = 'api.example.test'
const url = `https://${host}/`

/** A word that only processes of these clients have in their command line. */
export const word = '86497.5'

const shell = (text: string): readonly string[] => ['sh', '-c', text]

const untidy: Readonly<Record<string, readonly string[]>> = {
  plain: ['curl', '-sS', url],
  files: shell(`touch here ~/a /tmp/b /var/tmp/c /dev/shm/d; curl -sS ${url} >/tmp/answer`),
  daemon: shell(`curl -sS ${url}; setsid sleep ${word} & exit 0`),
  hidden: shell(`curl -sS ${url}; (env -i setsid sleep ${word} & ) ; trap '' TERM HUP; exit 0`),
  memory: shell(`ipcmk -M 4096 -S 1 -Q; hostname changed; echo 1.2.3.4 x >>/etc/hosts; curl -sS ${url}`),
}

/** Hang when the certificate is not today's: whoever is killed is killed with clients under way. */
const hanging = shell(`curl -sS ${url} || true; setsid sleep ${word} & sleep ${word}`)

/** A plan with so many runs of untidy clients over the baseline and `scenarios`. */
export function untidyPlan(releases: number): object {
  const kinds = Object.entries(untidy)
  return {
    hosts: [host],
    releases: Array.from({ length: releases }, (_, at) => {
      const [name = '', command = []] = kinds[at % kinds.length] ?? []
      return { name: `${name} ${at}`, command }
    }),
  }
}

export function hangingPlan(): object {
  const releases = ['one', 'two', 'three'].map(name => ({ name, command: hanging, timeout: 60 }))
  return { hosts: [host], releases: [...releases, { name: 'plain', command: untidy.plain }] }
}
