import type { Action, ActionContext, ActionMaker } from './action'
import { density } from './density'
import { go } from './go'
import { importHere } from './import'
import { language } from './language'
import { make } from './make'
import { overlays } from './overlays'
import { setPassword } from './set-password'
import { signOut } from './sign-out'
import { theme } from './theme'
import { undo } from './undo'

/** The table of actions: what is not here can be done nowhere. */
const makers: readonly ActionMaker[] = [
  setPassword,
  importHere,
  make,
  go,
  undo,
  overlays,
  theme,
  density,
  language,
  signOut,
]

export const actionsFor = (context: ActionContext): Action[] => makers.flatMap((maker) => maker(context))
