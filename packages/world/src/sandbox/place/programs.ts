import { accessSync, constants, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** Programs of the system that a sandbox may use, by absolute path; '' where the machine has none. */
export interface Programs {
  readonly sh: string
  readonly unshare: string
  readonly mount: string
  readonly umount: string
  readonly setpriv: string
  readonly sudo: string
  readonly ip: string
  readonly ifconfig: string
  readonly busybox: string
  readonly python3: string
  readonly bwrap: string
  readonly proot: string
  readonly env: string
  readonly certutil: string
  readonly qemu: string
  readonly java: string
  /** `libfaketime`: the plain build, with which Java, Node and Chromium were measured. */
  readonly faketime: string
}

/** Where system programs stand although an ordinary user's PATH leaves it out. */
const systemFolders = ['/usr/sbin', '/sbin', '/usr/bin', '/bin', '/usr/local/bin']

function isRunnable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** The first folder of PATH that has the program. */
export function findProgram(name: string, path: string): string {
  const folders = [...path.split(':').filter(folder => folder.startsWith('/')), ...systemFolders]
  return folders.map(folder => join(folder, name)).find(isRunnable) ?? ''
}

/** Debian puts it under the machine's triple, others right under lib. */
function findFaketime(): string {
  const roots = ['/usr/lib', '/usr/lib64', '/usr/local/lib']
  const names = ['libfaketime.so.1', 'libfaketimeMT.so.1']
  const children = (root: string): string[] => {
    try {
      return readdirSync(root).filter(name => name.includes('linux-'))
    } catch {
      return []
    }
  }
  const folders = roots.flatMap(root => [root, ...children(root).map(child => join(root, child))])
  const paths = names.flatMap(name => folders.map(folder => join(folder, 'faketime', name)))
  return paths.find(isReadable) ?? ''
}

function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK)
    return true
  } catch {
    return false
  }
}

/** Names of `qemu-user` by Node's names of processors. */
const qemuNames: Readonly<Record<string, string>> = {
  x64: 'qemu-x86_64',
  arm64: 'qemu-aarch64',
  ia32: 'qemu-i386',
  arm: 'qemu-arm',
  riscv64: 'qemu-riscv64',
  ppc64: 'qemu-ppc64le',
  s390x: 'qemu-s390x',
}

/** Looks for every program once; `path` is the caller's PATH. */
export function findPrograms(path: string): Programs {
  const find = (name: string): string => findProgram(name, path)
  const qemu = qemuNames[process.arch] ?? 'qemu-x86_64'
  return {
    sh: find('sh'),
    unshare: find('unshare'),
    mount: find('mount'),
    umount: find('umount'),
    setpriv: find('setpriv'),
    sudo: find('sudo'),
    ip: find('ip'),
    ifconfig: find('ifconfig'),
    busybox: find('busybox'),
    python3: find('python3'),
    bwrap: find('bwrap'),
    proot: find('proot'),
    env: find('env'),
    certutil: find('certutil'),
    qemu: find(qemu) || find(`${qemu}-static`),
    java: find('java'),
    faketime: findFaketime(),
  }
}
