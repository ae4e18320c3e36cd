import { navigate } from '../lib/router'

/** Opens the palette of records and actions. Until there is one, the search page. */
export function openPalette(): void {
  navigate('/search')
}
