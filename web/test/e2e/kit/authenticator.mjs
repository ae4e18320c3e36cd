// What keeps passkeys in a device, played by Chromium itself: it is there, and knows its person's finger.
export async function giveAuthenticator(page) {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('WebAuthn.enable')
  const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  return {
    /** the passkeys it keeps */
    async kept() {
      return (await devtools.send('WebAuthn.getCredentials', { authenticatorId })).credentials
    },
    forget: () => devtools.send('WebAuthn.clearCredentials', { authenticatorId }),
    keep: (credential) => devtools.send('WebAuthn.addCredential', { authenticatorId, credential }),
  }
}
