import type { ShownReleaseWhole } from '@foreseen/facts'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { Button, TextField } from '../design/control.tsx'
import { Dialog } from '../design/dialog.tsx'
import { ProblemNote } from '../design/state.tsx'
import { useSend } from '../http/query.ts'

/** A release by hand, before anything of it was scanned. */
export function AddRelease({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const [product, setProduct] = useState('')
  const [version, setVersion] = useState('')
  const [platform, setPlatform] = useState('')
  const navigate = useNavigate()
  const { mutate, isPending, error } = useSend<ShownReleaseWhole, Readonly<Record<string, string>>>(
    'POST',
    '/releases',
    ['releases'],
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    mutate(
      {
        product: product.trim(),
        version: version.trim(),
        ...(platform.trim() === '' ? {} : { platform: platform.trim() }),
      },
      { onSuccess: ({ id }) => void navigate({ to: '/releases/$id', params: { id } }) },
    )
  }
  return (
    <Dialog title="Add a release" open={open} onClose={onClose}>
      <form className="form" onSubmit={submit}>
        <TextField label="Product" value={product} onChange={setProduct} required />
        <div className="form-row">
          <TextField label="Version" value={version} onChange={setVersion} required />
          <TextField
            label="Platform"
            value={platform}
            onChange={setPlatform}
            hint="where there are several"
          />
        </div>
        {error === null ? null : <ProblemNote error={error} />}
        <Button kind="main" type="submit" busy={isPending}>
          Add
        </Button>
      </form>
    </Dialog>
  )
}
