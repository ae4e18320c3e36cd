import { lazy, Suspense, useSyncExternalStore } from 'react'
import { t } from '../lib/words'
import { Button } from './button'

interface Question {
  title: string
  text?: string
  /** the verb on the button */
  action: string
  danger?: boolean
}

type Asked = Question & { answer: (yes: boolean) => void }

let asked: Asked | undefined
let tell = () => {}
const set = (next: Asked | undefined) => {
  asked = next
  tell()
}

/** Asks before what cannot be undone. All else is done at once and offers undo. */
export function confirm(question: Question): Promise<boolean> {
  return new Promise((resolve) => {
    set({
      ...question,
      answer: (yes) => {
        set(undefined)
        resolve(yes)
      },
    })
  })
}

const Dialog = lazy(() => import('./dialog').then((m) => ({ default: m.Dialog })))

/** Stands once in the shell. */
export function Confirms() {
  const now = useSyncExternalStore(
    (listener) => {
      tell = listener
      return () => {
        tell = () => {}
      }
    },
    () => asked,
  )
  if (!now) return null
  const foot = (
    <>
      <Button onClick={() => now.answer(false)}>{t('ui.cancel')}</Button>
      <Button kind={now.danger ? 'danger' : 'primary'} autoFocus onClick={() => now.answer(true)}>
        {now.action}
      </Button>
    </>
  )
  return (
    <Suspense>
      <Dialog title={now.title} onClose={() => now.answer(false)} foot={foot} alert width={420}>
        {now.text && <p>{now.text}</p>}
      </Dialog>
    </Suspense>
  )
}
