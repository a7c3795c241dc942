import { Link } from '@tanstack/react-router'
import { Command } from '../design/text.tsx'
import { type PushedAs, scanCommand } from './shell-words.ts'

const example: PushedAs = { artefact: 'app-1.0.tgz', product: 'app', version: '1.0', platform: '' }

/** Who may push, and where the token is given. */
export function TokenHint() {
  return (
    <p className="quiet small">
      It needs a token of the scope push in <code>FORESEEN_TOKEN</code>: make one in{' '}
      <Link to="/settings">Settings</Link>.
    </p>
  )
}

/** The command that fills a place where nothing is yet. */
export function ScanCommand({ pushed = example }: { readonly pushed?: PushedAs }) {
  return (
    <>
      <Command text={scanCommand(pushed, location.origin)} />
      <TokenHint />
    </>
  )
}
