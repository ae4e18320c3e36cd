import { type ReactNode, Suspense, useEffect, useRef } from 'react'
import { useAsk } from '../api/use-ask'
import { t } from '../lib/words'
import { Button } from '../ui/button'
import { Dialog } from '../ui/lazy'

interface AskDialogProps {
  title: string
  /** the verb on the button */
  action: string
  danger?: boolean
  /** what was filled in is enough to be asked */
  ready: boolean
  run: () => Promise<unknown>
  onClose: () => void
  width?: number
  /** the fields; they say what was refused */
  children: (error: string | undefined) => ReactNode
}

/** A question to the server in a dialog: it stays until the answer is yes. */
export function AskDialog({ title, action, danger, ready, run, onClose, width = 420, children }: AskDialogProps) {
  const { ask, busy, said } = useAsk(run)
  const fields = useRef<HTMLDivElement>(null)
  // What was refused is put right where it was said.
  useEffect(() => {
    const refused = said === undefined ? null : fields.current?.querySelector<HTMLElement>('[aria-invalid="true"]')
    refused?.focus()
    if (refused instanceof HTMLInputElement) refused.select()
  }, [said])
  const foot = (
    <>
      <Button onClick={onClose}>{t('ui.cancel')}</Button>
      <Button kind={danger ? 'danger' : 'primary'} submit busy={busy} disabled={!ready}>
        {action}
      </Button>
    </>
  )
  return (
    <Suspense>
      <Dialog title={title} onClose={onClose} onSubmit={ask} foot={foot} width={width}>
        <div ref={fields} style={{ display: 'contents' }}>
          {children(said)}
        </div>
      </Dialog>
    </Suspense>
  )
}
