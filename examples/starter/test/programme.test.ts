import { compileProgramme, problemLine } from 'perennial-nurture'
import { simulate } from 'perennial-nurture/test'
import { expect, test } from 'vitest'
import * as mail from '../templates/index.ts'
import programme from '../tracks/index.ts'
import { askedForPilot } from '../tracks/triggers.ts'

test('the programme has no mistakes', () => {
  const compiled = compileProgramme(programme)
  expect('problems' in compiled ? compiled.problems.map(problemLine) : []).toEqual([])
})

test('who is new enters a track that teaches before it offers', () => {
  const intake = programme.tracks.find(({ name }) => name === programme.quality.intake)
  const [first] = Object.values(intake?.stages ?? {})
  expect(first?.steps[0]).toMatchObject({ kind: 'email', template: { purpose: 'educate' } })
})

test('every mail is sent by some track, so that none is kept for nobody', () => {
  const sent = JSON.stringify(programme.tracks)
  const unused = Object.values(programme.templates).filter(({ name }) => !sent.includes(`"name":"${name}"`))
  expect(unused.map(({ name }) => name)).toEqual([])
})

// A lead is lived through a year on a virtual clock, by the rules that run for real; nothing is sent.
const lead = simulate(programme).lead({
  facts: { sector: 'heating', technicians: '50-249', role: 'decides' },
  channels: ['email', 'phone'],
})

test('who reads what we send is spared the story, and whoever asks for a pilot goes to sales', () => {
  const reads = lead.afterMail(mail.secondVisit, '2 hours').clicks(mail.secondVisit)
  expect(reads).not.toHaveReceived(mail.peerStory)
  expect(reads.after('3 weeks').requests('pilot')).toBeHandedToSales(askedForPilot)
})

test('who says nothing gets our three mails, at most one a week, and goes to nobody', () => {
  expect(lead).toHaveReceivedExactly([mail.secondVisit, mail.peerStory, mail.pilotPlan])
  expect(lead).toGetAtMost(1, 7)
  expect(lead).not.toBeHandedToSales()
})
