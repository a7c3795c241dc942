import assert from 'node:assert/strict'
import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Answer, answerRequest, filePathOf } from '../../../src/sandbox/stage/answers.ts'
import { folder } from './rehearsal-stage.ts'

async function textOf(answer: Answer): Promise<string> {
  if (!(answer.body instanceof Readable)) return Buffer.from(answer.body).toString()
  const chunks: Buffer[] = []
  for await (const chunk of answer.body) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString()
}

test('without a folder every request gets an empty object', async () => {
  const answer = await answerRequest('', 'POST', '/any?x')
  assert.deepEqual([answer.status, answer.type, await textOf(answer)], [200, 'application/json', '{}'])
})

test('files, folders with an index, and nothing else', async t => {
  const dir = folder(t, { 'a b.json': '[1]', 'index.html': '<p>', empty: '' })
  mkdirSync(join(dir, 'bare'))
  const get = async (target: string, method = 'GET'): Promise<readonly unknown[]> => {
    const answer = await answerRequest(dir, method, target)
    return [answer.status, answer.sizeBytes, await textOf(answer)]
  }
  assert.deepEqual(await get('/a%20b.json?q=1'), [200, 3, '[1]'])
  assert.deepEqual(await get('/a%20b.json', 'HEAD'), [200, 3, ''])
  assert.deepEqual(await get('https://www.joost.test/'), [200, 3, '<p>'])
  assert.deepEqual(await get('/empty'), [200, 0, ''])
  for (const target of ['/no', '/bare/', '/%', '/a%00b', '/a\\b']) assert.equal((await get(target))[0], 404)
})

test('no path and no link leads out of the folder', async t => {
  const dir = folder(t, { 'in.txt': 'in' })
  const outside = folder(t, { 'secret.txt': 'secret', 'index.html': 'secret' })
  symlinkSync(join(outside, 'secret.txt'), join(dir, 'link'))
  symlinkSync(outside, join(dir, 'away'))
  symlinkSync('in.txt', join(dir, 'near'))
  const up = `/../${outside.split('/').at(-1)}/secret.txt`
  for (const target of [
    '/link',
    '/away/secret.txt',
    '/away/',
    up,
    encodeURI(up),
    up.replaceAll('.', '%2e'),
  ]) {
    assert.equal((await answerRequest(dir, 'GET', target)).status, 404, target)
  }
  assert.equal(await textOf(await answerRequest(dir, 'GET', '/near')), 'in')
  const steps = fc.array(fc.constantFrom('..', '.', '', 'away', 'link', '%2e%2e', '%2f', 'secret.txt'))
  await fc.assert(
    fc.asyncProperty(steps, async parts => {
      const text = await textOf(await answerRequest(dir, 'GET', `/${parts.join('/')}`))
      assert.doesNotMatch(text, /secret/)
    }),
  )
})

test('any target is a path or none', () => {
  fc.assert(fc.property(fc.string(), target => void filePathOf(target)))
})
