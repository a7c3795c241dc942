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
  },
  server: { host: '127.0.0.1', proxy: { '/api': process.env.FORESEEN_SERVER ?? 'http://127.0.0.1:8480' } },
})
