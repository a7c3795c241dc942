import type { TestEvent } from 'node:test/reporters'

/** A reporter that writes one line for each skipped test: its name and the reason it gave. */
export default async function* skips(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  for await (const event of events) {
    if (event.type !== 'test:pass' && event.type !== 'test:fail') continue
    const { name, skip } = event.data
    if (skip !== undefined) yield `${name}: ${typeof skip === 'string' ? skip : 'no reason given'}\n`
  }
}
