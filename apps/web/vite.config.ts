import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

/** Built files go where the server's package ships them from. */
const pages = fileURLToPath(new URL('../server/pages', import.meta.url))

const compressible = ['.js', '.css', '.html', '.svg']
/** Smaller ones fit into one packet as they are. */
const leastBytes = 1000

/** Beside each file its compressed forms, so that the server compresses nothing while it answers. */
const compressed = (): Plugin => ({
  name: 'compressed-files',
  writeBundle: ({ dir }) => {
    if (dir === undefined) return
    for (const name of readdirSync(dir, { recursive: true, encoding: 'utf8' })) {
      if (!compressible.includes(extname(name))) continue
      const bytes = readFileSync(join(dir, name))
      if (bytes.length < leastBytes) continue
      writeFileSync(join(dir, `${name}.gz`), gzipSync(bytes, { level: 9 }))
      writeFileSync(join(dir, `${name}.br`), brotliCompressSync(bytes))
    }
  },
})

/** What every page needs. */
const framePackages =
  /node_modules\/(react|react-dom|scheduler|use-sync-external-store|@tanstack\/(react-query|query-core|react-router|router-core|history|store|react-store))\//
const frameFolders = ['design', 'http', 'shell']

/**
 * One file for what every page needs, one for tables, one a room: pieces of a few hundred bytes each would cost more in
 * requests and in compression than they save (290 kB in 72 files became 240 kB in 18). The frame imports none of the
 * others, so that no file waits for one that waits for it.
 */
function chunkOf(id: string): string | null {
  // Their addresses alone; the texts are files of their own.
  if (/docs\/kinds\//.test(id)) return 'inventory'
  const [, folder, file] = /apps\/web\/src\/(\w+)(?:\/(.+))?/.exec(id) ?? []
  if (
    /@tanstack\/(virtual-core|react-virtual)\//.test(id) ||
    (folder === 'design' && file?.startsWith('table'))
  )
    return 'table'
  if (framePackages.test(id) || id.includes('vite/preload-helper') || id.includes('rolldown/runtime'))
    return 'frame'
  if (id.includes('packages/facts/src/codes-web')) return 'frame'
  if (/packages\/facts\/src\/(?!shown)/.test(id)) return 'facts'
  if (id.includes('packages/rules/src/rehearsal/')) return 'rehearsal'
  // The forecast loads its rules when somebody asks what if, so it is cut where it says.
  if (folder === undefined || file === undefined || (folder === 'forecast' && file !== 'routes.ts'))
    return null
  return frameFolders.includes(folder) || file === 'routes.ts' ? 'frame' : folder
}

const chunks = { includeDependenciesRecursively: false, groups: [{ name: chunkOf }] }

// biome-ignore lint/style/noDefaultExport: Vite asks for one.
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [react(), compressed()],
  resolve: { conditions: ['foreseen-source', 'module', 'browser', 'production'] },
  build: {
    outDir: pages,
    emptyOutDir: true,
    target: 'es2023',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { output: { codeSplitting: chunks } },
  },
  server: { host: '127.0.0.1', proxy: { '/api': process.env.FORESEEN_SERVER ?? 'http://127.0.0.1:8480' } },
})
