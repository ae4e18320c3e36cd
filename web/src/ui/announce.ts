let region: HTMLElement | undefined
let timer = 0

/**
 * Says something to a screen reader at once: what a key has just moved. The one assertive region of the app; toasts are
 * the polite one.
 */
export function announce(text: string): void {
  if (!region) {
    region = document.createElement('div')
    region.className = 'sr'
    region.setAttribute('aria-live', 'assertive')
    // React Aria hides what is outside of an open dialog, but not this.
    region.dataset.liveAnnouncer = 'true'
    document.body.append(region)
  }
  const at = region
  at.textContent = ''
  // The same words twice are read twice only when the region was empty in between.
  clearTimeout(timer)
  timer = window.setTimeout(() => {
    at.textContent = text
  }, 40)
}
