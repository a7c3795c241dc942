/** The interface against its own description: complete, valid, and unmoved by whatever is sent. */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { makeForecast } from '../../src/forecast/make.ts'
import { methodsAt } from '../../src/http/table.ts'
import { type Answer, type Caller, lasting, textAt, valueAt } from '../fixture.ts'
import { jsonLines, pushOf, summaryLine } from '../records.ts'
import { openWorkplace } from '../workplace.ts'

const place = await openWorkplace()
after(() => place.close())
const { call } = place
const owner = await place.owner()
const document: unknown = JSON.parse((await call('GET', '/api/v1/openapi.json')).text)
const ajv = new Ajv2020({ strict: false, validateFormats: false })
ajv.addSchema(Object(document), 'openapi')

interface Operation {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly operation: unknown
}

const operations: readonly Operation[] = Object.entries(Object(valueAt(document, ['paths']))).flatMap(
  ([path, methods]) =>
    Object.entries(Object(methods)).map(([method, operation]) => ({
      method: method.toUpperCase() as Operation['method'],
      path,
      operation,
    })),
)

const pointer = (...parts: readonly string[]): string =>
  parts.map(part => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')

const validators = new Map<string, ValidateFunction | undefined>()

/** The validator of what is promised for a status and a type; `undefined` where nothing is promised. */
function validatorFor(at: Operation, status: number, type: string): ValidateFunction | undefined {
  const own = valueAt(at.operation, ['responses'])
  const key = [String(status), `${Math.floor(status / 100)}XX`].find(key => valueAt(own, [key]) !== undefined)
  if (key === undefined) return undefined
  const name = `${at.method} ${at.path} ${key} ${type}`
  if (!validators.has(name)) {
    const schema = valueAt(own, [key, 'content', type, 'schema'])
    const ref = pointer(
      'paths',
      at.path,
      at.method.toLowerCase(),
      'responses',
      key,
      'content',
      type,
      'schema',
    )
    validators.set(name, schema === undefined ? undefined : ajv.compile({ $ref: `openapi#/${ref}` }))
  }
  return validators.get(name)
}

/** What came is what the description says of this status. */
function demandPromised(at: Operation, answer: Answer): void {
  const where = `${at.method} ${at.path} -> ${answer.status} ${answer.text.slice(0, 300)}`
  if (answer.status === 204 || answer.status === 304) {
    assert.equal(answer.text, '')
    return
  }
  const type = String(answer.headers['content-type']).split(';')[0] ?? ''
  const validate = validatorFor(at, answer.status, type)
  assert.ok(validate !== undefined, `not described: ${where}`)
  const body = type.includes('json') ? JSON.parse(answer.text) : answer.text
  assert.ok(validate(body), `${where}: ${JSON.stringify(validate.errors)}`)
}

test('every registered route is described, and every description has a route', async () => {
  const table = place.server.printRoutes({ commonPrefix: false, includeHooks: false }).split('\n').length
  assert.ok(table > 20)
  for (const { path } of operations) {
    const url = path.replace(/\{(\w+)\}/g, `x`)
    const answer = await call('OPTIONS', url)
    assert.equal(answer.status, 405, path)
    const described = operations.filter(other => other.path === path).map(({ method }) => method as string)
    const allowed = String(answer.headers.allow)
      .split(', ')
      .filter(method => method !== 'HEAD')
    assert.deepEqual(allowed, described.sort(), path)
  }
  assert.deepEqual(methodsAt([{ method: 'GET', url: '/a/:id', access: { kind: 'public' } }], '/a/'), [])
})

test('the description is OpenAPI 3.1, the same each time, and names every operation once', async () => {
  assert.equal(valueAt(document, ['openapi']), '3.1.0')
  const again = await call('GET', '/api/v1/openapi.json')
  assert.deepEqual(JSON.parse(again.text), document)
  const fresh = await openWorkplace()
  assert.equal((await fresh.call('GET', '/api/v1/openapi.json')).text, again.text)
  await fresh.close()
  const paths = Object.keys(Object(valueAt(document, ['paths'])))
  assert.deepEqual(paths, [...paths].sort())
  const ids = operations.map(({ operation }) => valueAt(operation, ['operationId']))
  assert.ok(
    ids.every(id => typeof id === 'string'),
    'an operation without a name',
  )
  assert.equal(new Set(ids).size, ids.length)
  for (const { operation, path } of operations) {
    assert.ok(valueAt(operation, ['summary']), path)
    assert.ok(valueAt(operation, ['responses', '4XX']) && valueAt(operation, ['responses', '5XX']), path)
  }
  const match = { 'if-none-match': String(again.headers.etag) }
  assert.equal((await call('GET', '/api/v1/openapi.json', { headers: match })).status, 304)
})

/** Answer only to what names something, once there is a forecast, or where a provider is configured. */
const asking = [
  '/api/v1/calendar.ics',
  '/api/v1/forecast-inputs',
  '/api/v1/session/provider',
  '/api/v1/session/provider/callback',
  '/api/v1/timeline',
]

test('what the routes answer is what the description promises', async () => {
  const push = (body: string) =>
    call('POST', '/api/v1/scans?product=a&version=1', {
      body,
      headers: { 'content-type': 'application/jsonl' },
      as: owner,
    })
  const pushed = await push(pushOf(3))
  const promised = (method: Operation['method'], path: string, answer: Answer, status: number) => {
    const at = operations.find(other => other.method === method && other.path === path)
    assert.ok(at, path)
    assert.equal(answer.status, status, answer.text)
    demandPromised(at, answer)
  }
  promised('POST', '/api/v1/scans', pushed, 201)
  promised('POST', '/api/v1/scans', await push(pushOf(3)), 200)
  promised('POST', '/api/v1/scans', await push(jsonLines([summaryLine(1)])), 400)
  const get = async (path: string, url = path) =>
    promised('GET', path, await call('GET', url, { as: owner }), 200)
  for (const { method, path } of operations)
    if (method === 'GET' && !path.includes('{') && !lasting.includes(path) && !asking.includes(path))
      await get(path)
  await get('/api/v1/releases/{id}', `/api/v1/releases/${pushed.at('release')}`)
  await get('/api/v1/problems/{code}', '/api/v1/problems/server-role')
  const endpoint = await call('POST', '/api/v1/endpoints', { body: { name: 'api.example.test' }, as: owner })
  promised('POST', '/api/v1/endpoints', endpoint, 201)
  const served = textAt(endpoint, 'id')
  await get('/api/v1/endpoints/{id}', `/api/v1/endpoints/${served}`)
  await get('/api/v1/endpoints/{id}/intervals', `/api/v1/endpoints/${served}/intervals`)
  const looked = await call('POST', `/api/v1/endpoints/${served}/look`, { as: owner })
  promised('POST', '/api/v1/endpoints/{id}/look', looked, 202)
  const removed = await call('DELETE', `/api/v1/endpoints/${served}/plan`, { as: owner })
  promised('DELETE', '/api/v1/endpoints/{id}/plan', removed, 204)
  const body = { email: 'v@example.test', name: 'V', role: 'viewer' }
  const invited = await call('POST', '/api/v1/people', { body, as: owner })
  promised('POST', '/api/v1/people', invited, 201)
  const id = textAt(invited, 'person', 'id')
  await get('/api/v1/people/{id}', `/api/v1/people/${id}`)
  const again = await call('POST', `/api/v1/people/${id}/invitations`, { as: owner })
  promised('POST', '/api/v1/people/{id}/invitations', again, 201)
  const { id: made } = await makeForecast(place.place, new AbortController().signal, () => {})
  await get('/api/v1/timeline')
  await get('/api/v1/forecasts/{id}', `/api/v1/forecasts/${made}`)
  await get('/api/v1/forecasts/{id}/lines', `/api/v1/forecasts/${made}/lines`)
  const pair = `release=${pushed.at('release')}&endpoint=${served}`
  await get('/api/v1/forecast-inputs', `/api/v1/forecast-inputs?${pair}`)
  const link = await call('POST', '/api/v1/calendar-links', { as: owner })
  promised('POST', '/api/v1/calendar-links', link, 201)
  const { pathname, search } = new URL(textAt(link, 'url'))
  await get('/api/v1/calendar.ics', `${pathname}${search}`)
  const token = { name: 'x', scopes: ['read'], days: null }
  promised('POST', '/api/v1/tokens', await call('POST', '/api/v1/tokens', { body: token, as: owner }), 201)
})

/** Texts that have broken programs before. */
const wicked = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom(
    '',
    '__proto__',
    'constructor',
    '\0',
    '\ud800',
    '../../etc/passwd',
    "' or 1=1 --",
    '"; drop table people; --',
    '%00',
    '%',
    '_',
    '\u202e',
    '1e999',
    'NaN',
    'a'.repeat(5000),
    '{{7*7}}',
    `per_${'0'.repeat(26)}`,
    `rel_${'z'.repeat(26)}`,
    'eyJhIjoxfQ',
    'W10',
  ),
)
const wickedValue = fc.oneof(
  wicked,
  fc.jsonValue({ maxDepth: 4 }),
  fc.constantFrom(null, -1, 0, 1e308, 2 ** 53, [], {}, [[[]]], true),
)

