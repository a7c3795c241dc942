import type { SandboxMethod } from '../contract.ts'
import type { Programs } from './programs.ts'

/**
 * Process 1 of the namespace: starts its one child, waits, and reaps whatever else ends meanwhile. Node itself
 * does not reap children that it did not start.
 */
const reaper = '"$@"; exit $?'

/** Shared memory and the host's name have namespaces too: what a client leaves there ends with them. */
const namespaces = ['--mount', '--net', '--ipc', '--uts', '--pid', '--fork', '--kill-child', '--mount-proc']

/** The command that starts `inner` in namespaces of its own; `scratch` is where bubblewrap puts its tmpfs. */
export function sessionArgv(
  method: SandboxMethod,
  programs: Programs,
  scratch: string,
  inner: readonly string[],
): string[] {
  const child = ['--', programs.sh, '-c', reaper, 'sh', ...inner]
  switch (method) {
    case 'root':
      return [programs.unshare, ...namespaces, ...child]
    case 'user':
      return [programs.unshare, '--user', '--map-root-user', ...namespaces, ...child]
    case 'sudo':
      return [programs.sudo, '-n', '--', programs.unshare, ...namespaces, ...child]
    case 'bwrap':
      return [programs.bwrap, ...bubble, '--tmpfs', scratch, '--', ...inner]
    case 'proot':
    case 'proxy':
      return [...inner]
  }
}

/** The inner process is root of its own user namespace, so that it may bind port 443 and nest further bubbles. */
const bubble = [
  '--unshare-user',
  '--uid',
  '0',
  '--gid',
  '0',
  '--unshare-net',
  '--unshare-pid',
  '--unshare-ipc',
  '--unshare-uts',
  '--die-with-parent',
  '--cap-add',
  'ALL',
  '--dev-bind',
  '/',
  '/',
  '--proc',
  '/proc',
]

/** The shell text that brings `lo` up with whatever the machine has; the ioctl is beyond Node. */
export function loopbackScript(programs: Programs): string {
  const ways = [
    programs.ip && `${programs.ip} link set lo up`,
    programs.ifconfig && `${programs.ifconfig} lo 127.0.0.1 up`,
    programs.busybox && `${programs.busybox} ifconfig lo 127.0.0.1 up`,
    programs.python3 && `${programs.python3} -c '${loopbackPython}'`,
  ].filter(way => way !== '')
  return ways.map(way => `${way} 2>/dev/null`).join(' || ') || 'false'
}

/** SIOCSIFFLAGS (0x8914) with IFF_UP | IFF_RUNNING (0x41), netdevice(7). */
const loopbackPython =
  'import socket,fcntl,struct; s=socket.socket(2,2); fcntl.ioctl(s,0x8914,struct.pack("16sH14s",b"lo",0x41,b""))'

/** "AnyIP": every address of the internet is this machine, so that fixed addresses reach the stage too. */
export function anyAddressCommands(programs: Programs): string[][] {
  if (programs.ip === '') return []
  return [
    [programs.ip, 'route', 'add', 'local', '0.0.0.0/0', 'dev', 'lo'],
    [programs.ip, '-6', 'route', 'add', 'local', '::/0', 'dev', 'lo'],
  ]
}
