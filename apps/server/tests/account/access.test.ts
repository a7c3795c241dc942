import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { type Role, reaches, roleOf, scopes } from '../../src/account/role.ts'
import { type Caller, lasting, textAt, valueAt } from '../fixture.ts'
import { openWorkplace } from '../workplace.ts'

/** Every route, and who may call it: `-` everybody, a role for sessions and tokens, `!` a role for sessions only. */
const table: Readonly<Record<string, string>> = {
  'DELETE /api/v1/endpoints/{id}': 'editor push',
  'DELETE /api/v1/endpoints/{id}/plan': 'editor push',
  'DELETE /api/v1/passkeys/{id}': '!viewer',
  'DELETE /api/v1/password': '!viewer',
  'DELETE /api/v1/people/{id}': '!owner',
  'DELETE /api/v1/rehearsal-plans/{id}': 'editor push',
  'DELETE /api/v1/sample': 'editor push',
  'DELETE /api/v1/session': '!viewer',
  'DELETE /api/v1/sessions/{id}': '!viewer',
  'DELETE /api/v1/tokens/{id}': '!viewer',
  'GET /api/v1/agenda': 'viewer read',
  'GET /api/v1/calendar.ics': '-',
  'GET /api/v1/chains/{sha256}': 'viewer read',
  'GET /api/v1/changes': 'viewer read',
  'GET /api/v1/endpoints': 'viewer read',
  'GET /api/v1/endpoints/{id}': 'viewer read',
  'GET /api/v1/endpoints/{id}/intervals': 'viewer read',
  'GET /api/v1/events': 'owner admin',
  'GET /api/v1/forecast-inputs': 'viewer read',
  'GET /api/v1/forecasts': 'viewer read',
  'GET /api/v1/forecasts/{id}': 'viewer read',
  'GET /api/v1/forecasts/{id}/lines': 'viewer read',
  'GET /api/v1/forecasts/{id}/lines/{ordinal}': 'viewer read',
  'GET /api/v1/jobs': 'viewer read',
  'GET /api/v1/jobs/counts': 'viewer read',
  'GET /api/v1/jobs/{id}': 'viewer read',
  'GET /api/v1/objects': 'viewer read',
  'GET /api/v1/objects/{id}': 'viewer read',
  'GET /api/v1/objects/{id}/family': 'viewer read',
  'GET /api/v1/objects/{id}/occurrences': 'viewer read',
  'GET /api/v1/openapi.json': '-',
  'GET /api/v1/passkeys': '!viewer',
  'GET /api/v1/people': '!owner',
  'GET /api/v1/people/{id}': '!owner',
  'GET /api/v1/problems/{code}': '-',
  'GET /api/v1/products': 'viewer read',
  'GET /api/v1/rehearsal-plans': 'viewer read',
  'GET /api/v1/rehearsal-plans/{id}': 'viewer read',
  'GET /api/v1/releases': 'viewer read',
  'GET /api/v1/releases/{id}': 'viewer read',
  'GET /api/v1/releases/{id}/occurrences': 'viewer read',
  'GET /api/v1/releases/{id}/unseen': 'viewer read',
  'GET /api/v1/roles': '-',
  'GET /api/v1/runners': 'viewer read',
  'GET /api/v1/runs': 'viewer read',
  'GET /api/v1/runs/{id}': 'viewer read',
  'GET /api/v1/session': 'viewer read',
  'GET /api/v1/session/provider': '-',
  'GET /api/v1/session/provider/callback': '-',
  'GET /api/v1/sessions': '!viewer',
  'GET /api/v1/settings': 'viewer read',
  'GET /api/v1/setup': '-',
  'GET /api/v1/sign-in': '-',
  'GET /api/v1/timeline': 'viewer read',
  'GET /api/v1/tokens': '!viewer',
  'GET /healthz': '-',
  'GET /metrics': 'viewer read',
  'GET /readyz': '-',
  'PATCH /api/v1/passkeys/{id}': '!viewer',
  'PATCH /api/v1/people/{id}': '!owner',
  'PATCH /api/v1/releases/{id}': 'editor push',
  'PATCH /api/v1/settings': '!owner',
  'POST /api/v1/calendar-links': '!viewer',
  'POST /api/v1/endpoints': 'editor push',
  'POST /api/v1/endpoints/import': 'editor push',
  'POST /api/v1/endpoints/{id}/look': 'responder respond',
  'POST /api/v1/forecasts': 'responder respond',
  'POST /api/v1/installs': 'editor push',
  'POST /api/v1/invitations': '-',
  'POST /api/v1/invitations/passkey': '-',
  'POST /api/v1/invitations/passkey/options': '-',
  'POST /api/v1/jobs/{id}/cancel': 'responder respond',
  'POST /api/v1/jobs/{id}/revive': 'responder respond',
  'POST /api/v1/observations': 'editor push',
  'POST /api/v1/passkeys': '!viewer',
  'POST /api/v1/passkeys/options': '!viewer',
  'POST /api/v1/people': '!owner',
  'POST /api/v1/people/{id}/invitations': '!owner',
  'POST /api/v1/plans/apply': 'editor push',
  'POST /api/v1/rehearsal-plans': 'editor push',
  'POST /api/v1/rehearsal-plans/{id}/runs': 'responder respond',
  'POST /api/v1/rehearsals': 'editor push',
  'POST /api/v1/releases': 'editor push',
  'POST /api/v1/releases/{id}/installs': 'editor push',
  'POST /api/v1/runner/claim': 'editor runner',
  'POST /api/v1/runner/hello': 'editor runner',
  'POST /api/v1/runner/runs/{id}/fail': 'editor runner',
  'POST /api/v1/runner/runs/{id}/finish': 'editor runner',
  'POST /api/v1/runner/runs/{id}/give-back': 'editor runner',
  'POST /api/v1/runner/runs/{id}/progress': 'editor runner',
  'POST /api/v1/runs/{id}/cancel': 'responder respond',
  'POST /api/v1/sample': 'editor push',
  'POST /api/v1/scans': 'editor push',
  'POST /api/v1/session': '-',
  'POST /api/v1/session/passkey': '-',
  'POST /api/v1/session/passkey/options': '-',
  'POST /api/v1/setup': '-',
  'POST /api/v1/tokens': '!viewer',
  'POST /api/v1/uploads': 'editor push',
  'PUT /api/v1/endpoints/{id}/plan': 'editor push',
  'PUT /api/v1/name': '!viewer',
  'PUT /api/v1/password': '!viewer',
}

