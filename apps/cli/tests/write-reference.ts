/** Writes docs/cli.md from the list of options: node --conditions=foreseen-source apps/cli/tests/write-reference.ts */
import { writeFileSync } from 'node:fs'
import { referencePage } from '../src/options/reference.ts'

writeFileSync(new URL('../../../docs/cli.md', import.meta.url), referencePage())
