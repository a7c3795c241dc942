import { useEffect, useRef, useState } from 'react'

export interface Dropped {
  readonly file: File | undefined
  /** Why it is not taken, or what was left out; ''. */
  readonly note: string
}

/** The first file of several; a folder is none. */
function droppedOf(transfer: DataTransfer): Dropped {
  const items = [...transfer.items].filter(({ kind }) => kind === 'file')
  const folder = items.some(item => item.webkitGetAsEntry()?.isDirectory === true)
  const files = [...transfer.files]
  if (folder)
    return { file: undefined, note: 'A folder cannot be sent: pack it, or scan it with the command below.' }
  return {
    file: files[0],
    note:
      files.length > 1
        ? `One at a time: ${files.length - 1} more ${files.length === 2 ? 'was' : 'were'} left out.`
        : '',
  }
}

/** Files may be dropped anywhere on the page: a drop beside the mark would make the browser leave it. */
export function useDrop(onDrop: (dropped: Dropped) => void): boolean {
  const [isOver, setOver] = useState(false)
  const latest = useRef(onDrop)
  useEffect(() => {
    latest.current = onDrop
  })
  useEffect(() => {
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') === true
    const over = (event: DragEvent) => {
      if (!hasFiles(event)) return
      event.preventDefault()
      setOver(true)
    }
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false)
    }
    const drop = (event: DragEvent) => {
      if (!hasFiles(event) || event.dataTransfer === null) return
      event.preventDefault()
      setOver(false)
      latest.current(droppedOf(event.dataTransfer))
    }
    window.addEventListener('dragover', over)
    window.addEventListener('dragleave', leave)
    window.addEventListener('drop', drop)
    return () => {
      window.removeEventListener('dragover', over)
      window.removeEventListener('dragleave', leave)
      window.removeEventListener('drop', drop)
    }
  }, [])
  return isOver
}
