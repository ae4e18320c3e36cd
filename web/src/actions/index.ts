import { eyes } from '../api/eyes'
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
const makers: readonly ActionMaker[] = [importHere, make, go, undo, overlays, signOut]
/** These change something of a person: nothing for who looks through other eyes. */
const changing: readonly ActionMaker[] = [setPassword, theme, density, language]

export const actionsFor = (context: ActionContext): Action[] =>
  [...(eyes() ? [] : changing), ...makers].flatMap((maker) => maker(context))
