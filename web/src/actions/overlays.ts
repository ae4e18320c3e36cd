import { Keyboard, Search } from 'lucide-react'
import { t } from '../lib/words'
import { openOverlay } from '../shell/overlays'
import type { ActionMaker } from './action'

/** The palette itself, and the sheet of keys. */
export const overlays: ActionMaker = () => [
  {
    id: 'palette',
    label: t('keys.palette'),
    icon: Search,
    group: 'do',
    keys: 'Ctrl+KeyK',
    run: () => openOverlay('palette'),
  },
  {
    id: 'keys',
    label: t('keys.sheet'),
    icon: Keyboard,
    group: 'do',
    keys: 'Shift+Slash',
    words: 'keys help',
    run: () => openOverlay('keys'),
  },
]
