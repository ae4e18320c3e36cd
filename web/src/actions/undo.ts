import { Undo2 } from 'lucide-react'
import { t } from '../lib/words'
import { undoLast } from '../store/undo'
import type { ActionMaker } from './action'

export const undo: ActionMaker = () => [
  { id: 'undo', label: t('undo.undo'), icon: Undo2, group: 'do', keys: 'Ctrl+KeyZ', run: undoLast },
]
