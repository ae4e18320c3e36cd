import { useState } from 'react'
import { t } from '../../lib/words'
import { Button } from '../../ui/button'
import { Dialog } from '../../ui/dialog'
import { TextField } from '../../ui/text-field'

interface NameDialogProps {
  title: string
  name: string
  onDone: (name: string) => void
  onClose: () => void
}

/** What a view is called. */
export function NameDialog({ title, name, onDone, onClose }: NameDialogProps) {
  const [typed, setTyped] = useState(name)
  const [tried, setTried] = useState(false)
  const submit = () => {
    setTried(true)
    if (typed.trim()) onDone(typed.trim())
  }
  const foot = (
    <>
      <Button onClick={onClose}>{t('ui.cancel')}</Button>
      <Button kind="primary" submit>
        {t('view.save')}
      </Button>
    </>
  )
  return (
    <Dialog title={title} width={380} onClose={onClose} onSubmit={submit} foot={foot}>
      <TextField
        label={t('view.name')}
        doc={t('view.name_help')}
        error={tried && !typed.trim() ? t('ui.required') : undefined}
        required
        maxLength={80}
        value={typed}
        onChange={setTyped}
        autoFocus
      />
    </Dialog>
  )
}
