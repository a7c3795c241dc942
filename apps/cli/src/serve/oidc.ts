import type { RawOidc } from '@foreseen/server'
import type { UsageProblem } from '../options/usage-problem.ts'
import { maxPlanBytes, YamlSource } from '../options/yaml-source.ts'
import { readNamedFile } from '../read-file.ts'

const isMapping = (value: unknown): value is RawOidc =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The OpenID provider that `--oidc-file` describes; what its fields must be is the server's to say. */
export function readOidc(
  file: string,
): { readonly oidc: RawOidc } | { readonly problems: readonly UsageProblem[] } {
  const text = Buffer.from(readNamedFile('--oidc-file', file, maxPlanBytes)).toString('utf8')
  const source = new YamlSource(file, text, 'the provider')
  const { value } = source
  if (source.problems.length === 0 && isMapping(value)) return { oidc: value }
  if (source.problems.length === 0)
    source.refuse('rehearse-bad-value', [], 'the provider is no mapping.', 'Write KEY: value, one a line.')
  return { problems: source.problems }
}
