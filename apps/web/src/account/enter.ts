import type { ShownSignedIn } from '@foreseen/facts'
import { useQueryClient } from '@tanstack/react-query'
import { useLocation, useNavigate } from '@tanstack/react-router'
import { useCallback } from 'react'
import { startSession } from '../shell/session.ts'
import { safeBack } from './safe-back.ts'

/** What follows a sign-in: the session is known, and the page that was wanted opens. */
export function useEnter(back?: string): (signedIn: ShownSignedIn) => void {
  const client = useQueryClient()
  const navigate = useNavigate()
  return useCallback(
    signedIn => {
      startSession(client, signedIn)
      void navigate({ to: safeBack(back), replace: true })
    },
    [client, navigate, back],
  )
}

/** The secret behind the `#` of a one-time link; '' where there is none. */
export const useLinkSecret = (): string => {
  const hash = useLocation({ select: location => location.hash })
  return /^[\w-]{43}$/.test(hash) ? hash : ''
}
