import { advance, anyOf, clicked, email, listenFor, stage, track, visited, wait } from 'perennial-nurture'
import * as mail from '../templates/index.ts'
import { admission, nextStep } from '../templates/themes.ts'
import { onReturn } from './returns.ts'
import { askedForCall, askedToApply, readsFees } from './triggers.ts'

/** People with a job or a business of their own, who have more reasons than time. */
export default track('working-professionals', {
  goal: 'Somebody with a full week sees how a course fits into it, and asks a counsellor.',
  theme: nextStep,

  cadence: {
    zone: 'lead',
    days: ['Tue', 'Wed', 'Thu', 'Sat'],
    between: ['12:00', '20:00'],
    atMost: ['2 touches a week', '6 touches a month'],
  },

  stages: {
    discover: stage('I could be further than I am', [
      email(mail.courseFinder),
      wait('5 days'),
      email(mail.studyBesideWork),
      listenFor(clicked(mail.studyBesideWork), {
        within: '6 days',
        then: [advance],
        otherwise: [email(mail.employerPays), wait('5 days')],
      }),
    ]),

    decide: stage(
      'It would fit into my week',
      [
        email(mail.alumniStory, { alumnus: 'Arvind', was: 'team lead in a call centre', is: 'head of operations' }),
        wait('6 days'),
        email(mail.feesInFull),
        listenFor(anyOf(clicked(mail.feesInFull), visited('/fees*')), {
          within: '1 week',
          then: [wait('2 days'), email(mail.nextBatch)],
          otherwise: [email(mail.nextBatch, { id: 'next-batch-for-the-quiet' })],
        }),
      ],
      { theme: admission },
    ),
  },

  salesReady: [askedForCall, askedToApply, readsFees],
  onReturn,
  exhausted: { heartbeat: '180 days' },
})
