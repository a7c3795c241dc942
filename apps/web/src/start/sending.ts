import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import { upload } from '../http/client.ts'
import { invalidateRooms } from '../http/rooms.ts'
import { queryOf } from '../shell/route.ts'
import type { Guess } from './guess.ts'

/** What an upload becomes: a job that scans, and the release that it is of. */
export interface Uploaded {
  readonly job: string
  readonly release: string
}

export type Sending =
  | { readonly state: 'idle' }
  | { readonly state: 'sending'; readonly sent: number; readonly all: number; readonly elapsedMs: number }
  | { readonly state: 'failed'; readonly error: unknown }

export interface Sender {
  readonly sending: Sending
  readonly send: (file: File, named: Guess) => void
  readonly stop: () => void
}

/** The bytes are in this page until they are sent: leaving it stops them, so the browser asks first. */
function useLeaveQuestion(isSending: boolean): void {
  useEffect(() => {
    if (!isSending) return
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', ask)
    return () => window.removeEventListener('beforeunload', ask)
  }, [isSending])
}

/** Sends an artefact as it is read from the disk. */
export function useSending(onSent: (uploaded: Uploaded) => void): Sender {
  const client = useQueryClient()
  const [sending, setSending] = useState<Sending>({ state: 'idle' })
  const running = useRef<AbortController>(undefined)
  useLeaveQuestion(sending.state === 'sending')
  const send = useCallback(
    (file: File, { product, version, platform }: Guess) => {
      const control = new AbortController()
      running.current = control
      const begun = performance.now()
      const tell = (sent: number, all: number) =>
        setSending({ state: 'sending', sent, all, elapsedMs: performance.now() - begun })
      tell(0, file.size)
      upload<Uploaded>(
        `/uploads${queryOf({ product, version, platform, name: file.name })}`,
        file,
        tell,
        control.signal,
      )
        .then(uploaded => {
          setSending({ state: 'idle' })
          void invalidateRooms(client, ['releases', 'jobs'])
          onSent(uploaded)
        })
        .catch((error: unknown) =>
          setSending(control.signal.aborted ? { state: 'idle' } : { state: 'failed', error }),
        )
    },
    [client, onSent],
  )
  const stop = useCallback(() => running.current?.abort(), [])
  useEffect(() => () => running.current?.abort(), [])
  return { sending, send, stop }
}
