import { accessSync, constants, existsSync, readdirSync, statSync } from 'node:fs'
import { isAbsolute, join, resolve } from 'node:path'
import { type Executable, inspectExecutable } from './executable.ts'

/** A command that can be started, or why it cannot. */
export type Command =
  | { readonly kind: 'found'; readonly path: string; readonly executable: Executable | undefined }
  | { readonly kind: 'unusable'; readonly detail: string }

const unusable = (detail: string): Command => ({ kind: 'unusable', detail })

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

/** `e_machine` of the processors that Node runs on. */
const machines: Readonly<Record<string, readonly number[]>> = {
  x64: [62, 3],
  ia32: [3],
  arm64: [183, 40],
  arm: [40],
  riscv64: [243],
  ppc64: [21],
  s390x: [22],
}

/** With binfmt_misc the kernel hands programs of other processors to an emulator. */
function hasEmulators(): boolean {
  try {
    return readdirSync('/proc/sys/fs/binfmt_misc').some(name => name !== 'register' && name !== 'status')
  } catch {
    return false
  }
}

function whyUnusable(path: string, executable: Executable): string {
  switch (executable.kind) {
    case 'elf': {
      const known = machines[process.arch]
      if (known !== undefined && !known.includes(executable.machine) && !hasEmulators())
        return `${path} is made for another processor.`
      if (executable.loader !== '' && !existsSync(executable.loader))
        return `${path} asks for the loader ${executable.loader}, which is not there.`
      return ''
    }
    case 'script': {
      const [interpreter = ''] = executable.interpreter
      return isProgram(interpreter)
        ? ''
        : `${path} asks for ${interpreter || 'nothing'} in its first line, which cannot be run.`
    }
    case 'text':
      return ''
    case 'other':
      return process.platform === 'linux' && !hasEmulators() ? `${path} is no program for this system.` : ''
  }
}

function locate(name: string, path: string, cwd: string): string | undefined {
  if (name.includes('/')) return isAbsolute(name) ? name : resolve(cwd, name)
  return path
    .split(':')
    .map(folder => join(resolve(cwd, folder), name))
    .find(isProgram)
}

/** Finds what `argv[0]` names, as execvp(3) does, and looks whether the kernel can run it. */
export function findCommand(name: string, path: string, cwd: string): Command {
  if (name === '') return unusable('The command is empty.')
  if (!existsSync(cwd)) return unusable(`The folder ${cwd} does not exist.`)
  const found = locate(name, path, cwd)
  if (found === undefined) return unusable(`There is no program ${name} on the PATH.`)
  if (!existsSync(found)) return unusable(`There is no file ${found}.`)
  if (!isProgram(found)) return unusable(`${found} cannot be run: it is no file with execute permission.`)
  let executable: Executable
  try {
    executable = inspectExecutable(found)
  } catch {
    // Programs may be executable and not readable; the kernel has the last word.
    return { kind: 'found', path: found, executable: undefined }
  }
  const why = whyUnusable(found, executable)
  return why === '' ? { kind: 'found', path: found, executable } : unusable(why)
}
