import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import type { RehearsedHost } from '../contract.ts'
import type { Cast } from '../parts.ts'
import type { Admission, Connection, Meant } from './admission.ts'
import { type Answer, answerRequest } from './answers.ts'
import { type ClientHello, type FirstFlight, maxFlightBytes, readFirstFlight } from './client-hello.ts'
import { converse, converseUntilTls } from './conversation.ts'
import { onFirstBytes, onPrefix } from './first-bytes.ts'
import { handshakeTimeoutMs, playHandshake } from './handshake.ts'
import { type Addressee, addresseeOf, starttlsAt } from './hosts.ts'
import type { HttpOne, Visit } from './http-one.ts'
import { serveHttpTwo } from './http-two.ts'
import { answerPlain, shownAgent, shownPath } from './plain.ts'
import type { Presenter } from './presenter.ts'
import { protocolInside, protocols } from './protocols/protocols.ts'

/** What stands on the stage all the time. */
interface Scenery {
  readonly cast: Cast
  readonly hosts: readonly RehearsedHost[]
  readonly answersDir: string
  readonly presenter: Presenter
  readonly httpOne: HttpOne
}

/** Meets connections: finds out what a client speaks, and answers it in kind. */
export class Reception {
  readonly #scenery: Scenery

  constructor(scenery: Scenery) {
    this.#scenery = scenery
  }

  /** Whether the server speaks before TLS there. */
  greets(meant: Meant): boolean {
    return starttlsAt(this.#scenery.hosts, meant) !== 'none'
  }

  /** Takes over a connection of a run; `socket` has not been read from, or what was read is put back. */
  receive(socket: Socket, admission: Admission, meant: Meant): void {
    const connection = admission.open(socket, meant)
    if (connection === undefined) return
    const starttls = starttlsAt(this.#scenery.hosts, meant)
    if (starttls === 'none') {
      this.#begin(socket, connection, meant, false)
      return
    }
    const host = addresseeOf(this.#scenery.hosts, '', meant).serverName
    const speaker = protocols[starttls]({ secured: false, greets: true, host })
    converseUntilTls(socket, speaker, agreed => {
      if (agreed) connection.emit({ kind: 'starttls', protocol: starttls })
      this.#begin(socket, connection, meant, agreed)
    })
  }

  /** Reads the first flight. */
  #begin(socket: Socket, connection: Connection, meant: Meant, agreed: boolean): void {
    let flight: FirstFlight = { kind: 'more' }
    const enough = (bytes: Buffer): boolean => {
      flight = readFirstFlight(bytes)
      return flight.kind !== 'more' || bytes.length > maxFlightBytes * 2
    }
    const done = (): void => {
      if (flight.kind === 'hello') void this.#greet(socket, connection, meant, flight.hello, agreed)
      else if (flight.kind === 'other' && !agreed) this.#servePlain(socket, connection, meant)
      else {
        const detail = flight.kind === 'bad' ? flight.detail : 'it sent something else than TLS'
        connection.emit({ kind: 'refused', alert: undefined, detail })
        socket.destroy()
      }
    }
    const silent = (bytes: Buffer): void => {
      const detail = `no whole ClientHello within ${handshakeTimeoutMs / 1000} seconds`
      if (bytes.length > 0) connection.emit({ kind: 'refused', alert: undefined, detail })
      socket.destroy()
    }
    onPrefix(socket, enough, handshakeTimeoutMs, done, silent)
  }

  /** Presents what the scenario says and plays the handshake. */
  async #greet(
    socket: Socket,
    connection: Connection,
    meant: Meant,
    hello: ClientHello,
    agreed: boolean,
  ): Promise<void> {
    const addressee = addresseeOf(this.#scenery.hosts, hello.serverName, meant)
    const { host, rehearsed, serverName } = addressee
    connection.emit({ kind: 'hello', host, rehearsed: rehearsed !== undefined, ...hello })
    const offered = rehearsed?.alpn ?? ['http/1.1']
    try {
      const credentials = await this.#scenery.presenter.credentials(
        connection.scenario,
        serverName,
        connection.shiftDays,
      )
      if (socket.destroyed) return
      // The server's order decides. Where nothing matches, ALPN stays unanswered, as with servers that ignore it.
      const alpn = offered.find(protocol => hello.alpn.includes(protocol)) ?? ''
      const asksClientCertificate = rehearsed?.asksClientCertificate ?? false
      playHandshake(connection, socket, { credentials, alpn, asksClientCertificate }, secure =>
        this.#serveInside(secure, connection, meant, addressee, agreed),
      )
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      const detail = `the stage has nothing to present: ${why}`.replace(/[^\x20-\x7e]+/g, ' ').slice(0, 200)
      connection.emit({ kind: 'refused', alert: undefined, detail })
      socket.destroy()
    }
  }

  /** Speaks inside TLS what the port, the dialogue before or ALPN says: HTTP where none does. */
  #serveInside(
    secure: TLSSocket,
    connection: Connection,
    meant: Meant,
    addressee: Addressee,
    agreed: boolean,
  ): void {
    const alpn = typeof secure.alpnProtocol === 'string' ? secure.alpnProtocol : ''
    const starttls = starttlsAt(this.#scenery.hosts, meant)
    const spoken = starttls === 'none' ? protocolInside(meant.port, alpn) : starttls
    if (spoken !== undefined) {
      const greets = !agreed
      const speaker = protocols[spoken]({ secured: true, greets, host: addressee.serverName })
      converse(secure, speaker, bytes => connection.emit({ kind: 'data', bytes: bytes.length }))
      return
    }
    onFirstBytes(secure, bytes => {
      connection.emit({ kind: 'data', bytes: bytes.length })
      if (alpn === 'h2') this.#serveTwo(secure, connection)
      else if (alpn === '' || alpn.startsWith('http/')) this.#serveOne(secure, connection)
      else secure.resume()
    })
  }

  #serveOne(secure: TLSSocket, connection: Connection): void {
    const answer = (request: IncomingMessage): Promise<Answer> => {
      const { method = '', url = '' } = request
      this.#tellRequest(connection, method, url, request.headers['user-agent'])
      return answerRequest(this.#scenery.answersDir, method, url)
    }
    this.#scenery.httpOne.take(secure, { answer })
  }

  #serveTwo(secure: TLSSocket, connection: Connection): void {
    serveHttpTwo(secure, ({ method, target, agent }) => {
      this.#tellRequest(connection, method, target, agent)
      return answerRequest(this.#scenery.answersDir, method, target)
    })
  }

  #tellRequest(connection: Connection, method: string, target: string, agent: string | undefined): void {
    connection.emit({
      kind: 'request',
      method: method.slice(0, 32),
      path: shownPath(target),
      agent: shownAgent(agent),
    })
  }

  /** HTTP without TLS: what certificates point to, redirects. */
  #servePlain(socket: Socket, connection: Connection, meant: Meant): void {
    this.#scenery.httpOne.take(socket, this.#visit(socket, connection, meant))
  }

  /** The same for a connection whose requests somebody else reads: a proxy's. */
  visitPlain(socket: Socket, admission: Admission, meant: Meant): Visit | undefined {
    const connection = admission.open(socket, meant)
    return connection === undefined ? undefined : this.#visit(socket, connection, meant)
  }

  #visit(socket: Socket, connection: Connection, meant: Meant): Visit {
    connection.application = socket
    return { answer: request => answerPlain(this.#scenery, connection, meant.address, request) }
  }
}
