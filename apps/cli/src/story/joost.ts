/**
 * The two releases of a streaming client. 0.9.1 is the one of the story: its compiled core holds a copy
 * of the server's certificate and compares byte by byte. 0.9.2 trusts the authority instead.
 */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { compileCore } from './core.ts'
import { tarOf } from './tar.ts'

/** A release: its archive as shipped and the program as installed. */
export interface JoostRelease {
  readonly version: string
  readonly archive: string
  readonly program: string
}

/** Both ask for the channel and play what comes. */
const playing = `function play() {
  socket.write('GET /channel HTTP/1.1\\r\\nHost: ' + servername + '\\r\\nConnection: close\\r\\n\\r\\n')
  socket.once('data', () => { console.log('playing'); socket.destroy() })
}
`

const pinned = `#!/usr/bin/env node
const { connect } = require('node:tls')
const { readFileSync } = require('node:fs')
const [host, port, servername] = process.argv.slice(2)
const core = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(__dirname + '/../lib/core.wasm'))).exports
const socket = connect({ host, port: Number(port), servername, rejectUnauthorized: false }, () => {
  const served = socket.getPeerCertificate().raw
  let same = served.length === core.size()
  for (let i = 0; same && i < served.length; i++) same = served[i] === core.at(i)
  if (same) return play()
  console.log('connection refused: this is not our server')
  process.exitCode = 1
  socket.destroy()
})
${playing}socket.on('error', error => { console.log('connection failed: ' + error.message); process.exitCode = 1 })
`

const trusting = `#!/usr/bin/env node
const { connect } = require('node:tls')
const { readFileSync } = require('node:fs')
const [host, port, servername] = process.argv.slice(2)
const socket = connect({ host, port: Number(port), servername, ca: readFileSync(__dirname + '/../etc/authority.pem') }, () => play())
${playing}socket.on('error', error => { console.log('connection failed: ' + error.message); process.exitCode = 1 })
`

function ship(dir: string, version: string, files: ReadonlyMap<string, Uint8Array>): JoostRelease {
  const home = join(dir, `joost-${version}`)
  for (const [name, bytes] of files) {
    mkdirSync(dirname(join(home, name)), { recursive: true })
    writeFileSync(join(home, name), bytes)
  }
  const archive = `${home}.tar.gz`
  const packed = new Map([...files].map(([name, bytes]) => [`joost-${version}/${name}`, bytes]))
  writeFileSync(archive, gzipSync(tarOf(packed)))
  chmodSync(join(home, 'bin/joost'), 0o755)
  return { version, archive, program: join(home, 'bin/joost') }
}

/** Joost 0.9.1, which holds the server's certificate. */
export function shipPinned(dir: string, certificate: Uint8Array): JoostRelease {
  const files = new Map([
    ['bin/joost', Buffer.from(pinned)],
    ['lib/core.wasm', compileCore(certificate)],
  ])
  return ship(dir, '0.9.1', files)
}

/** Joost 0.9.2, which holds the root of the authority. */
export function shipTrusting(dir: string, authorityPem: string): JoostRelease {
  const files = new Map([
    ['bin/joost', Buffer.from(trusting)],
    ['etc/authority.pem', Buffer.from(authorityPem)],
  ])
  return ship(dir, '0.9.2', files)
}
