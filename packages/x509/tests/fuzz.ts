/**
 * Corpus fuzz run over every parser: `node --conditions=foreseen-source packages/x509/tests/fuzz.ts [COUNT] [SEED]`.
 * Prints what it did as Markdown; ends with an assertion, and the input in hex, at the first thing that does not hold.
 */
import { createRandom, mutate } from './mutations.ts'
import { parsers } from './parsers.ts'
import { allSeeds } from './seeds.ts'

const count = Number(process.argv[2] ?? 10_000)
const seed = Number(process.argv[3] ?? 20_261_122)
// Survivors replace one another in a ring, so that damage adds up over generations.
const maxSurvivors = 4_096

const seeds = allSeeds()
const survivors: Uint8Array[] = []
const random = createRandom(seed)
const outcomes = new Map<string, number>()
const worst = new Map<string, number>()
const pick = (): Uint8Array => {
  const from = survivors.length > 0 && random(3) > 0 ? survivors : seeds
  return from[random(from.length)] ?? new Uint8Array()
}

/** The collector and the scheduler interrupt at random: the quickest of three repetitions, in processor time, is the parser's own. */
function again(parse: (bytes: Uint8Array) => string, input: Uint8Array): number {
  let quickest = Number.POSITIVE_INFINITY
  for (let i = 0; i < 3; i++) {
    const start = process.threadCpuUsage()
    parse(input)
    const { user, system } = process.threadCpuUsage(start)
    quickest = Math.min(quickest, (user + system) / 1000)
  }
  return quickest
}

const began = performance.now()
for (let i = 0; i < count; i++) {
  const input = mutate(pick(), pick(), random)
  let accepted = false
  for (const [name, parse] of Object.entries(parsers)) {
    const start = performance.now()
    let outcome: string
    try {
      outcome = parse(input)
    } catch (cause) {
      throw new Error(`${name} failed on input ${i}: ${Buffer.from(input).toString('hex')}`, { cause })
    }
    const ms = performance.now() - start
    if (ms > (worst.get(name) ?? 0))
      worst.set(name, Math.max(worst.get(name) ?? 0, Math.min(ms, again(parse, input))))
    const key = `${name}|${outcome}`
    outcomes.set(key, (outcomes.get(key) ?? 0) + 1)
    if (outcome !== 'refused' && name !== 'element' && name !== 'objectIdentifier') accepted = true
  }
  if (!accepted || input.length > 8_192) continue
  if (survivors.length < maxSurvivors) survivors.push(input)
  else survivors[random(maxSurvivors)] = input
}
const seconds = (performance.now() - began) / 1000

const cell = (name: string, outcome: string): number => outcomes.get(`${name}|${outcome}`) ?? 0
console.log(`inputs ${count}, seed ${seed}, seeds ${seeds.length}, ${seconds.toFixed(0)} s\n`)
console.log('| parser | accepted | with deviations | refused | longest ms |\n|---|---|---|---|---|')
for (const name of Object.keys(parsers)) {
  const numbers = ['accepted', 'accepted with deviations', 'refused'].map(outcome => cell(name, outcome))
  console.log(`| ${name} | ${numbers.join(' | ')} | ${(worst.get(name) ?? 0).toFixed(2)} |`)
}
