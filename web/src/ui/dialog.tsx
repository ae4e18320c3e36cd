import { X } from 'lucide-react'
import type { CSSProperties, FormEvent, ReactNode } from 'react'
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { cx } from '../lib/text'
import { t } from '../lib/words'
import { IconButton } from './button'
import style from './overlay.module.css'

export interface DialogProps {
  title: string
  onClose: () => void
  /** buttons at the foot */
  foot?: ReactNode
  /** makes it a form: the buttons at the foot may submit it */
  onSubmit?: () => void
  /** px */
  width?: number
  /** a question that must be answered: read out as one */
  alert?: boolean
  children: ReactNode
}

function Frame({ title, onClose, foot, onSubmit, alert, children }: DialogProps) {
  const inside = (
    <>
      <div className={style.head}>
        <Heading slot="title" level={2}>
          {title}
        </Heading>
        <IconButton label={t('ui.close')} icon={X} onClick={onClose} />
      </div>
      <div className={style.body}>{children}</div>
      {foot && <div className={style.foot}>{foot}</div>}
    </>
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onSubmit?.()
  }
  return (
    <AriaDialog role={alert ? 'alertdialog' : 'dialog'}>
      {onSubmit ? (
        <form className={style.form} onSubmit={submit} noValidate>
          {inside}
        </form>
      ) : (
        inside
      )}
    </AriaDialog>
  )
}

const sized = (width: number | undefined) => (width ? ({ '--dialog': `${width}px` } as CSSProperties) : undefined)

/** In the middle, over everything. Draw it while it is open: {open && <Dialog …/>}; import it lazily. */
export function Dialog(props: DialogProps) {
  return (
    <ModalOverlay
      className={style.veil!}
      isOpen
      onOpenChange={(open) => !open && props.onClose()}
      isDismissable={!props.alert}
    >
      <Modal className={style.dialog!} style={sized(props.width)}>
        <Frame {...props} />
      </Modal>
    </ModalOverlay>
  )
}

/** At the end side; on phones from below. */
export function Sheet(props: DialogProps) {
  return (
    <ModalOverlay
      className={cx(style.veil, style.sideVeil)}
      isOpen
      onOpenChange={(open) => !open && props.onClose()}
      isDismissable
    >
      <Modal className={style.side!} style={sized(props.width)}>
        <Frame {...props} />
      </Modal>
    </ModalOverlay>
  )
}
