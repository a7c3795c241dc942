/** `npm start -- ARGS` is `foreseen ARGS`; `npm start` alone tells the founding story. */
if (process.argv.length > 2) {
  const { default: path } = await import('node:path')
  const { fileURLToPath, pathToFileURL } = await import('node:url')
  // npm runs scripts at the root of the checkout; paths are meant from where the user stands.
  if (process.env.INIT_CWD !== undefined) process.chdir(process.env.INIT_CWD)
  const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)))
  await import(pathToFileURL(path.join(root, 'apps/cli/bin/foreseen.js')).href)
} else {
  const { tellStory } = await import('../tests/story/tell.ts')
  await tellStory(Date.now())
}
