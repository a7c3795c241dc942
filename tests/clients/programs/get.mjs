// node:https: plain; `anchor FILE` with a hardwired certificate as only anchor; `partial FILE` lets a leaf be one;
// `pin VALUE` compares the key of the served certificate in checkServerIdentity, as the documentation shows it.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { get } from 'node:https'
import { checkServerIdentity } from 'node:tls'

const [url, how, what] = process.argv.slice(2)
const options = {
  plain: () => ({}),
  anchor: () => ({ ca: readFileSync(what) }),
  partial: () => ({ ca: readFileSync(what), allowPartialTrustChain: true }),
  pin: () => ({
    checkServerIdentity(host, certificate) {
      const error = checkServerIdentity(host, certificate)
      if (error !== undefined) return error
      const { publicKey } = new (process.getBuiltinModule('node:crypto').X509Certificate)(certificate.raw)
      const spki = createHash('sha256')
        .update(publicKey.export({ type: 'spki', format: 'der' }))
        .digest('base64')
      return spki === what ? undefined : new Error('this is not the key that is pinned')
    },
  }),
}[how]()
get(url, { ...options, agent: false }, answer => {
  console.log(answer.statusCode)
  answer.resume()
}).on('error', error => {
  console.error(error.code ?? error.message)
  process.exitCode = 1
})