const fixture = await openWorkplace()
after(() => fixture.close())
const { call } = fixture
const owner = await fixture.owner()
const callers = new Map<Role, Caller>([['owner', owner]])
for (const role of ['viewer', 'responder', 'editor'] as const)
  callers.set(role, await fixture.join(owner, role))

const document: unknown = JSON.parse((await call('GET', '/api/v1/openapi.json')).text)
const documented = Object.entries(Object(valueAt(document, ['paths'])))
  .flatMap(([path, methods]) => Object.keys(Object(methods)).map(method => `${method.toUpperCase()} ${path}`))
  .sort()

test('the table below is the routes that there are', () => {
  assert.deepEqual(documented, Object.keys(table).sort())
})

function split(route: string) {
  const [method = '', template = ''] = route.split(' ')
  const path = template.replace('{id}', `per_${'9'.repeat(26)}`).replace('{code}', 'server-role')
  const access = table[route] ?? ''
  return {
    method: method as 'GET',
    path,
    role: access.replace(/^!/, '').split(' ')[0],
    scope: access.split(' ')[1],
    access,
  }
}

const isRefused = (status: number): boolean => status === 401 || status === 403

test('without session or token only public routes answer', async () => {
  for (const route of Object.keys(table)) {
    const { method, path, access } = split(route)
    const answer = await call(method, path)
    assert.equal(answer.status === 401, access !== '-', `${route}: ${answer.status}`)
  }
})

test('every route keeps to its role', async () => {
  for (const route of Object.keys(table).filter(route => !/session|password/.test(route))) {
    const { method, path, role, access } = split(route)
    for (const [own, caller] of callers) {
      const may = access === '-' || reaches(own, roleOf(role ?? '') ?? 'owner')
      if (may && lasting.includes(path)) continue
      const answer = await call(method, path, { as: caller })
      assert.equal(isRefused(answer.status), !may, `${own} ${route}: ${answer.text}`)
    }
  }
})

test('a token reaches what its scope says, and nothing that needs a session', async () => {
  for (const scope of scopes) {
    const made = await call('POST', '/api/v1/tokens', {
      body: { name: scope, scopes: [scope], days: 1 },
      as: owner,
    })
    const as = { headers: { authorization: `Bearer ${textAt(made, 'token')}` } }
    for (const route of Object.keys(table)) {
      const { method, path, access, scope: needed } = split(route)
      const may = access === '-' || needed === scope
      if (may && lasting.includes(path)) continue
      const answer = await call(method, path, { as })
      assert.equal(isRefused(answer.status), !may, `${scope} ${route}: ${answer.text}`)
    }
  }
})

test('a token loses what its person loses', async () => {
  const editor = callers.get('editor')
  const made = await call('POST', '/api/v1/tokens', {
    body: { name: 'ci', scopes: ['read', 'push'], days: null },
    as: editor,
  })
  const as = { headers: { authorization: `Bearer ${textAt(made, 'token')}` } }
  assert.deepEqual((await call('GET', '/api/v1/session', { as })).at('scopes'), ['read', 'push'])
  const refused = await call('POST', '/api/v1/tokens', {
    body: { name: 'x', scopes: ['admin'], days: 1 },
    as: editor,
  })
  assert.equal(refused.at('code'), 'server-role')
  const id = textAt(await call('GET', '/api/v1/session', { as }), 'person', 'id')
  const closed = await call('DELETE', `/api/v1/people/${id}`, { as: owner })
  assert.equal(closed.status, 204, closed.text)
  assert.equal((await call('GET', '/api/v1/session', { as })).status, 401)
  assert.equal((await call('GET', '/api/v1/session', { as: editor })).status, 401)
})
