import type { Command } from './flag.ts'
import { gateFlags } from './flags-gate.ts'

export const gate: Command = {
  name: 'gate',
  summary: 'let the next certificate go live only when clients survive it',
  about:
    'Rehearses the releases of a plan with the very chain that is staged, and promotes it only when every supported release connects, or when what does not is accepted, tolerated or approved. With --live DIR chain and key become a generation, DIR/live is switched to it by one rename, and the deploy command is run; when that fails the previous generation is live again. Without --live only the command is run, with the staged files. Afterwards the hosts are looked at. The command finds the paths in FORESEEN_CHAIN and FORESEEN_KEY, and the number in FORESEEN_GENERATION.',
  argument: {
    name: 'command',
    help: 'after "--": the deploy command with its arguments, no shell',
    required: false,
    variadic: true,
  },
  takesCommand: true,
  flags: gateFlags,
  examples: [
    'foreseen gate --host www.example.org --next new.pem --key new.key --plan fleet.yaml --live /etc/tls/www -- systemctl reload nginx',
    'foreseen gate --live /etc/tls/www --back -- systemctl reload nginx',
    'foreseen gate --live /etc/tls/www --approve anna:3f9c0d2e41b7a865',
  ],
  exits: [
    [0, 'promoted, and served wherever it was looked for; or back; or the approval is recorded'],
    [2, 'nothing was begun: the command line, the plan or the staged files are wrong, or another gate runs'],
    [10, 'refused by rehearsal, or the deploy command failed and the previous generation is live'],
    [11, 'waiting for approval'],
    [12, 'inconclusive: not everything could be judged; or promoted, but not seen to be served everywhere'],
  ],
}
