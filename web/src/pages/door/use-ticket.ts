import { useEffect, useState } from 'react'

const ticketOf = () => location.hash.slice(1)

/** What stands behind the # of a link: no server and no log is told. Kept when the address loses it; another takes its place. */
export function useTicket() {
  const [ticket, setTicket] = useState(ticketOf)
  useEffect(() => {
    const look = () => ticketOf() && setTicket(ticketOf())
    window.addEventListener('hashchange', look)
    return () => window.removeEventListener('hashchange', look)
  }, [])
  return { ticket, drop: () => setTicket('') }
}
