import { useState } from 'react'
import { Dialog, Modal, ModalOverlay } from 'react-aria-components'
import { useActions } from '../../actions/use-actions'
import { navigate } from '../../lib/router'
import { t } from '../../lib/words'
import { Kbd } from '../../ui/bits'
import { PickList } from '../../ui/pick-list'
import type { OverlayProps } from '../overlays-host'
import style from './palette.module.css'
import { rememberSearch } from './searches'
import { typing, usePaletteGroups } from './use-palette-groups'

/** One box for everything: records as one types, people first; places, actions, settings. */
export function Palette({ onClose }: OverlayProps) {
  const [typed, setTyped] = useState('')
  const actions = useActions()
  const groups = usePaletteGroups(typed, actions)

  const pick = (id: string) => {
    if (id.startsWith(typing)) return setTyped(id.slice(typing.length))
    onClose()
    const action = actions.find((a) => a.id === id)
    // After the palette is gone: an action may open an overlay of its own.
    if (action) return queueMicrotask(action.run)
    rememberSearch(typed)
    navigate(id)
  }
  return (
    <ModalOverlay className={style.veil!} isOpen onOpenChange={(open) => !open && onClose()} isDismissable>
      <Modal className={style.palette!}>
        <Dialog className={style.dialog!} aria-label={t('keys.palette')}>
          <PickList
            label={t('keys.palette')}
            placeholder={t('palette.placeholder')}
            typed={typed}
            onType={setTyped}
            groups={groups}
            onPick={pick}
          />
          <div className={style.foot} aria-hidden>
            <span>
              <Kbd keys="ArrowUp" /> <Kbd keys="ArrowDown" /> {t('palette.move')}
            </span>
            <span>
              <Kbd keys="Enter" /> {t('palette.run')}
            </span>
            <span>
              <Kbd keys="Escape" /> {t('palette.close')}
            </span>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}
