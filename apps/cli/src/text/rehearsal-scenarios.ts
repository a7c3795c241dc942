import { type Scenario, scenarioSchema } from '@foreseen/facts'
import { wrap } from './width.ts'

const headings: Readonly<Record<Scenario['kind'], string>> = {
  baseline: 'Always run',
  staged: 'Real',
  renewal: 'May come with a renewal',
  fault: 'Faults',
}

function entry({ id, title, about, trusts }: Scenario, room: number): string {
  const lines = wrap(`${about} Trust: ${trusts.join(', ')}.`, room - 4).map(line => `    ${line}`)
  return `  ${id}: ${title}\n${lines.join('\n')}\n`
}

/** Every scenario with its sentence; as JSON the whole of it, to begin an own one with. */
export function* scenarioListText(
  scenarios: readonly Scenario[],
  format: string,
  room: number,
): Generator<string> {
  if (format === 'json') {
    const list = scenarios.map(scenario => ({ ...scenario, event: scenario.event ?? null }))
    yield `${JSON.stringify({ schema: scenarioSchema, scenarios: list }, null, 2)}\n`
    return
  }
  for (const [kind, heading] of Object.entries(headings)) {
    const own = scenarios.filter(scenario => scenario.kind === kind)
    if (own.length === 0) continue
    yield `${heading}\n`
    for (const scenario of own) yield entry(scenario, room)
  }
  yield `\nMoved clocks are asked for with --clock +90d, the real chain with --next FILE.\n`
}
