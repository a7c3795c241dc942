/** What a file's name says of the release in it: a proposal for a form, never a fact. */
export interface Guess {
  readonly product: string
  readonly version: string
  readonly platform: string
}

/** Endings of archives, packages and programs, the longest first where one ends another. */
const endings =
  /\.(tar\.(gz|xz|bz2|zst|lzma)|tgz|txz|tbz2?|tar|zip|jar|war|aar|apk|aab|xapk|ipa|deb|rpm|msi|msix|exe|dmg|pkg|appimage|snap|flatpak|whl|gem|nupkg|crx|xpi|iso|squashfs|cab|7z|rar|bin|img|elf|so|dll|dylib|gz|xz)$/i

/** Files of these endings run on one platform only. */
const platformOfEnding: ReadonlyMap<string, string> = new Map([
  ['apk', 'android'],
  ['aab', 'android'],
  ['xapk', 'android'],
  ['ipa', 'ios'],
  ['exe', 'windows'],
  ['msi', 'windows'],
  ['msix', 'windows'],
  ['dll', 'windows'],
  ['dmg', 'macos'],
  ['pkg', 'macos'],
  ['dylib', 'macos'],
  ['deb', 'linux'],
  ['rpm', 'linux'],
  ['appimage', 'linux'],
  ['snap', 'linux'],
])

const systems: ReadonlyMap<string, string> = new Map([
  ['linux', 'linux'],
  ['linux64', 'linux'],
  ['windows', 'windows'],
  ['win', 'windows'],
  ['win32', 'windows'],
  ['win64', 'windows'],
  ['darwin', 'macos'],
  ['macos', 'macos'],
  ['osx', 'macos'],
  ['mac', 'macos'],
  ['android', 'android'],
  ['ios', 'ios'],
  ['freebsd', 'freebsd'],
])

const machines: ReadonlyMap<string, string> = new Map([
  ['x86_64', 'x64'],
  ['amd64', 'x64'],
  ['x64', 'x64'],
  ['win64', 'x64'],
  ['linux64', 'x64'],
  ['aarch64', 'arm64'],
  ['arm64', 'arm64'],
  ['armhf', 'arm'],
  ['armv7', 'arm'],
  ['armv7l', 'arm'],
  ['i386', 'x86'],
  ['i686', 'x86'],
  ['x86', 'x86'],
  ['win32', 'x86'],
  ['universal', 'universal'],
  ['riscv64', 'riscv64'],
  ['ppc64le', 'ppc64le'],
  ['s390x', 's390x'],
])

/** Words that say how something was built and not what it is. */
const noise = new Set([
  'release',
  'signed',
  'unsigned',
  'setup',
  'installer',
  'portable',
  'full',
  'all',
  'noarch',
  'gnu',
  'musl',
  'unknown',
  'pc',
  'apple',
  'msvc',
])

/** `1.2`, `v1.2.3`, `1.2.3-rc.1`, `2024.11`, `1:2.3-1`; a lone number counts only with a v. */
const version = /^v?\d+(\.\d+)+([-+~.]?(alpha|beta|rc|pre|dev|snapshot|b|a)[-.]?\d*)?[a-z]?$|^v\d+$/i

/** Cuts at spaces, `_`, `-` and brackets, and keeps `x86_64` and the tail of a version (`1.2-rc1`) whole. */
function wordsOf(stem: string): string[] {
  return stem
    .replace(/x86[_-]64/gi, 'amd64')
    .replace(/(\d)[-_](alpha|beta|rc|pre|dev|snapshot)/gi, '$1~$2')
    .split(/[\s_()[\]-]+|(?<=\.(?:el|fc|deb)\d+)\.|\.(?=(?:amd64|aarch64|arm64|i[36]86|noarch)\b)/i)
    .map(word => word.replaceAll('~', '-'))
    .filter(word => word !== '')
}

/** Product, version and platform as far as the name of an artefact tells; '' where it does not. */
export function guessRelease(fileName: string): Guess {
  const name = fileName
    .slice(Math.max(fileName.lastIndexOf('/'), fileName.lastIndexOf('\\')) + 1)
    .slice(0, 255)
  const ending = endings.exec(name)?.[1]?.toLowerCase() ?? ''
  const words = wordsOf(ending === '' ? name : name.slice(0, -ending.length - 1))
  const at = words.findIndex(word => version.test(word))
  const system = words.map(word => systems.get(word.toLowerCase())).find(each => each !== undefined)
  const machine = words.map(word => machines.get(word.toLowerCase())).find(each => each !== undefined)
  const named = words.filter((word, index) => {
    const low = word.toLowerCase()
    return (at < 0 || index < at) && !systems.has(low) && !machines.has(low) && !noise.has(low)
  })
  return {
    product: named.join('-') || (words[0] === undefined || at === 0 ? '' : words[0]),
    version: (words[at] ?? '').replace(/^v(?=\d)/i, ''),
    platform: [system ?? platformOfEnding.get(ending), machine].filter(each => each !== undefined).join('-'),
  }
}
