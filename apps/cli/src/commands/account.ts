import {
  type AddedUser,
  addToken,
  addUser,
  linkUser,
  type OperatorParts,
  openAccounts,
} from '@foreseen/server'
import { type RawValues, Reading } from '../options/read.ts'
import { firstLine, type PlaceSetting, readPlace } from '../options/server.ts'
import { quoted, usageText } from '../options/usage-problem.ts'
import { withMessages } from '../serve/failures.ts'

const say = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

/** What is beside the result and must not be mixed with it. */
const note = (line: string): void => {
  process.stderr.write(`${line}\n`)
}

const withAccounts = <T>(
  { data, databaseUrl }: PlaceSetting,
  act: (parts: OperatorParts) => Promise<T>,
): Promise<T> =>
  withMessages(async () => {
    const accounts = await openAccounts({ data, ...(databaseUrl === '' ? {} : { databaseUrl }) })
    try {
      return await act(accounts)
    } finally {
      await accounts.close()
    }
  })

/** The verb and the one word behind it. */
function readWords(
  reading: Reading,
  command: string,
  verbs: readonly string[],
  words: readonly string[],
): { readonly verb: string; readonly name: string } {
  const [verb = '', name = '', ...rest] = words
  const usage = `Write: ${verbs.map(known => `foreseen ${command} ${known} NAME`).join(', or ')}`
  if (!verbs.includes(verb)) reading.refuse('cli-usage', `${quoted(verb)} is not known here.`, usage)
  else if (name === '' || rest.length > 0)
    reading.refuse('cli-usage', `"${command} ${verb}" takes one word behind it.`, usage)
  return { verb, name }
}

function sayUser({ email, role, link, linkEnds }: AddedUser, url: string): void {
  if (link === undefined) say(`${email} may sign in as ${role}.`)
  else {
    say(`${email} becomes ${role} with this link, which works once, until ${linkEnds ?? ''}:`)
    say(`  ${url.replace(/\/$/, '')}/#/invitation/${link}`)
  }
}

/** `foreseen user add ADDRESS` and `foreseen user link ADDRESS`. */
export async function runUser(words: readonly string[], raw: RawValues): Promise<number> {
  const reading = new Reading(raw)
  const passwordFile = reading.text('password-file')
  const asked = reading.result({
    ...readWords(reading, 'user', ['add', 'link'], words),
    place: readPlace(reading, process.env),
    role: reading.choice('role', ['viewer', 'responder', 'editor', 'owner'], 'viewer'),
    url: reading.text('url') ?? process.env.FORESEEN_PUBLIC_URL ?? 'http://127.0.0.1:8480',
    password:
      passwordFile === undefined
        ? undefined
        : firstLine('--password-file', passwordFile === '-' ? '/dev/stdin' : passwordFile),
  })
  if (!asked.ok) {
    process.stderr.write(usageText(asked.problems, 'user'))
    return 2
  }
  const { verb, name: email, place, role, url, password } = asked.value
  const added = await withAccounts(place, parts =>
    verb === 'link'
      ? linkUser(parts, email)
      : addUser(parts, {
          email,
          role,
          name: reading.text('name') ?? email,
          ...(password === undefined ? {} : { password }),
        }),
  )
  sayUser(added, url)
  return 0
}

/** `foreseen token add NAME`: the token alone on standard output, so that it can go into a file. */
export async function runToken(words: readonly string[], raw: RawValues): Promise<number> {
  const reading = new Reading(raw)
  const scopes = reading.list('scope')
  const read = {
    ...readWords(reading, 'token', ['add'], words),
    place: readPlace(reading, process.env),
    days: reading.count('days', 365, 1, 3650),
  }
  if (scopes.length === 0)
    reading.refuse(
      'cli-missing-value',
      'it is not said what the token may do.',
      'Give --scope push, for example.',
    )
  const asked = reading.result(read)
  if (!asked.ok) {
    process.stderr.write(usageText(asked.problems, 'token'))
    return 2
  }
  const { name, place, days } = asked.value
  const email = reading.text('person')
  const added = await withAccounts(place, parts =>
    addToken(parts, { name, scopes, days, ...(email === undefined ? {} : { email }) }),
  )
  say(added.token)
  note(
    `${name} may ${added.scopes.join(', ')} until ${added.ends ?? 'it is revoked'}. It is shown this once.`,
  )
  return 0
}