/** Values for named fields: often of the right form, so that requests get past the first check. */
const likely = (schema: unknown): fc.Arbitrary<unknown> => {
  const values = valueAt(schema, ['enum'])
  if (Array.isArray(values)) return fc.constantFrom(...values)
  if (valueAt(schema, ['type']) === 'integer') return fc.integer({ min: -2, max: 600 })
  if (valueAt(schema, ['type']) === 'array') return fc.array(wickedValue, { maxLength: 4 })
  return fc.oneof(wicked, fc.constantFrom('a@b.test', 'correct horse battery', 'A'.repeat(43)))
}

const fieldsOf = (schema: unknown): fc.Arbitrary<Record<string, unknown>> => {
  const properties = Object.entries(Object(valueAt(schema, ['properties'])))
  const known = Object.fromEntries(
    properties.map(([name, part]) => [name, fc.oneof({ weight: 4, arbitrary: likely(part) }, wickedValue)]),
  )
  return fc.record(known, { requiredKeys: [] })
}

const requestOf = ({ path, operation }: Operation) => {
  const parameters = valueAt(operation, ['parameters'])
  const queries = Array.isArray(parameters)
    ? parameters.filter(part => valueAt(part, ['in']) === 'query')
    : []
  const properties = Object.fromEntries(queries.map(part => [part.name, part.schema]))
  const body = valueAt(operation, ['requestBody', 'content', 'application/json', 'schema'])
  return fc.record({
    url: fc.array(wicked, { minLength: 3, maxLength: 3 }).map(parts => {
      let next = 0
      return path.replace(/\{\w+\}/g, () =>
        encodeURIComponent((parts[next++] ?? '').replace(/\p{Surrogate}/gu, '')),
      )
    }),
    query: fc.oneof(
      fieldsOf({ properties }),
      fc.dictionary(fc.string({ maxLength: 10 }), wicked, { maxKeys: 3 }),
    ),
    body: fc.oneof(
      fieldsOf(body),
      wickedValue,
      fc.string({ unit: 'binary', maxLength: 100 }),
      fc.constant(undefined),
    ),
    type: fc.constantFrom(
      'application/json',
      'application/json',
      'application/x-ndjson',
      'text/plain',
      'a/b',
      '',
    ),
    headers: fc.dictionary(
      fc.constantFrom(
        'if-none-match',
        'if-match',
        'last-event-id',
        'user-agent',
        'origin',
        'accept',
        'x-csrf-token',
      ),
      fc.stringMatching(/^[ -~]{0,40}$/),
      { maxKeys: 2 },
    ),
  })
}

