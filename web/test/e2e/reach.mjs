// Who may be contacted: the page of somebody who died, and of somebody who wants no calls.
import { ask } from './kit/browser.mjs'
import { foundCompany } from './kit/setup.mjs'
import { expect, same, scenario } from './kit/suite.mjs'

export const reach = scenario('reach', async ({ browser, server, step, watch }) => {
  const { admin, t } = await foundCompany(browser, server, watch)
  const mai = await ask(admin, 'POST', 'contact', {
    name: { family: 'Tran', given: 'Mai' },
    email: 'mai@example.com',
    mobile: '+84903111222',
  })
  const part = admin.getByRole('region', { name: t('reach.title') })
  const call = (how) => admin.getByRole(how, { name: t('record.call'), exact: false }).first()

  await step('who may be contacted has ways to do it', async () => {
    await admin.goto(`/contact/${mai.id}`)
    await call('link').waitFor()
    await part.getByText(t('field.yes')).first().waitFor()
  })
  await step('a wish closes one way, with its reason, while the page is open', async () => {
    await ask(admin, 'POST', 'preference', {
      about: { entity: 'contact', id: mai.id },
      channel: 'phone',
      wish: 'no',
    })
    await call('button').waitFor()
    await part.getByText('This person does not want this.').waitFor()
    same(await admin.locator('a[href^="tel:"]').count(), 0, 'no number is a link')
    await admin
      .getByRole('link', { name: t('record.mail'), exact: false })
      .first()
      .waitFor()
  })
  await step('who died is said to have, on their page and in the list, and no way is open', async () => {
    await ask(admin, 'PATCH', `contact/${mai.id}`, { died: true })
    await admin.goto(`/contact/${mai.id}`)
    await admin.locator('main header').getByText('This person has died.').waitFor()
    await call('button').waitFor()
    same(await admin.locator('a[href^="tel:"], a[href^="mailto:"]').count(), 0, 'nothing to call or write to')
    await call('button').click({ force: true })
    await admin.getByText('This person has died.').last().waitFor()
    await admin.goto('/contact')
    const row = admin.locator('[role=row]', { hasText: 'Mai' })
    await row.waitFor()
    expect((await row.textContent()).includes('This person has died.'), 'the list says it')
  })
})
