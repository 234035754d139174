/** The one look of all pages: that of the mails. */
export const stylesheet = `
:root { color-scheme: light dark; --ink: light-dark(#22302d, #e4ebe8); --soft: light-dark(#5a6a66, #a5b4af);
  --line: light-dark(#dfe5e1, #34423d); --paper: light-dark(#fff, #1c2522); --ground: light-dark(#f1f3f0, #121816);
  --leaf: light-dark(#0e6b5a, #6fcbb6); --on-leaf: light-dark(#fff, #10201b); --tint: light-dark(#e8f1ee, #22332e);
  --warn: light-dark(#8a4b10, #f0b67a); --warn-tint: light-dark(#fbf0e2, #33281b); }
* { box-sizing: border-box; }
body { margin: 0; padding: 0 1rem 3rem; background: var(--ground); color: var(--ink);
  font: 1rem/1.55 -apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif; overflow-wrap: anywhere; }
.brand { margin: 0; padding: 1.4rem 0 1rem; text-align: center; font-size: 1.1rem; font-weight: 700; }
main { margin: 0 auto; } .narrow { max-width: 34rem; } .wide { max-width: 68rem; }
.card { background: var(--paper); border-radius: .6rem; padding: 1.5rem; margin: 0 0 1rem; }
.narrow > .card:first-child, .lead { border-top: 4px solid var(--leaf); }
h1 { margin: 0 0 .6rem; font-size: 1.65rem; line-height: 1.2; text-wrap: balance; }
h2 { margin: 0 0 .4rem; font-size: 1.05rem; } p { margin: 0 0 .9rem; } .card > :last-child { margin-bottom: 0; }
a { color: var(--leaf); } small, .soft { color: var(--soft); }
.kicker { margin: 0 0 .5rem; color: var(--leaf); font-size: .78rem; font-weight: 700; letter-spacing: .08em; text-transform: uppercase; }
.state { padding: .8rem 1rem; border-radius: .5rem; background: var(--tint); font-weight: 600; }
.state.stop { background: var(--warn-tint); color: var(--warn); }
ul { margin: 0; padding: 0; list-style: none; } li { padding: .3rem 0; } li + li { border-top: 1px solid var(--line); }
.why li { font-size: 1.08rem; font-weight: 600; } .contact { display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; margin: 0 0 1rem; }
.contact a { padding: .45rem 0; font-weight: 600; }
button, summary, .button { display: block; width: 100%; min-height: 3.25rem; padding: .8rem 1rem; border: 1px solid var(--leaf);
  border-radius: .5rem; background: var(--paper); color: var(--leaf); font: inherit; font-weight: 600; text-align: center;
  text-decoration: none; cursor: pointer; }
.main { background: var(--leaf); color: var(--on-leaf); }
button:hover, summary:hover { box-shadow: inset 0 0 0 1px var(--leaf); }
:focus-visible { outline: 3px solid var(--leaf); outline-offset: 2px; }
form { margin: 0; } form + form, form + details, details + form, details + details { margin-top: .7rem; }
summary { list-style: none; } summary::-webkit-details-marker { display: none; }
summary::after { content: ' ▾'; color: var(--soft); } details[open] > summary::after { content: ' ▴'; }
details > form { padding: .9rem 0 .4rem; }
label { display: block; margin: 0 0 .7rem; font-size: .92rem; color: var(--soft); }
input, textarea { display: block; width: 100%; margin-top: .25rem; padding: .65rem .8rem; border: 1px solid var(--line); border-radius: .5rem;
  background: var(--ground); color: var(--ink); font: inherit; }
textarea { min-height: 4.2rem; resize: vertical; }
.reasons { display: grid; gap: .5rem; grid-template-columns: repeat(auto-fit, minmax(13.5rem, 1fr)); }
.reasons button { border-color: var(--line); color: var(--ink); text-align: left; font-weight: 500; }
.script { white-space: pre-line; padding-left: 1rem; border-left: 3px solid var(--line); }
@media (min-width: 60rem) {
  .two { display: grid; grid-template-columns: minmax(0, 1fr) 23rem; gap: 0 1rem; align-items: start; grid-template-rows: auto 1fr; }
  .two > .answers { grid-column: 2; grid-row: 1 / span 2; position: sticky; top: 1rem; }
  .lead, .answers { padding: 2rem; } .evidence { columns: 2; column-gap: 2.5rem; padding: 2rem; } .evidence section { break-inside: avoid; }
}
.evidence section { margin-bottom: 1.4rem; } .evidence li { font-size: .95rem; }
`
