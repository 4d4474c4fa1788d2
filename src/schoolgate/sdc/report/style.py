"""How the report looks: one column on a phone, tables that scroll inside themselves, dark where the reader's screen is.

Contrast is at least 4.5 : 1 for text, in both schemes; no meaning rests on colour alone.
"""

CSS = """
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #545d68; --ground: #ffffff; --card: #f5f6f8;
  --line: #c9ced6; --small: #9c1c1c; --small-ground: #fdecec; --guard: #6b4a00; --guard-ground: #fdf3dc;
  --bar: #2f5fa7; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8eaed; --soft: #a9b1bb; --ground: #14171a; --card: #1d2126;
  --line: #3d444d; --small: #ffa5a0; --small-ground: #3d1b1b; --guard: #f2c464; --guard-ground: #382b0d;
  --bar: #7fa8e6; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
main { max-width: 70rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: .5rem 0; overflow-wrap: anywhere; }
h2 { font-size: 1.25rem; margin: 2.5rem 0 .5rem; }
p { max-width: 42rem; }
a { color: var(--bar); }
.skip { position: absolute; left: -99rem; }
.skip:focus { position: static; }
.aloud { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.staff { border: 2px solid var(--small); border-radius: .4rem; padding: .6rem .9rem; max-width: none; }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: .6rem; margin: 1rem 0; }
.facts div { background: var(--card); border-radius: .4rem; padding: .6rem .8rem; }
.facts dt { color: var(--soft); font-size: .85rem; line-height: 1.3; }
.facts dd { margin: .2rem 0 0; font-size: 1.3rem; font-variant-numeric: tabular-nums; }
.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: .4rem; margin: .8rem 0; max-width: 100%; }
.scroll:focus-visible, summary:focus-visible { outline: 3px solid var(--bar); outline-offset: 2px; }
table { border-collapse: separate; border-spacing: 0; font-variant-numeric: tabular-nums; width: 100%; }
caption { text-align: left; padding: .6rem .7rem; font-weight: 600; }
.scroll caption { position: sticky; left: 0; }
th, td { padding: .35rem .7rem; border-top: 1px solid var(--line); text-align: right; vertical-align: top; }
thead th { background: var(--card); vertical-align: bottom; font-size: .9rem; }
th[scope=row], thead th:first-child, td.words { text-align: left; }
th[scope=row] { font-weight: 500; position: sticky; left: 0; background: var(--ground); min-width: 7rem;
  border-right: 1px solid var(--line); }
.grid td { min-width: 5.2rem; }
.deep1 { padding-left: 1.4rem; } .deep2 { padding-left: 2.4rem; } .deep3 { padding-left: 3.4rem; }
tr.total > * { font-weight: 700; }
.small { background: var(--small-ground); color: var(--small); }
.guard { background: var(--guard-ground); color: var(--guard); }
.none { color: var(--soft); }
.range { display: block; font-size: .8rem; white-space: nowrap; font-weight: 400; }
.key { display: inline-block; min-width: 4.5rem; padding: .1rem .5rem; border-radius: .2rem; text-align: right; }
ul.legend { list-style: none; padding: 0; } ul.legend li { margin: .5rem 0; }
details { border: 1px solid var(--line); border-radius: .4rem; margin: .5rem 0; padding: 0 .8rem; }
details .scroll { margin: .4rem 0 .8rem; }
summary { cursor: pointer; padding: .6rem 0; }
figure { margin: 1rem 0; }
figcaption { font-weight: 600; margin-bottom: .4rem; }
svg { display: block; width: 100%; max-width: 26rem; height: auto; }
svg text { fill: var(--ink); font-size: 13px; } svg .bar { fill: var(--bar); } svg .track { fill: var(--card); }
footer { margin-top: 3rem; color: var(--soft); font-size: .9rem; }
@media print { .scroll { overflow: visible; } details { display: block; } }
"""
