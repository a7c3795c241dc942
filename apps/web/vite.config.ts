import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** Built files go where the server's package ships them from. */
const pages = fileURLToPath(new URL('../server/pages', import.meta.url))

// biome-ignore lint/style/noDefaultExport: Vite asks for one.
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [react()],
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