/** What no answer may hold, whatever was asked. */
const leaks =
  /\bat (?:async )?[\w.<>]+ \(|file:\/\/|node_modules|SQLITE|sqlite|\bselect \*|ENOENT|\$argon2id|FST_ERR|TypeError/

test('generated bad input: no 5xx, no leak, and every answer as described', async () => {
  const token = textAt(
    await call('POST', '/api/v1/tokens', {
      body: { name: 'f', scopes: ['read', 'push', 'write', 'admin'], days: 1 },
      as: owner,
    }),
    'token',
  )
  const bearer: Caller = { headers: { authorization: `Bearer ${token}` } }
  const spared = (at: Operation, url: string) => at.method === 'DELETE' && url === '/api/v1/session'
  const textOf = (body: unknown) => (typeof body === 'string' ? body : JSON.stringify(body))
  const reached = new Map<number, number>()
  for (const at of operations.filter(({ path }) => !lasting.includes(path))) {
    await fc.assert(
      fc.asyncProperty(requestOf(at), fc.constantFrom(owner, bearer, undefined), async (sent, as) => {
        if (spared(at, sent.url)) return
        const query = new URLSearchParams(
          Object.entries(sent.query).map(([name, value]): [string, string] => [name, String(textOf(value))]),
        )
        const hasBody = at.method !== 'GET' && sent.body !== undefined
        const headers = { ...(hasBody ? { 'content-type': sent.type } : {}), ...sent.headers, ...as?.headers }
        const answer = await call(at.method, `${sent.url}?${query}`, {
          headers,
          ...(hasBody ? { body: textOf(sent.body) } : {}),
        })
        const where = `${at.method} ${sent.url}?${query} ${answer.text.slice(0, 400)}`
        reached.set(answer.status, (reached.get(answer.status) ?? 0) + 1)
        assert.ok(answer.status < 500, `${answer.status} ${where}`)
        assert.ok(!leaks.test(answer.text), where)
        if (
          answer.status < 400 ||
          answer.headers['content-type']?.toString().startsWith('application/problem')
        )
          demandPromised(at, answer)
      }),
      { numRuns: 60 },
    )
  }
  assert.ok(
    !place.log.some(line => line.includes('"level":"error"')),
    place.log.find(line => line.includes('"level":"error"')),
  )
})
