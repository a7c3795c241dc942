#!/usr/bin/env node
// In a checkout the TypeScript sources run as they are; a published package has only dist.
import { existsSync } from 'node:fs'
import * as module from 'node:module'
import { fileURLToPath } from 'node:url'

const source = new URL('../src/main.ts', import.meta.url)
if (Number(process.versions.node.split('.')[0]) < 24) {
  process.stderr.write(
    `foreseen needs Node.js 24 or newer; this is ${process.version}. In a checkout, "npm ci" brings it along and "npm start -- ARGS" uses it.\n`,
  )
  process.exitCode = 2
} else if (existsSync(source)) {
  // Stripping the types of 200 files costs a second; their compiled form is kept inside the checkout.
  module.enableCompileCache(fileURLToPath(new URL('../../../node_modules/.cache/foreseen', import.meta.url)))
  module.registerHooks({
    resolve: (specifier, context, next) =>
      next(specifier, { ...context, conditions: ['foreseen-source', ...context.conditions] }),
  })
  await import(source.href)
} else {
  await import(new URL('../dist/main.js', import.meta.url).href)
}
