// Who may be contacted: the page of somebody who died, and of somebody who wants no calls.
import { faultsInBoth } from './kit/axe.mjs'
import { ask } from './kit/browser.mjs'
import { foundCompany } from './kit/setup.mjs'
import { phone, shot } from './kit/shot.mjs'
import { expect, same, scenario } from './kit/suite.mjs'
import { wordsOf } from './kit/words.mjs'

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

  const died = 'This person has died.'
  const marked = (scope) => scope.locator('[data-past]', { hasText: 'Mai Tran' }).getByText(died)
  await step('a look from the list closes the same ways, with the reason', async () => {
    const nam = await ask(admin, 'POST', 'contact', {
      name: { family: 'Le', given: 'Nam' },
      email: 'nam@example.com',
      mobile: '+84903111333',
    })
    await admin.goto(`/contact?peek=contact:${nam.id}`)
    const look = admin.getByRole('complementary', { name: t('peek.of', { title: nam.title }) })
    await look.locator('a[href^="tel:"]').waitFor()
    await ask(admin, 'POST', 'preference', { about: { entity: 'contact', id: nam.id }, channel: 'phone', wish: 'no' })
    await look.locator('[data-refused]').getByText('This person does not want this.').waitFor()
    same(await look.locator('a[href^="tel:"]').count(), 0, 'no number is a link')
    same(await look.locator('a[href^="mailto:"]').count(), 1, 'the address still is one')
    await shot(admin, 'reach-peek')
    await admin.goto(`/contact?peek=contact:${mai.id}`)
    const dead = admin.getByRole('complementary', { name: t('peek.of', { title: mai.title }) })
    await dead.getByText(died).first().waitFor()
    await dead.locator('[data-refused]').first().waitFor()
    same(await dead.locator('a[href^="tel:"], a[href^="mailto:"]').count(), 0, 'nothing to call or write to')
    await shot(admin, 'reach-peek-died')
  })
  await step('wherever they are named it is said that they died', async () => {
    const deal = await ask(admin, 'POST', 'deal', { name: 'Roof', contact: mai.id })
    await ask(admin, 'POST', 'task', { name: 'Send flowers', about: { entity: 'contact', id: mai.id } })
    await admin.goto(`/deal/${deal.id}`)
    await marked(admin.locator('dl')).first().waitFor()
    await shot(admin, 'reach-chip')
    await admin
      .locator('dl')
      .getByRole('button', { name: t('record.edit_named', { field: 'Contact' }) })
      .click()
    const box = admin.locator('dl').getByRole('combobox')
    await box.waitFor()
    same(await box.inputValue(), mai.title, 'what is chosen')
    await admin.locator('dl [data-past-mark]').getByText(died).first().waitFor()
    expect(
      await box.evaluate((input) =>
        (input.getAttribute('aria-describedby') ?? '')
          .split(' ')
          .some((id) => document.getElementById(id)?.textContent.includes('has died')),
      ),
      'the field is described by it',
    )
    await shot(admin, 'reach-chosen')
    await admin.goto('/task')
    await marked(admin.locator('[role=row]')).first().waitFor()
    await shot(admin, 'reach-table')
    await admin.goto('/contact?shape=board')
    await marked(admin.locator('[data-card]')).first().waitFor()
    await shot(admin, 'reach-board')
    await admin.keyboard.press('Control+k')
    const palette = admin.getByRole('combobox', { name: t('keys.palette') })
    await palette.fill('Tran')
    await marked(admin.getByRole('option')).first().waitFor()
    await shot(admin, 'reach-palette')
    await admin.keyboard.press('Escape')
    const size = admin.viewportSize()
    await admin.setViewportSize(phone)
    await admin.goto('/contact')
    await marked(admin.getByRole('listitem')).first().waitFor()
    await shot(admin, 'reach-cards')
    expect((await faultsInBoth(admin)).length === 0, 'faults of the cards')
    await admin.setViewportSize(size)
  })

  await step('all that somebody wants is said in one place, and saved as one', async () => {
    const { id } = await ask(admin, 'POST', 'contact', {
      name: { family: 'Vu', given: 'Lan' },
      email: 'lan@harbor-lights.com',
      mobile: '+84903111444',
    })
    const wants = async () =>
      (await ask(admin, 'GET', `preference?where=${encodeURIComponent(`about = '${id}'`)}`)).rows
        .map(({ fields: { channel, topic, wish, quiet_from } }) => [channel, topic, wish, quiet_from].join(' '))
        .sort()
    await ask(admin, 'POST', 'preference', { about: { entity: 'contact', id }, channel: 'sms', wish: 'no' })
    await admin.goto(`/contact/${id}`)
    await admin.getByRole('button', { name: t('reach.edit') }).click()
    const dialog = admin.getByRole('dialog')
    const cellOf = (channel, topic, wish) =>
      dialog.getByRole('button', { name: t('wishes.cell', { channel, topic, wish: t(`wishes.${wish}`) }), exact: true })
    await cellOf('SMS', 'Any', 'no').click()
    await cellOf('SMS', 'Any', 'none').waitFor()
    // By keyboard: down and along to a cell, and on to what it shall say.
    await cellOf('Any', 'Any', 'none').focus()
    await admin.keyboard.press('ArrowDown')
    await admin.keyboard.press('Space')
    await admin.keyboard.press('Space')
    await cellOf('Phone', 'Any', 'no').waitFor()
    await cellOf('Email', 'News', 'none').click()
    await dialog.getByRole('button', { name: t('wishes.add_quiet') }).click()
    const hours = dialog.getByRole('group', { name: t('wishes.quiet') })
    await hours.getByLabel('Quiet from').fill('25:00')
    await hours.getByLabel('Quiet until').fill('07:00')
    await dialog.getByRole('button', { name: t('wishes.save'), exact: true }).click()
    await hours.getByText('This is no time of day.').waitFor()
    same(await wants(), ['sms any no '], 'what is stored while one of it is refused')
    await shot(admin, 'wishes-refused')
    same(await faultsInBoth(admin), [], 'faults of the dialog')
    await hours.getByLabel('Quiet from').fill('22:00')
    await dialog.getByRole('button', { name: t('wishes.save'), exact: true }).click()
    await dialog.waitFor({ state: 'detached' })
    same(await wants(), ['any any  22:00', 'email news yes ', 'phone any no '], 'what is stored')
    await part.getByText('This person does not want this.').waitFor()
    await shot(admin, 'wishes-page')
    const size = admin.viewportSize()
    await admin.setViewportSize(phone)
    await admin.getByRole('tab', { name: t('record.related') }).click()
    await admin.getByRole('button', { name: t('reach.edit') }).click()
    await cellOf('Phone', 'Any', 'no').waitFor()
    await shot(admin, 'wishes-390')
    expect(await dialog.evaluate((box) => box.scrollWidth <= box.clientWidth), 'as wide as the phone')
    await admin.setViewportSize(size)
    await admin.keyboard.press('Escape')
    await ask(admin, 'PATCH', 'me', { language: 'fa' })
    await admin.goto(`/contact/${id}`)
    await admin.locator('html[dir=rtl]').waitFor()
    await admin.getByRole('button', { name: wordsOf('fa').t('reach.edit') }).click()
    await dialog.locator('[data-at="1-0"] [data-wish=no]').waitFor()
    await dialog.locator('[data-at="0-0"] button').focus()
    await admin.keyboard.press('ArrowLeft')
    expect(
      await dialog.locator('[data-at="0-1"] button').evaluate((at) => at === document.activeElement),
      'leftwards is on',
    )
    await shot(admin, 'wishes-fa')
    same(await faultsInBoth(admin), [], 'faults of the dialog in Persian')
  })
})
