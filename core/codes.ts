/**
 * Every kind of mistake in a programme, by its code. A code never changes its meaning, and none is used again: editors, CI and
 * people remember them. `docs/problems.md` has a section for each.
 */

/** `error`: nothing is published. `warning`: said, and refused under `--strict`. `note`: said, and never refused. */
export type Severity = 'error' | 'warning' | 'note'

/** Its severity, and what is wrong, in a sentence without an end. */
export const codes = {
  // Parts that do not compile.
  P101: ['error', "a track's name is not one"],
  P102: ['error', 'a track has no stage'],
  P103: ['error', 'a stage has no steps'],
  P104: ['error', 'a cadence allows nothing, or cannot be read'],
  P105: ['error', 'a trigger needs no act of the lead'],
  P106: ['error', 'a step stands behind an advance'],
  P107: ['error', 'two steps have one id'],
  P108: ['error', 'a reason for a return has no answer'],
  P109: ['error', 'a return resumes in a stage that is not there'],
  P110: ['error', "a return's opening touch cannot stand where it does"],
  P111: ['error', 'a length of time cannot be'],
  P112: ['error', 'a step cannot work as it is written'],
  P113: ['error', 'a listenFor listens for nothing that a lead does'],
  P114: ['error', 'a listenFor listens for a fit'],
  P115: ['error', 'a rule asks for nothing that can come to hold, or leads nowhere'],
  P116: ['error', 'a rule stands behind another that always acts before it'],
  P117: ['error', 'a rule names a stage that is not there'],
  P118: ['error', 'what a track says of its entry makes no sense'],
  P119: ['error', 'a persona or the behaviour does what cannot be'],

  // Names that nothing bears.
  P201: ['error', 'a programme has no track'],
  P202: ['error', 'two parts have one name'],
  P203: ['error', 'a trigger is not in the quality definition'],
  P204: ['error', 'a trigger means two things'],
  P205: ['error', 'a track is named that is not there'],
  P206: ['error', 'a return to another track names a stage that it has not'],
  P207: ['error', 'a theme is named that nothing has'],
  P208: ['error', 'a fact is asked for that is not declared'],
  P209: ['error', 'a fact never has the value that is asked for'],
  P210: ['error', 'a condition on a fact names no value'],
  P211: ['error', 'a click or reply is awaited to what is no mail of the programme'],
  P212: ['error', 'a step sends what is no mail of the programme'],
  P213: ['error', 'a step gives a merge field that the template leaves no room for'],
  P214: ['error', 'a step does not give what the template leaves open'],
  P215: ['error', 'a template is written for a stage that no track sending it has'],
  P216: ['error', 'a rep is named that is not there'],
  P217: ['error', 'a time zone is named that does not exist'],
  P218: ['error', 'a system mail is not one that the engine sends'],
  P219: ['error', 'the goal of an experiment is nothing that can be reached'],
  P220: ['error', 'a theme answers no problem'],
  P221: ['error', 'a mail asks for what no criterion wants to know'],
  P222: ['error', "a mail's priority or dates cannot be"],
  P223: ['error', 'a mail is written in what is no language'],
  P224: ['error', 'a UTM tag cannot be filled in'],
  P225: ['error', 'a persona or the behaviour names what is not there'],

  // What leads will meet.
  P301: ['error', 'a step or stage can never be reached'],
  P302: ['warning', 'a lead can come to the end without any touch'],
  P303: ['warning', 'a touch is never made'],
  P304: ['warning', "a touch always waits for the track's own caps"],
  P305: ['error', 'a lead can get more touches within 7 days than the limit'],
  P306: ['warning', 'a lead can wait longer for a touch than the limit'],
  P307: ['note', 'a returned lead rests longer than the limit for silence'],
  P308: ['note', 'a lead can come to the end of what there is'],
  P309: ['warning', 'a lead that sales returned gets nothing more'],
  P310: ['error', 'a lead can get a larger share of promotion than the limit'],
  P311: ['error', 'a trigger can never fire'],
  P312: ['error', 'a click or reply is awaited to a mail that the lead cannot have'],
  P313: ['warning', 'clicks on an earlier mail do not count any more'],
  P314: ['warning', 'a wait has nothing behind it'],
  P315: ['warning', 'the time to do something is shorter than anybody takes'],
  P316: ['warning', 'the programme has more paths than were explored'],

  // The quality definition.
  P401: ['error', 'a knockout or a routing rule asks for an act'],
  P402: ['error', 'nothing may promote a lead'],
  P403: ['error', 'a lead that no rule routes would have no owner'],
  P404: ['error', 'the grades of fit overlap'],
  P405: ['error', 'a side has not approved'],
  P406: ['error', 'the deadlines of sales do not follow one another'],
  P407: ['error', 'a number of the quality definition makes no sense'],

  // The words of mails.
  P501: ['error', 'a merge field is named that is not there'],
  P502: ['error', 'a merge field is not closed'],
  P503: ['error', 'a merge field stands where it cannot be filled in safely'],
  P504: ['error', 'a merge field is declared and not used'],
  P505: ['error', 'a mail to leads lacks what the law asks'],
  P506: ['error', 'an address is not https'],
  P507: ['error', 'a mail is longer than Gmail shows'],
  P508: ['error', 'a template cannot be read as MJML'],
  P509: ['error', 'a template or a part of it has no file'],
  P510: ['warning', 'an image says nothing where images are off'],
  P511: ['warning', 'a subject is longer than inboxes show'],
  P512: ['warning', 'a subject shouts'],
  P513: ['warning', 'a mail is near the length that Gmail cuts off'],
  P515: ['error', 'a mail in one language would speak another'],

  // Loading.
  P601: ['error', 'there is no programme to load'],
  P602: ['error', 'a module cannot be loaded'],
  P603: ['error', 'a module exports something else than a programme'],
  P604: ['error', 'the types do not fit'],
} as const satisfies Readonly<Record<`P${number}`, readonly [Severity, string]>>

export type Code = keyof typeof codes

/** How grave a problem is; one without a code stops what it is found by. */
export function severityOf({ code }: { readonly code?: Code }): Severity {
  return code === undefined ? 'error' : codes[code][0]
}
