import type { Extension } from './certificate-shape.ts'
import { note } from './deviations.ts'
import { contentOf, type Element, isLengthMinimal, isTag, readElement, TAG } from './element.ts'
import { decodeOid } from './oid.ts'
import { extensionName } from './oid-names.ts'
import type { Problem } from './problem.ts'

// The most that any certificate in the wild carries is about 30.
const MAX_EXTENSIONS = 1_000

function readExtension(der: Uint8Array, element: Element, problems: Problem[]): Extension | undefined {
  const type = readElement(der, element.contentStart, element.contentEnd)
  if (!isTag(der, type, TAG.oid)) return undefined
  let value = readElement(der, type.end, element.contentEnd)
  let critical = false
  if (isTag(der, value, TAG.boolean)) {
    critical = value.contentEnd > value.contentStart && der[value.contentStart] !== 0
    if (!critical || der[value.contentStart] !== 0xff) {
      note(
        problems,
        'x509-boolean-form',
        value.start,
        'The critical flag is not written as DER asks (absent for false, FF for true).',
      )
    }
    value = readElement(der, value.end, element.contentEnd)
  }
  if (!isTag(der, value, TAG.octetString) || value.end !== element.contentEnd) return undefined
  const oid = decodeOid(der, type.contentStart, type.contentEnd)
  return {
    oid,
    name: extensionName(oid) || 'unreadable',
    critical,
    value: contentOf(der, value),
    offset: element.start,
  }
}

/** The extensions of the `[3]` among the optional fields of a certificate (RFC 5280 4.1.2.9), in the order found. */
export function readExtensions(
  der: Uint8Array,
  optional: readonly Element[],
  version: number,
  problems: Problem[],
): Extension[] {
  const identifier = optional.find(element => element.tag === 1 || element.tag === 2)
  if (identifier && version === 1) {
    note(
      problems,
      'x509-v1-with-unique-id',
      identifier.start,
      'A version 1 certificate carries a unique identifier.',
    )
  }
  const wrapper = optional.find(element => element.tag === 3)
  if (wrapper === undefined) return []
  if (version < 3) {
    note(
      problems,
      'x509-v1-with-extensions',
      wrapper.start,
      `A version ${version} certificate carries extensions.`,
    )
  }
  return readExtensionList(der, wrapper, problems)
}

/** The SEQUENCE of extensions that fills `wrapper`. */
export function readExtensionList(der: Uint8Array, wrapper: Element, problems: Problem[]): Extension[] {
  const list = readElement(der, wrapper.contentStart, wrapper.contentEnd)
  if (!isTag(der, list, TAG.sequence) || list.end !== wrapper.contentEnd) {
    note(problems, 'x509-extensions-malformed', wrapper.start, 'The extensions are not one SEQUENCE.')
    return []
  }
  if (!isLengthMinimal(list))
    note(problems, 'x509-length-not-minimal', list.start, 'The extensions have length octets to spare.')
  if (list.contentStart === list.contentEnd) {
    note(problems, 'x509-extensions-empty', list.start, 'The list of extensions is empty.')
  }
  const extensions: Extension[] = []
  for (let at = list.contentStart; at < list.contentEnd; ) {
    const element = readElement(der, at, list.contentEnd)
    if (!isTag(der, element, TAG.sequence)) {
      note(problems, 'x509-extensions-malformed', at, 'The list of extensions holds something else.')
      break
    }
    if (extensions.length === MAX_EXTENSIONS) {
      note(
        problems,
        'x509-extensions-many',
        at,
        `There are more than ${MAX_EXTENSIONS} extensions; the rest is not read.`,
      )
      break
    }
    const extension = readExtension(der, element, problems)
    if (extension) extensions.push(extension)
    else
      note(
        problems,
        'x509-extension-malformed',
        at,
        'An extension is not a type, a flag and an OCTET STRING.',
      )
    at = element.end
  }
  return extensions
}

/** Notes extensions that appear twice (RFC 5280 4.2 forbids it); the first one counts. */
export function noteExtensionDeviations(extensions: readonly Extension[], problems: Problem[]): void {
  const seen = new Set<string>()
  for (const { oid, name, offset } of extensions) {
    if (seen.has(oid))
      note(problems, 'x509-extension-repeated', offset, `The extension ${name} appears more than once.`)
    seen.add(oid)
  }
}
