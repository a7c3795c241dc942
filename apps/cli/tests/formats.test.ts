/** Every machine format of a scan against its schema, with all that tables have to deal with. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { csvField, csvLines } from '../src/formats/csv.ts'
import { jsonDocument, jsonLines } from '../src/formats/jsonl.ts'
import { markdownText } from '../src/formats/markdown.ts'
import { artifactUri } from '../src/formats/sarif-log.ts'
import { scanSarif } from '../src/formats/sarif-scan.ts'
import { sarifErrors, schemaErrors } from './schema.ts'
import { certificateAt, mixedSurvey, place, surveyOf } from './survey-fixture.ts'

test('every line of JSON Lines is of the schema, and the last is the summary', () => {
  const lines = [...jsonLines(mixedSurvey())].map(line => JSON.parse(line))
  for (const line of lines) assert.deepEqual(schemaErrors('findings', line), [], JSON.stringify(line))
  assert.equal(lines.at(-1).type, 'summary')
  assert.equal(lines.filter(line => line.type === 'unseen').length, 2)
  const far = lines.find(line => line.path === 'etc/device.pem')
  assert.equal(far.notAfter, '9999-12-31T23:59:59Z')
  assert.equal(lines.find(line => line.path === 'etc/odd.pem').notBefore, null)
  const pin = lines.find(line => line.kind === 'pin-resolved')
  assert.equal(pin.resolvedTo[0].subject, 'CN=www.joost.test')
})

test('the JSON document is of its schema', () => {
  assert.deepEqual(schemaErrors('scan', JSON.parse([...jsonDocument(mixedSurvey())].join(''))), [])
  assert.deepEqual(schemaErrors('scan', JSON.parse([...jsonDocument(surveyOf([]))].join(''))), [])
})

test('a schema refuses what is not of it', () => {
  const [line = '{}'] = jsonLines(mixedSurvey())
  assert.notDeepEqual(schemaErrors('findings', { ...JSON.parse(line), offset: -1 }), [])
  assert.notDeepEqual(schemaErrors('findings', { ...JSON.parse(line), kin: 'x' }), [])
})

test('SARIF is of its schema, gravest first, with what was not seen as notifications', () => {
  const log = JSON.parse([...scanSarif(mixedSurvey(), [])].join(''))
  assert.deepEqual(sarifErrors(log), [])
  const [run] = log.runs
  const levels: string[] = run.results.map((result: { level: string }) => result.level)
  assert.deepEqual(
    levels,
    levels.toSorted(
      (a, b) => ['error', 'warning', 'note'].indexOf(a) - ['error', 'warning', 'note'].indexOf(b),
    ),
  )
  assert.equal(run.invocations[0].toolExecutionNotifications.length, 2)
  assert.equal(run.invocations[0].executionSuccessful, false)
  for (const result of run.results) assert.equal(run.tool.driver.rules[result.ruleIndex].id, result.ruleId)
  const nested = run.results.find(
    (result: { locations: { logicalLocations?: unknown }[] }) =>
      result.locations[0]?.logicalLocations !== undefined,
  )
  assert.equal(nested.locations[0].physicalLocation.artifactLocation.uri, 'dist/joost-0.9.1.tar.gz')
  assert.equal(
    nested.locations[0].physicalLocation.region,
    undefined,
    'an offset of the innermost bytes is no offset of the outer file',
  )
  assert.equal(nested.locations[0].properties.offset, 102_400)
})

test('fingerprints of SARIF stay when offsets move, and differ by object and path', () => {
  const prints = (...findings: Parameters<typeof surveyOf>[0]): string[] =>
    JSON.parse([...scanSarif(surveyOf(findings), [])].join('')).runs[0].results.map(
      (result: { partialFingerprints: Record<string, string> }) =>
        result.partialFingerprints['foreseenObjectPath/v1'],
    )
  const [here] = prints(certificateAt('leaf', place('a', 10)))
  assert.deepEqual(prints(certificateAt('leaf', place('a', 99))), [here])
  assert.notDeepEqual(prints(certificateAt('leaf', place('b', 10))), [here])
  assert.notDeepEqual(prints(certificateAt('leaf-rekeyed', place('a', 10))), [here])
  assert.equal(
    prints(certificateAt('leaf', place('a', 10)), certificateAt('leaf', place('a', 5000))).length,
    1,
  )
})

test('paths become URIs that lead back to them', () => {
  assert.equal(artifactUri('a b/c#d%.pem'), 'a%20b/c%23d%25.pem')
  assert.equal(artifactUri('./src/x'), 'src/x')
  assert.equal(artifactUri('/etc/ssl'), 'file:///etc/ssl')
  fc.assert(
    fc.property(
      fc.stringMatching(/^[a-z][ -~]{0,30}$/),
      path => decodeURIComponent(artifactUri(path)) === path,
    ),
  )
})

/** A reader of RFC 4180 as small as it can be. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [[]]
  let at = 0
  while (at < text.length) {
    const row = rows.at(-1) ?? []
    const quoted = text[at] === '"'
    const match = quoted ? /"((?:[^"]|"")*)"/y : /[^,\r\n]*/y
    match.lastIndex = at
    const found = match.exec(text)
    row.push((quoted ? (found?.[1] ?? '') : (found?.[0] ?? '')).replaceAll('""', '"'))
    at = match.lastIndex
    if (text.startsWith('\r\n', at)) {
      rows.push([])
      at += 2
    } else at++
  }
  return rows.slice(0, -1)
}

test('CSV is read back as it was written, and nothing in it is a formula', () => {
  const rows = readCsv([...csvLines(mixedSurvey())].join(''))
  const [head = []] = rows
  for (const row of rows) assert.equal(row.length, head.length)
  assert.equal(rows.length, 1 + 12 + 2)
  assert.ok(rows.some(row => row.includes("'=cmd.pem")))
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), text => {
      const field = csvField(text)
      const [back] = readCsv(`${field}\r\n`)
      assert.equal(back?.[0]?.replace(/^'/, ''), text.replace(/^'/, ''))
      assert.ok(!/^"?[=+@\t\r]/.test(field))
    }),
  )
})

test('names in Markdown are text and no markup', () => {
  assert.equal(markdownText('<img src=x>|`*_[a](b)'), '\\<img src=x\\>\\|\\`\\*\\_\\[a\\](b)')
})
