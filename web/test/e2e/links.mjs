// Coming in without a password yet, without one any more, and by way of somebody else.
import { ask, person } from './kit/browser.mjs'
import { foundCompany, password } from './kit/setup.mjs'
import { expect, same, scenario } from './kit/suite.mjs'
import { exactly } from './kit/words.mjs'

const first = 'a kettle on the roof'
const next = 'seven boats in the rain'

export const links = scenario('links', async ({ browser, server, step, watch }) => {
  const { admin, t } = await foundCompany(browser, server, watch)
  const guest = await person(browser, server.url)
  watch(guest)
  const enter = async (login, secret) => {
    await guest.getByLabel(t('login.login')).fill(login)
    await guest.getByLabel(exactly(t('login.password'))).fill(secret)
    await guest.getByRole('button', { name: t('login.enter') }).click()
  }
  const atHome = () =>
    guest
      .getByRole('navigation', { name: t('nav.main') })
      .first()
      .waitFor()
  const choose = async (secret) => {
    await guest.getByLabel(exactly(t('me.password_new'))).fill(secret)
    await guest.getByRole('button', { name: t('link.set') }).click()
  }
  let invitation

  await step('a colleague is made, but the server does not know its address: said, with what to do', async () => {
    await admin.goto('/settings/people')
    await admin.getByRole('button', { name: t('people.invite'), exact: true }).click()
    const form = admin.getByRole('dialog', { name: t('people.invite_title') })
    await form.getByLabel('Name', { exact: false }).first().fill('Siyuan Chen')
    await form.getByLabel(/^Email/).fill('siyuan@harbor.example')
    same(await form.getByLabel(/^Sign-in name/).inputValue(), 'siyuan', 'the sign-in name to begin with')
    const seller = (await ask(admin, 'GET', "role?where=key%20%3D%20'seller'")).rows[0].title
    await form.getByRole('checkbox', { name: seller }).check()
    await form.getByRole('button', { name: t('people.invite'), exact: true }).click()
    const sheet = admin.getByRole('dialog', { name: 'Siyuan Chen' })
    await sheet.getByRole('button', { name: t('people.send_invite') }).click()
    await sheet.getByRole('alert').waitFor()
  })
  await step('the invitation goes out', async () => {
    await ask(admin, 'PATCH', 'site', { url: server.url })
    const sheet = admin.getByRole('dialog', { name: 'Siyuan Chen' })
    await sheet.getByRole('button', { name: t('people.send_invite') }).click()
    await admin.getByText(t('people.invited', { name: 'Siyuan Chen', email: 'siyuan@harbor.example' })).waitFor()
    invitation = await server.letter('siyuan@harbor.example')
  })
  await step('the first password: what is too short or too common is said at the field', async () => {
    await guest.goto(invitation)
    await guest.getByLabel(exactly(t('me.password_new'))).fill('short')
    await guest.getByText(t('password.short', { count: 7 })).waitFor()
    expect(await guest.getByRole('button', { name: t('link.set') }).isDisabled(), 'too short to be sent')
    await choose('password1234')
    await guest.getByRole('alert').waitFor()
    await guest.getByLabel(exactly(t('me.password_new'))).fill(first)
    await guest.getByText(t('password.good'), { exact: true }).waitFor()
    await guest.getByRole('button', { name: t('link.set') }).click()
    await guest.getByRole('heading', { name: t('link.done') }).waitFor()
    await guest.getByRole('button', { name: t('login.enter') }).click()
    await enter('siyuan', first)
    await atHome()
  })
  await step('a link that was used says so', async () => {
    await guest.goto(invitation)
    await choose(next)
    await guest.getByRole('heading', { name: t('link.old') }).waitFor()
  })
  await step('a forgotten password: the answer is the same for everybody', async () => {
    for (const who of ['nobody.here', 'siyuan@harbor.example']) {
      await guest.goto('/login')
      await guest.getByRole('link', { name: t('login.forgotten') }).click()
      await guest.getByLabel(t('reset.who')).fill(who)
      await guest.getByRole('button', { name: t('reset.send') }).click()
      await guest.getByRole('heading', { name: t('reset.sent') }).waitFor()
      await guest.getByText(who).waitFor()
    }
    await guest.goto(await server.letter('siyuan@harbor.example', 2))
    await choose(next)
    await guest.getByRole('heading', { name: t('link.done') }).waitFor()
    await guest.getByRole('button', { name: t('login.enter') }).click()
    await enter('siyuan', first)
    await guest.getByRole('alert').waitFor()
    await enter('siyuan', next)
    await atHome()
  })
  await step('a provider has a button; what goes wrong there is said at the door', async () => {
    await ask(admin, 'PUT', 'providers/harbor', {
      kind: 'oidc',
      label: 'Harbor ID',
      issuer: 'https://127.0.0.1:9',
      client_id: 'kith',
    })
    const door = await person(browser, server.url)
    watch(door)
    await door.goto('/login')
    await door.getByRole('button', { name: t('login.with', { provider: 'Harbor ID' }) }).click()
    await door.waitForURL(/\/login\?why=provider_/)
    await door.getByRole('alert').waitFor()
    await door.goto('/login?why=identity_unknown')
    await door.getByText(t('login.why.identity_unknown')).waitFor()
    await door.goto('/login?why=second_factor#nonsense')
    await door.getByRole('heading', { name: t('second.step') }).waitFor()
    same(door.complaints, [], 'complaints at the door')
    await door.context().close()
  })
  await step('who is in links it in their own settings', async () => {
    await admin.goto('/login?why=identity_taken')
    await admin.waitForURL('**/me/security?why=identity_taken#identities')
    const part = admin.getByRole('region', { name: t('identity.title') })
    await part.getByText(t('login.why.identity_taken')).waitFor()
    await part.getByRole('button', { name: t('identity.link', { provider: 'Harbor ID' }) }).click()
    const again = admin.getByRole('dialog', { name: t('identity.link', { provider: 'Harbor ID' }) })
    await again.getByLabel(exactly(t('me.password_old'))).fill(password)
    await again.getByRole('button', { name: t('ui.next') }).click()
    await again.getByRole('alert').waitFor()
  })
  await step('nothing complained', async () => same([admin.complaints, guest.complaints], [[], []], 'complaints'))
  await guest.context().close()
  await admin.context().close()
})
