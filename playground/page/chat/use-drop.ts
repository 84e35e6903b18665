import type { RefObject } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'

/**
 * Takes files that are dropped anywhere on the conversation around `inside`, as chat programs do: nobody aims at the composer.
 * Returns whether files are held over it now.
 */
export function useDrop(inside: RefObject<HTMLElement>, onFiles: (files: readonly File[]) => void): boolean {
  const [held, setHeld] = useState(false)
  const latest = useRef(onFiles)
  latest.current = onFiles
  useEffect(() => {
    const area = inside.current?.closest<HTMLElement>('.channel, .thread')
    if (!area) return
    const end = new AbortController()
    const listen = (name: 'dragover' | 'dragleave' | 'drop', act: (event: DragEvent) => void) =>
      area.addEventListener(name, act, { signal: end.signal })
    listen('dragover', (event) => {
      if (event.dataTransfer?.types.includes('Files') !== true) return
      event.preventDefault()
      setHeld(true)
    })
    listen('dragleave', (event) => {
      if (!(event.relatedTarget instanceof Node) || !area.contains(event.relatedTarget)) setHeld(false)
    })
    listen('drop', (event) => {
      setHeld(false)
      const files = [...(event.dataTransfer?.files ?? [])]
      if (files.length === 0) return
      event.preventDefault()
      latest.current(files)
    })
    return () => end.abort()
  }, [])
  return held
}
