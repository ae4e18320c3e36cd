import { openOverlay } from './overlays'

/** Opens the palette of records and actions. */
export const openPalette = (): void => openOverlay('palette')
