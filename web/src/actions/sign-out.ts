import { LogOut } from 'lucide-react'
import { t } from '../lib/words'
import { signOut as leave } from '../shell/change-me'
import type { ActionMaker } from './action'

export const signOut: ActionMaker = () => [
  {
    id: 'sign-out',
    label: t('me.sign_out'),
    icon: LogOut,
    group: 'settings',
    words: 'logout',
    run: () => void leave(),
  },
]
