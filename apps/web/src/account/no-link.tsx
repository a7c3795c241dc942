import { Command } from '../design/text.tsx'

/** The address holds no secret, or half of one. */
export const NoLink = ({ command }: { readonly command?: string }) => (
  <>
    <p>
      The link is not whole: its part behind the # is missing or cut off. Open it again as it was given to
      you.
    </p>
    {command === undefined ? null : (
      <>
        <p>A new one is printed by starting the server again:</p>
        <Command text={command} />
      </>
    )}
  </>
)
