"""The block of every scenario below, word for word: what a reader gets, to be read aloud."""

from __future__ import annotations

BLOCKS = {
    "istanbul": """\
Yes, up to signature, under the stated assumptions, at midpoints: 4,559 of 388,800 texts meet the
conditions of Russia and Ukraine. Not so if Russia's walk-away value (of its BATNA) reaches 0.59
(0.39 here), its odds of prevailing (p_russia) 0.72 (0.50) or Ukraine's walk-away value 0.78 (0.37).
95 % of draws over the file's ranges have a zone (not a probability of a deal), set mostly by
p_russia and Russia's cost of war; shared odds of a costly war leave a zone unless rules close it.
All exclude Crimea “Returned to Ukraine” and “Recognised as Russian”; and options on 4 more issues.
Already settled: 3 issues. In all of them Russia moves from its stated position on Crimea, Donbas
and Ceasefire; Ukraine on Crimea, Donbas and 2 more. Then any of 3 smallest sets of moves is enough.
None passes the tests after signature: no order of steps meets all demands; 165 would pass without
Russia's “Neutrality in law” before “Troop withdrawal” (assumed), 409 without Ukraine's condition on
Troop withdrawal (stated). Basis: 134 judgements, 26 of them with evidence; consent of United
States, Germany and China and Ukraine's ratification not modelled; not all computed.
""",
    "prespa": """\
Yes, up to signature, under the stated assumptions, at midpoints: 248 of 15,552 texts meet the
conditions of Athens and Skopje. Not so if Skopje's walk-away value (what its best alternative, its
BATNA, is worth to it) reaches 0.78 (0.61 here) or Athens' walk-away value 0.72 (−0.05 here). Above
99 % of draws over the file's ranges have a zone (not a probability of a deal).
All exclude Use of the name “In the United…” and “Abroad, not at home”; Constitution in… “No
amendment”; and options on 4 more issues. In all of them Athens moves from its stated position on
Name of the language and Nationality in passports; Skopje on Use of the name, Constitution in Skopje
and Name of the state. Then any of 3 smallest sets of moves is enough: (A) Athens moves on Heritage
and symbols; (B) Athens moves on Use of the name; Skopje on Heritage and symbols; 1 more set.
None passes the tests after signature: in each, some step asks whoever takes it for more trust than
there is; most often Skopje, at “Entry into force”. Basis: 92 judgements, 34 of them with evidence;
3 ratifications not modelled; not all computed.
""",
    "minsk": """\
Yes, up to signature, under the stated assumptions, at midpoints: 47 of 72 texts meet the conditions
of Ukraine and Russia. Not so if Ukraine's walk-away value (what its best alternative, its BATNA, is
worth to it) reaches 1.00 (0.30 here) or Russia's walk-away value 1.00 (0.30 here). 100 % of draws
over the file's ranges have a zone (not a probability of a deal).
They share nothing: every option on the table is in some. One side has to move on Special status and
elections (Ukraine or Russia), Foreign forces (Ukraine or Russia) and Control of the border (Ukraine
or Russia). Example (Nash, a reference point, not advice): Special status and elections “In the
constitution”; Foreign forces “Left”; Ceasefire “Kept from 15 February 2015”; Heavy weapons “Pulled
out”; Control of the border “Not restored”.
None passes the tests after signature: in each, somebody has no reason to take some step; most often
Russia, at “Control of the border”. Basis: 34 judgements, 6 of them with evidence; not all computed.
""",
    "colombia, not listed": """\
Yes, under the stated assumptions, at midpoints: 51,519,610,946 of 2,498,946,121,728 texts meet the
conditions of Government of Colombia and FARC-EP.
All exclude Weapons “handed to the army” and “kept out of use”; Justice for grave crimes “ordinary
courts”; and options on 2 more issues. In all of them Government of Colombia moves from its stated
position on Weapons; FARC-EP on Weapons. Then any of at least 25 smallest sets of moves is enough:
(A) Government of Colombia moves on Land fund for…, Guaranteed seats in…, Crops used for…, Ceasefire
and… and 6 more; FARC-EP on Justice for grave…, Years of restricted…, Amnesty for politic…, Titles
for smallhol… and 3 more; (B) Government of Colombia moves on Guaranteed seats in…, Crops used for…,
Ceasefire and…, Assembly of combatants and 7 more; FARC-EP on Justice for grave…, Land fund for…,
Years of restricted…, Action against… and 2 more; at least 23 more sets.
Basis: 101 judgements, none of them with evidence; what comes after signature not modelled; not all
computed.
""",
    "k of n": """\
Yes, under the stated assumptions, at midpoints: 5 of 45 texts meet the conditions of Highmere and
of at least 3 of 4 (Orchards, Millers, Ferrymen and Delta). Not so if Millers' walk-away value (of
its BATNA) reaches 0.68 (0.50 here), Highmere's walk-away value 0.70 (0.50) or Ferrymen's walk-away
value 0.90 (0.50). 79 % of draws over the file's ranges have a zone (not a probability of a deal).
All exclude Summer release “20 m³/s”, “30 m³/s” and “60 m³/s”; Upkeep of the dam “Highmere pays”;
Dry-year share “Shares as in former years”. In all of them Highmere moves from its stated position
on Summer release; Orchards on Upkeep of the dam; Millers on Summer release, Upkeep of the dam and
Dry-year share; and 2 more. Then any of 4 smallest sets of moves is enough: (A) Orchards moves on
Summer release; Delta on Dry-year share; (B) Orchards moves on Dry-year share; Ferrymen on Summer
release; (C) Ferrymen moves on Summer release; Delta on Dry-year share; 1 more set.
Basis: 35 judgements, none of them with evidence; what comes after signature not modelled; not all
computed.
""",
    "no zone": """\
No, under the stated assumptions, at midpoints: none of 27 texts meets the conditions of Alder and
Birch. Closed by Alder's red line “no high toll” (stated), Alder's walk-away value and Birch's
walk-away value; 1 other set, too. One of the smallest ways out: without Alder's red line “no high
toll” (stated) (opens 1 text); 4 other ways out. 3 % of draws over the file's ranges have a zone
(not a probability of a deal), set mostly by Alder's walk-away value and Birch's walk-away value; it
would open with Alder's walk-away value at 0.40 instead of 0.60.
Basis: 18 judgements, none of them with evidence; what comes after signature not modelled; not all
computed.
""",
    "bypass": """\
Yes, under the stated assumptions, at midpoints: 3 of 21 texts meet the conditions of Norland and
Sudland. Not so if Norland's walk-away value (what its best alternative, its BATNA, is worth to it)
reaches 0.59 (0.40 here) or Sudland's walk-away value 0.59 (0.40 here). 85 % of draws over the
file's ranges have a zone (not a probability of a deal).
All have Skerry Island “Status left to later talks”. All exclude Fishing days “60 days a year for
Sudland's boats”, “90 days a year for Sudland's boats”, “210 days a year for Sudland's boats” and
“240 days a year for Sudland's boats”. In all of them Norland moves from its stated position on
Skerry Island and Fishing days; Sudland on Skerry Island and Fishing days. No other move is needed.
Example (Nash, a reference point, not advice): Fishing days “150 days a year for Sudland's boats”.
Basis: 14 judgements, none of them with evidence; what comes after signature not modelled; not all
computed.
""",
    "two issues": """\
Yes, under the stated assumptions, at midpoints: 5 of 9 texts meet the conditions of Overfield and
Netherfield. Not so if Overfield's walk-away value (what its best alternative, its BATNA, is worth
to it) reaches 0.85 (0.30 here) or Netherfield's walk-away value 0.85 (0.30 here). 100 % of draws
over the file's ranges have a zone (not a probability of a deal).
They share nothing: every option on the table is in some. Nobody has to move from its stated
position on any one issue in all of them. Then any of 2 smallest sets of moves is enough: (A)
Overfield moves on Canal water; Netherfield on Grazing season; (B) Overfield moves on Grazing
season; Netherfield on Canal water. Example (Nash, a reference point, not advice): Canal water
“Overfield draws first”; Grazing season “Netherfield's dates from July”.
Basis: 10 judgements, none of them with evidence; what comes after signature not modelled; not all
computed.
""",
    "istanbul, first round": """\
Yes, up to signature, under the stated assumptions, at midpoints: 163 of 3,110,400 texts meet the
conditions of Russia and Ukraine. 77 % of draws over the file's ranges have a zone (not a
probability of a deal), set almost wholly by Russia's odds of prevailing (p_russia) and Ukraine's
cost of war; shared odds of a costly war leave a zone unless rules close it.
All have NATO membership “The aim is set aside”; and 6 more issues. All exclude Crimea “Returned to
Ukraine” and “Recognised as Russian”; and options on 4 more issues. In all of them Russia moves from
its stated position on Crimea, Donbas, NATO membership, Neutral status and Ceasefire; Ukraine on
Crimea, Donbas, NATO membership, Security guarantees and 6 more. No other move is needed.
None passes the tests after signature: no order of steps meets all demands; 98 would get further
without Russia's “Neutrality in law” before “Troop withdrawal” (assumed), 163 would get further
without Ukraine's condition on Troop withdrawal (stated). Basis: 140 judgements, 30 of them with
evidence; 4 consents or votes not modelled; not all computed.
""",
    "one party": """\
Yes, under the stated assumptions, at midpoints: 3 of 6 texts meet the conditions of the town. Not
so if the town's walk-away value (what its best alternative, its BATNA, is worth to it) reaches 1.00
(0.50 here). 100 % of draws over the file's ranges have a zone (not a probability of a deal).
All have Road “north”. Example (Nash, a reference point, not advice): Toll “none”.
Basis: 5 judgements, none of them with evidence; what comes after signature not modelled; not all
computed.
""",
    "eight parties": """\
Yes, under the stated assumptions, at midpoints: 31 of 81 texts meet the conditions of Town 1, Town
2, Town 3 and 5 more. Not so if Town 2's walk-away value (of its BATNA) reaches 0.62 (0.35 here),
Town 5's walk-away value 0.62 (0.35 here) or Town 8's walk-away value 0.62 (0.35 here). 100 % of
draws over the file's ranges have a zone (not a probability of a deal).
They share nothing: every option on the table is in some. Nobody has to move from its stated
position on any one issue in all of them. Then any of 14 smallest sets of moves is enough: (A) Town
1 moves on Lock 2 and Lock 1; Town 2 on Lock 4 and Lock 3; Town 3 on Lock 2 and Lock 1; and 5 more;
(B) Town 1 moves on Lock 1 and Lock 3; Town 2 on Lock 2 and Lock 4; Town 3 on Lock 1 and Lock 3; and
5 more; 12 more sets. Example (Nash, a reference point, not advice): Lock 2 “open”; Lock 1 “open”;
Lock 4 “shared”; Lock 3 “shared”.
Basis: 72 judgements, none of them with evidence; what comes after signature not modelled; not all
computed.
""",
    "red lines close it": """\
No, under the stated assumptions, at midpoints: none of 6 texts meets the conditions of Eastside and
Westside. Closed by Eastside's red line “flag” (stated) and Westside's red line “flag” (inferred).
One of the smallest ways out: without Eastside's red line “flag” (stated) (opens 3 texts); 1 other
way out. 0 % of draws over the file's ranges have a zone (not a probability of a deal).
Basis: 12 judgements, none of them with evidence; consent of the court and what comes after
signature not modelled; not all computed.
""",
    "ratified": """\
Yes, under the stated assumptions, at midpoints: 2 of 6 texts meet the conditions of Arland and
Borland. Not so if Arland's walk-away value (what its best alternative, its BATNA, is worth to it)
reaches 0.75 (0.30 here) or Borland's walk-away value 0.88 (0.30 here). 100 % of draws over the
file's ranges have a zone (not a probability of a deal).
All have Trade “quota”. All exclude Border “new”. In all of them Arland moves from its stated
position on Trade; Borland on Border. No other move is needed. Example (Nash, a reference point, not
advice): Border “old”.
After signature all 2 are also ratifiable. Basis: 14 judgements, none of them with evidence; not all
computed.
""",
}
"""Name → what ``zone.summary()`` says."""
