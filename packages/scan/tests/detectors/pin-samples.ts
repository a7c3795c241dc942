/** Digests for tests of pins: reproducible, spread like real ones. */
import { createHash } from 'node:crypto'
import type { Catch } from '../../src/detectors/contract.ts'

const sha = (algorithm: string, seed: string): Buffer => createHash(algorithm).update(seed).digest()

export const pin256 = (seed: string): string => sha('sha256', seed).toString('base64')
export const pin1 = (seed: string): string => sha('sha1', seed).toString('base64')
export const hex256 = (seed: string): string => sha('sha256', seed).toString('hex')
export const hex1 = (seed: string): string => sha('sha1', seed).toString('hex')
export const colons = (hex: string): string => (hex.match(/../g) ?? []).join(':').toUpperCase()

/** One line a pin: form, target, algorithm, digest, hosts. */
export const lines = (caught: readonly Catch[]): string[] =>
  caught.map(one => {
    if (one.type !== 'pin') return one.type
    const digest = Buffer.from(one.digest).toString('hex')
    return [one.form, one.target, one.digestAlgorithm, digest, ...(one.hosts ?? [])].join(' ')
  })

/** What a pin of `seed` reads like in `lines`. */
export const expected = (
  form: string,
  seed: string,
  hosts: readonly string[] = [],
  target = 'spki',
): string => [form, target, 'sha256', hex256(seed), ...hosts].join(' ')
export const expected1 = (
  form: string,
  seed: string,
  hosts: readonly string[] = [],
  target = 'spki',
): string => [form, target, 'sha1', hex1(seed), ...hosts].join(' ')
