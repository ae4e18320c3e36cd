// The server asks for Trusted Types. React Aria empties its live region with innerHTML = '': that, and nothing else, passes.
interface Factory {
  createPolicy: (name: string, rules: { createHTML: (html: string) => string }) => unknown
}

const factory = (window as { trustedTypes?: Factory }).trustedTypes
factory?.createPolicy('default', {
  createHTML(html) {
    if (html !== '') throw new TypeError('HTML is not written as text here')
    return html
  },
})
