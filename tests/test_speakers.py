"""Who is meant: names, roles, pronouns, and the people who must not be mixed up."""

import re

import pytest

from analysis.mentions import names_in, read_mention
from analysis.speakers import resolve
from analysis.types import AUTHOR_ID, Article, Attribution, Paragraph

MARK = re.compile(r"\[([SCQ]):([^\]]*)\]")


def run(marked):
    """Resolve a text in which [S:source], [C:cue] and [Q:content] are marked; a statement ends at its sentence."""
    text, spans, at = "", [], 0
    for m in MARK.finditer(marked):
        text += marked[at : m.start()]
        spans.append((m.group(1), len(text), len(text) + len(m.group(2))))
        text += m.group(2)
        at = m.end()
    text += marked[at:]
    paragraphs = tuple(
        Paragraph(m.start(), m.end(), "body", ((m.start(), m.end()),)) for m in re.finditer(r"[^\n]+", text)
    )
    made, current = [], {}

    def close():
        if "Q" in current:
            quoted = text[current["Q"][0]] in '“"'
            made.append(
                Attribution(current.get("S"), current.get("C"), (current["Q"],), "direct" if quoted else "indirect")
            )
        current.clear()

    for kind, a, b in spans:
        if kind in current:
            close()
        current[kind] = (a, b)
        if {"S", "C", "Q"} <= set(current):
            close()
    close()
    made.sort(key=lambda a: a.content)
    return resolve(Article(text), paragraphs, tuple(made))


def names(marked):
    r = run(marked)
    by_id = {s.id: s.name for s in r.speakers}
    return [by_id[i] for i in r.speaker_ids]


CASES = {
    "who tells it to somebody is not he": (
        "Harry Brill then asked Donald Kessler about the wall. [S:He] [C:told Brill], “[Q:It will be forty feet high].”",
        ["Donald Kessler"],
    ),
    "whose sentence leads up to the quote": (
        "[S:Tom Coan] [C:argued] [Q:that it was all a joke]. Judge Michael Mosman saw it differently: "
        "“[Q:I don't take that as a joke],” [S:he] [C:said].",
        ["Tom Coan", "Michael Mosman"],
    ),
    "what went on with the same pronoun": (
        "Donald Brill spoke in Dayton on Monday. He has called for a wall since May. He left out Barack Kessler, who was, "
        "[S:he] [C:noted], [Q:in his final year].",
        ["Donald Brill"],
    ),
    "and who is who before": (
        "They cited Guido Vane, a hacker who officials say is close to Harry Brill and [S:who] [C:claimed] [Q:he did it].",
        ["Guido Vane"],
    ),
    "a chant is a crowd's": (
        "Perry High was met with [C:chants of] [Q:“Build a wall”].",
        ["Unnamed speaker"],
    ),
    "the senator is whom the paragraph is about": (
        "Senator Bernie Kessler spoke in Dayton.\nMarco Brill cheered up his volunteers. Walking in, [S:the senator] "
        "[C:said] [Q:his campaign was closing strong].",
        ["Marco Brill"],
    ),
    "the nominee is who was just spoken of": (
        "The plan drew protests. [S:Ann Kessler] [C:said] [Q:it was safe]. Donald Brill was asked about it on Monday. "
        "[S:The presumptive Republican nominee] [C:said] [Q:he had not read it].",
        ["Ann Kessler", "Donald Brill"],
    ),
    "who is several just named": (
        "A foundation linked to Bill Kessler paid dozens of women [S:who] [C:claim] [Q:the firm dismissed them].",
        ["Dozens of women"],
    ),
    "who is not whose adviser he was": (
        "It featured David Axe, President Donald Brill's former top adviser, [S:who] [C:said] [Q:the record was wrong].",
        ["David Axe"],
    ),
    "the Post is the one newspaper of that name": (
        "Karin Holt of the Harbour Post asked first. [S:The Post] [C:reported] [Q:that the bridge was closed].",
        ["Harbour Post"],
    ),
    "when a survey came out is no part of it": (
        "[C:According to] [S:a Holt University poll released on Thursday], [Q:most people like the bridge].",
        ["Holt University poll"],
    ),
    "a mother is no he": (
        "Admiral Harry Brill grew up here. [S:His mother] [C:said] [Q:he loved the sea]. “[Q:They demonize me],” "
        "[S:he] [C:said].",
        ["Harry Brill's mother", "Harry Brill"],
    ),
    "surname finds the full name": (
        "Mayor Ann Kessler came late. [S:Kessler] [C:said] [Q:the bridge is safe].",
        ["Ann Kessler"],
    ),
    "full name later in the text": (
        "[S:Okafor] [C:said] [Q:it was over].\nPaul Okafor has led the firm since 2010.",
        ["Paul Okafor"],
    ),
    "possessor is not the speaker": (
        "[S:Trump’s national security adviser John Bolton] [C:said] [Q:talks would go on].",
        ["John Bolton"],
    ),
    "apposition": (
        "[S:John Bolton, the national security adviser,] [C:said] [Q:talks would go on].",
        ["John Bolton"],
    ),
    "role with possessor": (
        "Russian President Vladimir Putin sat beside Kremlin spokesman Dmitry Peskov. "
        "[S:Putin’s spokesman] [C:said] [Q:that was wrong].",
        ["Dmitry Peskov"],
    ),
    "role by institution": (
        "Dmitry Peskov, the Kremlin’s spokesman, was late. [S:The Russian spokesman] [C:said] [Q:no].",
        ["Dmitry Peskov"],
    ),
    "two spokesmen are two": (
        "Kremlin spokesman Dmitry Peskov and White House press secretary Sarah Sanders met. "
        "[S:The White House spokeswoman] [C:said] [Q:it went well]. [S:The Kremlin spokesman] [C:said] [Q:it did not].",
        ["Sarah Sanders", "Dmitry Peskov"],
    ),
    "he": (
        "Senator Tom Bright arrived. [S:He] [C:said] [Q:the bill was dead].",
        ["Tom Bright"],
    ),
    "she, not the man just named": (
        "Angela Merkel met Emmanuel Macron in Paris. [S:She] [C:said] [Q:there was time].",
        ["Angela Merkel"],
    ),
    "pronoun keeps the last speaker": (
        "[S:Peter Salcombe] [C:said] [Q:fares would rise]. [S:He] [C:added] [Q:that Colm Rafferty knew it].",
        ["Peter Salcombe", "Peter Salcombe"],
    ),
    "it, the document that the sentence before is about": (
        "[S:Ministers] [C:said] [Q:so in May]. The leaked review puts the cost at £14bn. [S:It] [C:says] [Q:so].",
        ["Ministers", "Leaked review"],
    ),
    "it, the body that spoke of a document": (
        "[Q:The leaked review was wrong], [S:the Treasury] [C:said]. [S:It] [C:added] [Q:that costs were known].",
        ["Treasury", "Treasury"],
    ),
    "it, and no group of several": (
        "The European Commission met. [S:Ministers] [C:said] [Q:so]. [S:It] [C:said] [Q:no].",
        ["Ministers", "European Commission"],
    ),
    "names inside quotes are not antecedents": (
        "[Q:“James Mattis is a fine man,”] [S:Mark Dunne] [C:said]. [S:He] [C:called] [Q:the plan sound].",
        ["Mark Dunne", "Mark Dunne"],
    ),
    "relatives share a surname only": (
        "Donald Trump left. [S:Ivanka Trump] [C:said] [Q:the visit was a success].",
        ["Ivanka Trump"],
    ),
    "who": (
        "Morag Tulloch, [S:who] chairs the council, [C:said] [Q:fares doubled].",
        ["Morag Tulloch"],
    ),
    "a spokesman for a person is not that person": (
        "[S:A spokesman for Chancellor Angela Merkel] [C:said] [Q:she would travel].",
        ["Spokesman for Chancellor Angela Merkel"],
    ),
    "nor is an aide, however he is named": (
        "Clinton won. [S:A Clinton spokeswoman] [C:said] [Q:so]. [S:Some senior Clinton campaign officials] [C:said] [Q:so].",
        ["Clinton spokeswoman", "Some senior Clinton campaign officials"],
    ),
    "an aide who was named": (
        "Donald Trump won. Trump spokesman Mike Hall came. [S:The Trump spokesman] [C:said] [Q:so].",
        ["Mike Hall"],
    ),
    "several, set apart by a name": (
        "[S:Abortion rights advocates] [C:said] [Q:so]. [S:Several Ohio GOP insiders] [C:said] [Q:so]. [S:Clinton's lawyers] [C:said] [Q:so].",
        ["Abortion rights advocates", "Several Ohio GOP insiders", "Clinton's lawyers"],
    ),
    "what bears a name": (
        "Karl Rove left. [S:The Rove ad] [C:said] [Q:so]. [S:Her Twitter account] [C:said] [Q:so].",
        ["Rove ad", "Her Twitter account"],
    ),
    "a sentence's first word": (
        "The current plan fails. [S:Current and former officials] [C:said] [Q:so].",
        ["Current and former officials"],
    ),
    "a given name that is a word": ("[S:Bill Clinton] [C:said] [Q:so]. [S:He] [C:left].", ["Bill Clinton"]),
    "who is told apart in one sentence": (
        "Ben Salter argued before the judge. [S:Salter] [C:said] [Q:no]. [S:The judge] [C:added] [Q:yes].",
        ["Ben Salter", "Judge"],
    ),
    "a title cut short before a name": (
        "[S:California Rep. Duncan Hale’s chief of staff, Joe Salter,] [C:said] [Q:no].",
        ["Joe Salter"],
    ),
    "somebody of a party, told apart": (
        "[S:Paul Okafor] [C:said] [Q:so]. [S:The Republican from Ohio] [C:said] [Q:no].",
        ["Paul Okafor", "Republican from Ohio"],
    ),
    "a state": ("[S:Ohio] [C:said] [Q:so].", ["Ohio"]),
    "one of a party": (
        "[S:One Democrat familiar with the talks] [C:said] [Q:so].",
        ["One Democrat familiar with the talks"],
    ),
    "an office before a name": (
        "[S:Secretary of State Ann Kessler] [C:said] [Q:so]. [S:RNC Chief of Staff Katie Walsh] [C:said] [Q:no].",
        ["Ann Kessler", "Katie Walsh"],
    ),
    "an office behind a country": (
        "[S:The Kuwaiti Assistant Foreign Minister for Consular Affairs, Sami al-Hamad,] [C:said] [Q:so].",
        ["Sami al-Hamad"],
    ),
    "a name that is a month": (
        "[S:Prime Minister Theresa May] [C:said] [Q:so]. [S:Mrs May] [C:added] [Q:that]. [S:May] [C:insisted] [Q:on it].",
        ["Theresa May"] * 3,
    ),
    "an ally who is named": (
        "[S:Trump ally and former mayor Paul Okafor] [C:said] [Q:so].",
        ["Paul Okafor"],
    ),
    "a country that no lexicon knows is no name": (
        "[S:Ann Kessler] [C:said] [Q:no]. [S:The Zubrovian president] [C:said] [Q:yes].",
        ["Ann Kessler", "Zubrovian president"],
    ),
    "who held an office once was named before": (
        "[S:Nelson Mbeki himself, now 87,] [C:said] [Q:no]. [S:The former Zubrovian president] [C:added] [Q:yes].",
        ["Nelson Mbeki", "Nelson Mbeki"],
    ),
    "named spokesman of a person": (
        "[S:A spokesman for Angela Merkel, Steffen Seibert,] [C:said] [Q:she would travel].",
        ["Steffen Seibert"],
    ),
    "lead by role, name below": (
        "[S:A Kremlin spokesman] [C:said] [Q:Russia would answer].\nKremlin spokesman Dmitry Peskov spoke on Monday.",
        ["Dmitry Peskov"],
    ),
    "US is a country": ("[S:US officials] [C:said] [Q:the ship was theirs].", ["US officials"]),
    "it is the ministry": (
        "[S:The Foreign Ministry] [C:said] [Q:it was a lie]. [S:It] [C:added] [Q:that nobody was hurt].",
        ["Foreign Ministry", "Foreign Ministry"],
    ),
    "a pair": (
        "[S:Angela Merkel and Emmanuel Macron] [C:said] [Q:so].",
        ["Angela Merkel and Emmanuel Macron"],
    ),
    "title and initials": (
        "[S:U.S. Sen. Ron Johnson] [C:said] [Q:no]. [S:Johnson] [C:added] [Q:that he meant it].",
        ["Ron Johnson", "Ron Johnson"],
    ),
    "particles": (
        "[S:Ursula von der Leyen] [C:said] [Q:yes]. [S:Von der Leyen] [C:warned] [Q:of delay].",
        ["Ursula von der Leyen", "Ursula von der Leyen"],
    ),
    "the councilman went on": (
        "[S:Preston Hale] [C:said] [Q:the cap would fail]. [Q:“Look at Ostrow,”] [S:the councilman] [C:continued].",
        ["Preston Hale", "Preston Hale"],
    ),
    "a mother of a man is a woman, named below": (
        "[S:The mother of a 19-year-old man] [C:says] [Q:she will sue].\n[S:Lorraine Weir] [C:told] [Q:that he was kind].",
        ["Lorraine Weir", "Lorraine Weir"],
    ),
    "the man of the caption": (
        "Dale Horvath speaks at a diner.\n[S:The man his party picked for Ohio] [C:said] [Q:he would vote no].\n"
        "[S:Dale Horvath, a former miner,] [C:said] [Q:steel comes first].",
        ["Dale Horvath", "Dale Horvath"],
    ),
    "his aide is not the rival named next": (
        "Ann Kessler hit Paul Okafor on trade.\nOkafor's campaign returned fire. [S:His chief aide] [C:said] [Q:so].\n"
        "[S:Ann Kessler] [C:said] [Q:no].",
        ["Paul Okafor's chief aide", "Ann Kessler"],
    ),
    "the fund manager whom the paragraph names": (
        "In May, billionaire Paul Singer paid for the campaign. [S:The fund manager] [C:said] [Q:it was a gift].\n"
        "[S:Zelda Tate] [C:said] [Q:it was a bribe].",
        ["Fund manager", "Zelda Tate"],
    ),
    "the Independent is who spoke last, whatever the office": (
        "Council leader Tony Marsh opened. [S:Marsh] [C:asked] [Q:for patience]. [Q:“I have grandchildren,”] [C:said] "
        "[S:the Independent].",
        ["Tony Marsh", "Tony Marsh"],
    ),
    "a senator by title": (
        "[S:Sen. Paul Okafor] [C:spoke] [Q:of peace]. [S:Host Gloria Bell] [C:asked] [Q:when]. [S:The senator] [C:said] [Q:soon].",
        ["Paul Okafor", "Gloria Bell", "Paul Okafor"],
    ),
    "Mr. is not Michelle": (
        "Michelle Obama smiled. Mr. Obama did not. [S:Obama] [C:said] [Q:it was not so simple].\n[S:Michelle Obama] [C:said] [Q:it was].",
        ["Obama", "Michelle Obama"],
    ),
    "an ex-wife is no Mr": (
        "[S:One colleague] [C:said] [Q:he was finished].\nMr Hall’s ex-wife Arabella, 47, had her say. [Q:‘Never,’] [S:she] [C:wrote].",
        ["One colleague", "Arabella"],
    ),
    "but a former steward": (
        "[S:Dr Ines Corrado] [C:said] [Q:it works].\nBut a former steward at the market, who is retired, was not convinced. "
        "[Q:The firms left], [S:she] [C:said].",
        ["Ines Corrado", "Former steward"],
    ),
    "who chairs": (
        "[S:Chairing, the mayor, Cllr Edith Boase,] [C:noted] [Q:that it was late]. [S:Cllr Boase] [C:said] [Q:good night].",
        ["Edith Boase", "Edith Boase"],
    ),
    "the French president is not the president": (
        "President Obama came. [S:Obama] [C:said] [Q:so].\n[S:The French president] [C:said] [Q:no]. [S:The U.S. president] "
        "[C:left it] [Q:at that].",
        ["Obama", "French president", "Obama"],
    ),
    "a nation's ship doesn't speak": (
        "Last year an American ship sailed to Norway. [S:They] [C:report] [Q:furrows].",
        ["Norway"],
    ),
    "the retired professor": (
        "Rohan Pillai taught here. [S:Pillai] [C:said] [Q:no]. [Q:“Buses will do,”] [S:the retired professor] [C:said].",
        ["Rohan Pillai", "Rohan Pillai"],
    ),
    "whom a paragraph introduces without his speaking": (
        "[S:Joss Hale] [C:said] [Q:so].\nI put this to Kaarel Tamm, who lives in London.\n"
        "[Q:“Nobody dragged us in,”] [C:said] [S:the former ambassador].",
        ["Joss Hale", "Kaarel Tamm"],
    ),
    "by age": (
        "Teresa Ybarra, a retired nurse, unfolded a map. [Q:“My house is here,”] [S:the 68-year-old] [C:said].",
        ["Teresa Ybarra"],
    ),
    "an official is whoever holds an office": (
        "The agency’s deputy director, Henrik Madsen, was angrier. [S:He] [C:said] [Q:so].\n"
        "Madsen is appalled. [Q:“You do not ask that,”] [S:the Danish official] [C:says].",
        ["Henrik Madsen", "Henrik Madsen"],
    ),
    "the shadow minister is another": (
        "[S:The transport secretary] [C:said] [Q:yes].\nShadow transport secretary Giles Orme frowned. "
        "[S:Orme] [C:said] [Q:no].",
        ["Transport secretary", "Giles Orme"],
    ),
    "a mayor called so long after": (
        "Mayor Teresa Whitfield smiled. [S:Whitfield] [C:said] [Q:so].\n"
        + "Rain fell.\n" * 12
        + "[S:The mayor] [C:called] [Q:it cheap].",
        ["Teresa Whitfield", "Teresa Whitfield"],
    ),
    "kin": (
        "[S:Ditte Brandt] [C:said] [Q:no]. Jonas Brandt left. [S:Her husband] [C:conceded] [Q:a bias].",
        ["Ditte Brandt", "Jonas Brandt"],
    ),
    "a surname means whom the reader knows": (
        "Grant Mercer, an aide, left. Mercer himself kept silent. [S:Mercer] [C:wrote] [Q:so].\n"
        "Sen. Teresa Mercer was loud. Teresa Mercer laughed. Teresa Mercer left. [S:The senator] [C:said] [Q:no].",
        ["Grant Mercer", "Teresa Mercer"],
    ),
    "three who speak as one": (
        "[S:President Ann Roe, Premier Tom Hale and Chancellor Eva Linde] [C:voiced] [Q:concern].",
        ["President Ann Roe, Premier Tom Hale and Chancellor Eva Linde"],
    ),
    "a document is its owner's": (
        "[S:Halden’s environmental study] [C:says] [Q:water is safe]. The trust spent a lot. [S:Its annual report] [C:said] [Q:so].",
        ["Halden", "Trust"],
    ),
    "it, whom the paragraph is about": (
        "[S:The Prison Service] [C:said] [Q:so].\nThe Penal Reform Trust took issue. Cloverhill, [S:it] [C:noted], [Q:was worse].",
        ["Prison Service", "Penal Reform Trust"],
    ),
    "a body with an of": (
        "[S:The Idaho Department of Water Resources] [C:said] [Q:so]. [S:It] [C:added] [Q:that].",
        ["Idaho Department of Water Resources"] * 2,
    ),
    "an abbreviation spelled out elsewhere": (
        "The Northern Atlantic Bank rose. [S:NAB] [C:said] [Q:no].",
        ["Northern Atlantic Bank (NAB)"],
    ),
    "a quote that opens a paragraph": (
        "[S:Ilija Stone] [C:said] [Q:no].\nThe unrest is a test of Prime Minister Kiril Dimov, who won twice.\n"
        "[Q:“Ask who rented the buses,”] [S:he] [C:said].",
        ["Ilija Stone", "Kiril Dimov"],
    ),
    "whom a report is about": (
        "[S:Radu Cosma] [C:said] [Q:so].\n[Q:Mette Vestring, a Dane, likened it to the Titanic], [S:Politico Europe] [C:reported]. "
        "[S:She] [C:said] [Q:no].",
        ["Radu Cosma", "Politico Europe", "Mette Vestring"],
    ),
    "the fourth of his name": (
        "A donor, Luther Stan Pate IV, paid. [S:Pate] [C:said] [Q:so].",
        ["Luther Stan Pate IV"],
    ),
    "the neighbor is not who died": (
        "Officers found Jamal Reed, 19, in the road.\n[Q:“He was a good kid,”] [S:the neighbor] [C:said].",
        ["Neighbor"],
    ),
    "nor the judge who was sentenced": (
        "[S:Ann Holmes] [C:said] [Q:so].\n[Q:“This is a fraud case,”] [S:the judge] [C:said].",
        ["Ann Holmes", "Judge"],
    ),
    "an officer spoken of before": (
        "A retired officer laughed. Tom Hale came. [S:Hale] [C:said] [Q:no].\n[Q:“A mess,”] [S:the officer] [C:said].",
        ["Tom Hale", "Retired officer"],
    ),
    "by the age that the text tells": (
        "Joan Pratt, 71, and Eli Pratt, 19, fled. [S:Joan Pratt] [C:said] [Q:so].\n[Q:“We were done for,”] "
        "[S:the 19-year-old] [C:said].",
        ["Joan Pratt", "Eli Pratt"],
    ),
    "of two ages neither": (
        "A 42-year-old nurse queued. Benjamin Hale spoke. [S:Hale] [C:said] [Q:so].\n[Q:“No,”] [S:the 42-year-old] [C:said].",
        ["Benjamin Hale", "42-year-old"],
    ),
    "a brother shares the surname as well": (
        "[S:Alex Murdock] [C:said] [Q:so]. Buster Murdock, his son, left. [S:His brother] [C:said] [Q:no].",
        ["Alex Murdock", "Buster Murdock's brother"],
    ),
    "a neighbour of the same name is no husband": (
        "Ann Lee fled. Her neighbour, Robert Lee, stayed. [S:Ann Lee] [C:said] [Q:so]. [S:Her husband] [C:said] [Q:no].",
        ["Ann Lee", "Ann Lee's husband"],
    ),
    "a coroner's report is not the mother's": (
        "[S:Mary Dunn] [C:said] [Q:no]. [S:The coroner’s report] [C:said] [Q:so]. [S:Friday’s report] [C:said] [Q:so].",
        ["Mary Dunn", "Coroner’s report", "Friday’s report"],
    ),
    "Jr.": (
        "[S:Donald Roe] [C:said] [Q:so]. [S:Donald Roe Jr.] [C:said] [Q:no]. [S:Mr. Roe] [C:added] [Q:that].",
        ["Donald Roe", "Donald Roe Jr", "Donald Roe"],
    ),
    "a title behind an institution": (
        "[S:Bank of Zubrovia Governor Tiff Macklin] [C:said] [Q:so]. [S:Macklin] [C:added] [Q:that].",
        ["Tiff Macklin", "Tiff Macklin"],
    ),
    "a surname that is a trade": (
        "John Carpenter and Cybill Shepherd met. [S:Shepherd] [C:said] [Q:so]. [S:Carpenter] [C:said] [Q:no].",
        ["Cybill Shepherd", "John Carpenter"],
    ),
    "a mayor called like an agency": (
        "[S:Mayor Michael Bloomberg] [C:said] [Q:so]. [S:Mr. Bloomberg] [C:added] [Q:that]. [S:Bloomberg] [C:left it] [Q:at that].",
        ["Michael Bloomberg"] * 3,
    ),
    "a woman in the hall": (
        "Superintendent Laura Chen spoke.\n[Q:“No,”] [S:a woman] [C:shouted]. [S:Laura Chen] [C:said] [Q:so].",
        ["Woman", "Laura Chen"],
    ),
    "it, and no part of a sentence before": (
        "Qantas sold its last jet in July. Qatar Airways bought ten. [S:It] [C:said] [Q:so].",
        ["Qatar Airways"],
    ),
    "kin by first name": (
        "Alice Timmons runs the prison. Boyd’s sister, Tammy, begged him to stay. [Q:“Come home,”] [S:she] [C:said].",
        ["Tammy"],
    ),
    "a widow is no Mr": (
        "Judge Miriam Oakes heard the case.\n[S:Mr Haddad’s widow, Leila,] [C:said] [Q:so]. [Q:“He was kind,”] [S:she] [C:said].",
        ["Leila", "Leila"],
    ),
    "another's pronoun tells no gender": (
        "Minister Shirley Boone resigned. [S:Party leader Murdo Ferris] [C:said] [Q:she should go].\n"
        "[Q:“It’s the same every year,”] [S:he] [C:said].",
        ["Murdo Ferris", "Murdo Ferris"],
    ),
    "who takes over": (
        "[S:Coach Don Maddox] [C:said] [Q:so]. Mikko Saarinen, the goalie, shrugged off the praise.\n"
        "[Q:“The guys blocked a lot,”] [S:he] [C:said].",
        ["Don Maddox", "Mikko Saarinen"],
    ),
    "a police spokesman is one": (
        "[S:A police spokesman] [C:said] [Q:the driver had stopped]. [Q:“We appeal for witnesses,”] [S:he] [C:said].",
        ["Police spokesman", "Police spokesman"],
    ),
    "the spokesman of a spokesman for somebody": (
        "[S:A spokesman for the ministry] [C:said] [Q:no].\n[Q:“That is all,”] [S:the spokesman] [C:added].",
        ["Spokesman for the ministry"] * 2,
    ),
    "a spokeswoman is no customer": (
        "[Q:“We’re very sorry,”] [S:a spokeswoman for the chain] [C:said].\n[S:Amy Tuttle, 29, from Derby,] [C:said] [Q:she was sick].",
        ["Spokeswoman for the chain", "Amy Tuttle"],
    ),
    "by nation": (
        "Jannik Salter won in two sets. [S:Salter] [C:said] [Q:so].\n[Q:“I was lucky,”] [S:the Italian] [C:added].",
        ["Jannik Salter", "Jannik Salter"],
    ),
    "by state and party, of an office": (
        "[S:Sen. Paul Okafor] [C:said] [Q:so]. [Q:“It is dead,”] [S:the Ohio Democrat] [C:added].",
        ["Paul Okafor", "Paul Okafor"],
    ),
    "whom a quote names": (
        "Yann Leclair left. [S:Olaf Bergman] [C:said] [Q:so].\n[Q:“I respect Yann, but Yann is an optimist,”] [S:he] [C:said].",
        ["Olaf Bergman", "Olaf Bergman"],
    ),
    "in capitals": ("Paul Renner sat down. [S:RENNER] [C:said] [Q:no].", ["Paul Renner"]),
}


@pytest.mark.parametrize("case", CASES)
def test_case(case):
    marked, expected = CASES[case]
    assert names(marked) == expected


@pytest.mark.parametrize(
    ("words", "kind", "name"),
    [
        ("Forty-three percent of voters", "group", ""),
        ("Conservationists", "group", ""),
        ("Cambodia", "body", ""),
        ("GOP Candidates Reject The Idea Of A Raise", "body", ""),
        ("Congressional Republicans", "group", ""),
        ("Guidelines issued by the Obama administration", "body", ""),
        ("his wife, longtime Clinton aide Huma Abedin,", "person", "Huma Abedin"),
        ("Another delegate, Michael Brown of Washington, D.C.,", "person", "Michael Brown"),
        ("Depositions released in March", "body", ""),
        ("EgyptAir Flight MS804", "body", ""),
        ("Democrat Zephyr Teachout", "person", "Zephyr Teachout"),
        ("The ad, titled “Unifier?”,", "body", ""),
        ("a new poll that shows Clinton ahead", "body", ""),
    ],
)
def test_what_a_mention_names(words, kind, name):
    mention = read_mention(words, (0, len(words)))
    assert (mention.kind, " ".join(mention.name)) == (kind, name)


def test_floating_quote_is_less_sure_than_a_name():
    r = run(
        "[S:Olga Brandt] [C:said] [Q:the road was promised].\n[Q:“They want to see diggers before the winter comes.”]"
    )
    assert r.speaker_ids[0] == r.speaker_ids[1]
    assert r.confidences[1] < r.confidences[0]


def test_nothing_around_leaves_the_speaker_open():
    r = run("[Q:“We were never asked about any of it, not once.”]")
    assert r.speakers[0].kind == "anonymous"
    assert r.confidences[0] < 0.5


def test_author():
    text = "This is wrong, and everybody should say so."
    p = (Paragraph(0, len(text), "body", ((0, len(text)),)),)
    r = resolve(Article(text), p, (Attribution(None, None, ((0, len(text)),), "author"),))
    assert r.speaker_ids == (AUTHOR_ID,)
    assert r.speakers[0].kind == "author"


def test_anonymous_officials_stay_apart_from_each_other():
    r = run(
        "[S:A senior official who asked for anonymity] [C:said] [Q:it was close].\n"
        "[S:A Western diplomat] [C:said] [Q:it was not]."
    )
    assert len(set(r.speaker_ids)) == 2
    assert {s.kind for s in r.speakers} == {"anonymous"}


def test_roles_aliases_and_mentions_are_kept():
    marked = "[S:Kremlin spokesman Dmitry Peskov] [C:said] [Q:no]. [S:Peskov] [C:added] [Q:that it was late]."
    (speaker,) = run(marked).speakers
    assert speaker.role == "Kremlin spokesman"
    assert speaker.affiliation == "Kremlin"
    assert speaker.aliases == ("Peskov",)
    assert len(speaker.mentions) == 2


def test_no_person_twice_and_ids_unique():
    marked = " ".join(f"[S:{s}] [C:said] [Q:so it is]." for s in ("Dmitry Peskov", "Peskov", "Mr Peskov", "He"))
    r = run(marked)
    assert len(r.speakers) == 1
    assert len({s.id for s in r.speakers}) == len(r.speakers)


def test_one_mention_has_one_meaning():
    made = names(
        "[S:Its energy minister] [C:said] [Q:the dam would go ahead], [C:calling] [Q:the critics naive].\n"
        "Khamphet Soul [C:told] reporters more."
    )
    assert len(set(made)) == 1


def test_documents_speak_for_themselves():
    assert names(
        "Ann Kessler spent too much, [C:according to] [S:papers leaked to the Courier]: [Q:she flew twice]."
    ) == ["Papers leaked to the Courier"]


def test_one_of_several_is_nobody_who_was_named():
    made = names(
        "[S:Pia Lindgren] [C:said] [Q:the deal would close].\n"
        "People close to the rival's board were less sure. [S:One] [C:said] [Q:it was falling over]; "
        "[S:another] [C:put] [Q:the odds at four in ten]. [S:Others] [C:said] [Q:nothing had been decided]."
    )
    assert made == [
        "Pia Lindgren",
        "One of the people close to the rival's board",
        "Another of the people close to the rival's board",
        "Other people close to the rival's board",
    ]
    assert names("[S:Swedish diplomats] [C:said] [Q:talks had stalled]. [S:Two of them] [C:blamed] [Q:the hosts].") == [
        "Swedish diplomats",
        "Two Swedish diplomats",
    ]
    assert names("The room was full. [S:One] [C:said] [Q:it was hot].") == ["One, unnamed"]


def test_a_short_form_is_the_institution_that_it_was_introduced_for():
    assert names(
        "Surgeons were there, [C:said] [S:Marit Solberg], who heads Doctors Without Borders (MSF) in Asmara: [Q:they were].\n"
        "[S:MSF, which lost two nurses,] [C:demanded] [Q:an inquiry]. [S:The group] [C:said] [Q:trucks were stuck]."
    ) == ["Marit Solberg", "Doctors Without Borders (MSF)", "Doctors Without Borders (MSF)"]
    assert names(
        "[S:The Ministry of Defence (MoD)] [C:said] [Q:it was false]. [S:The MoD] [C:added] [Q:nothing happened].\n"
        "[S:The Committee to Protect Journalists] [C:called] [Q:it wrong]. [S:The CPJ] [C:wants] [Q:him freed].\n"
        "[S:The National Rifle Association, or NRA,] [C:said] [Q:no]. [S:The NRA] [C:said] [Q:it was void]."
    ) == [x for x in ("Ministry of Defence (MoD)", "Committee to Protect Journalists (CPJ)", "National Rifle Association (NRA)")
          for _ in range(2)]  # fmt: skip


def test_a_party_in_brackets_is_not_who_speaks():
    assert names("[S:Olaf Berg (SPD)] [C:said] [Q:it was wrong]. [S:The SPD] [C:said] [Q:it would vote no].") == [
        "Olaf Berg",
        "SPD",
    ]
    assert names(
        "[S:Ann Rodgers, head of the Pelagic Fishers’ Organisation (PFO),] [C:said] [Q:marks were thick]. "
        "[S:The PFO] [C:said] [Q:more]."
    ) == ["Ann Rodgers", "Pelagic Fishers’ Organisation (PFO)"]


@pytest.mark.parametrize(
    "text, speakers",
    [
        ("Sen. Ann Lee said no. Lee voted for it. [S:Her office] [C:said] [Q:so].", ["Ann Lee's office"]),
        ("Norway began it. Now [S:its government] [C:says] [Q:that it may leave].", ["Norway's government"]),
        (
            "Jo Bates, a nurse, left. [S:Her office] [C:said] [Q:so].\nMia Cole, a judge, stayed. [S:Her office] [C:said] [Q:no].",
            ["Jo Bates' office", "Mia Cole's office"],
        ),
        ("Ms Ann Lee runs it. [S:Lee's department] [C:says] [Q:so].", ["Ann Lee's department"]),
        ("The rules had nothing to say. [S:Its backers] [C:say] [Q:so].", ["Its backers"]),
        (
            "[S:The Home Office] [C:said] [Q:so].\n[S:The Institute of Rates] [C:said] [Q:no]. It had asked Bo Hart, a poet. "
            "[S:His report] [C:says] [Q:yes].",
            ["Home Office", "Institute of Rates", "Bo Hart's report"],
        ),
    ],
)
def test_what_is_called_by_its_owner_has_his_name(text, speakers):
    assert names(text) == speakers


@pytest.mark.parametrize(
    "text, speaker",
    [
        (
            "The Bureau of Prisons differs. In an email, [S:a spokesperson] [C:said] [Q:so].",
            "Bureau of Prisons spokesperson",
        ),
        ("We put it to Kent Police. [S:A spokeswoman] [C:said] [Q:no].", "Kent Police spokeswoman"),
        ("[Q:The council would meet on Friday], [S:a spokesman] [C:said].", "Council spokesman"),
        ("Nobody knew. [S:A spokesman] [C:said] [Q:so].", "Spokesman"),
        ("China is far away. [S:A spokesman] [C:said] [Q:so].", "Spokesman"),
    ],
)
def test_whom_a_spokesman_speaks_for_is_told(text, speaker):
    assert names(text) == [speaker]


def test_spokeswomen_of_two_institutions_are_two():
    assert names(
        "The Bureau of Prisons differs. [S:A spokeswoman] [C:said] [Q:so].\n[S:The spokeswoman] [C:added] [Q:more].\n"
        "Kent Police were asked. [S:A spokeswoman] [C:said] [Q:no]."
    ) == ["Bureau of Prisons spokeswoman", "Bureau of Prisons spokeswoman", "Kent Police spokeswoman"]


@pytest.mark.parametrize(
    "text, speaker",
    [
        ("The plant, owned by Prairie Foods, is big. [S:The company] [C:said] [Q:so].", "Prairie Foods"),
        ("It is flown by a company, Stone Atlas, whose boss left. [S:The firm] [C:said] [Q:so].", "Stone Atlas"),
        ("Acme Foods met Bolt Foods. [S:The company] [C:said] [Q:so].", "Company"),
        ("The daily Tagblick had it. [S:The paper] [C:said] [Q:so].", "Tagblick"),
    ],
)
def test_which_firm_or_paper_it_is(text, speaker):
    assert names(text) == [speaker]


def test_the_panel_is_the_panel_of_experts_just_heard():
    assert (
        names("[S:A panel of outside experts] [C:warned] [Q:that it failed]. [S:The panel] [C:blamed] [Q:cuts].")
        == ["Panel of outside experts"] * 2
    )


@pytest.mark.parametrize(
    "text, speakers",
    [
        ("Mayor Rolly Diaz of Olongapo, whose family is rich, smiled. [Q:“Jobs,”] [S:he] [C:said].", ["Rolly Diaz"]),
        ("Nadia Ercoli of the network Mai Indietro, [S:who] [C:said] [Q:she went], wept.", ["Nadia Ercoli"]),
        (
            "[S:Dan Roe] [C:said] [Q:so]. The vessel Akademik Lazurin left. [S:He] [C:said] [Q:no].",
            ["Dan Roe", "Dan Roe"],
        ),
        ("Its partner is Tallow & Finch, whose founder Dev Roy is cross. [Q:“No,”] [S:he] [C:said].", ["Dev Roy"]),
        (
            "The mission's spokesman, Rodrigo Valcárcel Peña, left. [S:Valcárcel] [C:said] [Q:so].",
            ["Rodrigo Valcárcel Peña"],
        ),
    ],
)
def test_places_ships_and_firms_are_not_who_he_is(text, speakers):
    assert names(text) == speakers


@pytest.mark.parametrize(
    "text, speaker",
    [
        (
            "[S:Jo Reed, a nurse,] [C:said] [Q:so].\nA U.S. official in the room was cool. [Q:“No,”] [S:he] [C:said].",
            "U.S. official",
        ),
        (
            "[S:Brigadier Lodhi] [C:said] [Q:so].\nKabul's consul, no friend, met me. [Q:“No,”] [S:he] [C:said].",
            "Kabul's consul",
        ),
        (
            "[S:Mary Reed] [C:said] [Q:so].\nIt was no comfort to Nirina, a 24-year-old student. [Q:“No,”] [S:she] [C:said].",
            "Nirina",
        ),
        ("[S:Mary Reed] [C:said] [Q:so].\nJunior Kiki Alvarado waited. [Q:“No,”] [S:she] [C:said].", "Kiki Alvarado"),
        (
            "[S:Tom Reed] [C:said] [Q:so].\nLess guarded was Mo Eide, who owns a part. [Q:“No,”] [S:he] [C:said].",
            "Mo Eide",
        ),
        (
            "[S:Tom Reed] [C:said] [Q:so].\nThe then army chief, Brigadier Mo Eide, wrote. In it [S:he] [C:said] [Q:no].",
            "Mo Eide",
        ),
        ("[S:Tom Reed] [C:said] [Q:so].\nSandy Buchan will be back at sea. [Q:“No,”] [S:he] [C:said].", "Sandy Buchan"),
    ],
)
def test_whom_the_paragraph_before_the_quote_is_about(text, speaker):
    assert names(text)[-1] == speaker


@pytest.mark.parametrize(
    "text, speaker",
    [
        ("Down the road, Dr. Anil Roy has a waiting list. [Q:“We cope,”] [S:the dentist] [C:said].", "Anil Roy"),
        ("For Gaz Tilley, 51, it is sweet. [Q:“Out,”] [S:the roofer] [C:said].", "Gaz Tilley"),
        ("A roofer came by. Gaz Tilley, 51, left. [Q:“Out,”] [S:the roofer] [C:said].", "Roofer"),
        (
            "Massimo Trevi, who has been mayor for nine years, left.\n\nIt rained.\n\n[S:The mayor] [C:said] [Q:no].",
            "Massimo Trevi",
        ),
    ],
)
def test_a_trade_is_that_of_who_was_just_named(text, speaker):
    assert names(text) == [speaker]


def test_his_mother_is_whose_son_was_spoken_of():
    assert names(
        "“We had no staff,” [C:says] [S:Deirdre Nolan], whose son Jamie was found dead, [Q:she was told].\n"
        "[Q:“He went in over a moped,”] [S:his mother] [C:says]."
    ) == ["Deirdre Nolan", "Deirdre Nolan"]
    assert names(
        "[S:Tom Reed], whose daughter Amy was expelled, [C:waited]: [Q:they should say sorry]. "
        "[S:Laura Finch], 44, [C:said] [Q:that Jim Boyle's son was there too].\n"
        "[Q:“She broke them,”] [S:her father] [C:admitted]."
    ) == ["Tom Reed", "Laura Finch", "Her father"]
    assert names(
        "[Q:“It was right,”] [C:said] [S:Amy Reed], the mother of Jamie, who died in May.\n"
        "[Q:“They never called me,”] [S:his mother] [C:said]."
    ) == ["Amy Reed", "Amy Reed"]


def test_who_is_introduced_as_hers_is_not_she():
    assert names(
        "Much is up to Maria Dekker, who leads the Centre.\n[Q:“Nobody reads it,”] [S:she] [C:said].\n"
        "During a break her deputy, Wim Kuiper, argued with him. [S:She] [C:told] reporters [Q:that they would leave]."
    ) == ["Maria Dekker", "Maria Dekker"]


def test_roles_in_apposition():
    for told in ("our Transport Minister", "the Transport Minister", "transport minister since 2019"):
        assert (
            names(
                f"Colin Bartlett, {told}, went first. [Q:“We will see,”] [S:he] [C:said].\n"
                "[Q:“It’s 480 million,”] [S:the minister] [C:told] a man in a scarf."
            )
            == ["Colin Bartlett"] * 2
        )


HEARD = "[Q:“It is the law,”] [C:said] [S:Hank Moreau], who sits in the assembly.\n"


@pytest.mark.parametrize(
    ("after", "speaker"),
    [
        ("Moreau’s campaign manager, Paul Ogden, begged to differ. [Q:“It was,”] [S:he] [C:said].", "Paul Ogden"),
        ("A former minister, R. Venkat, struck another note. [Q:“It was,”] [S:he] [C:said].", "R. Venkat"),
        ("Lasha Gogua, a commentator, finds that tiresome. [Q:“It was,”] [S:he] [C:wrote].", "Lasha Gogua"),
        ("Her neighbor, a teacher named Bao Chai, would have none of it. [Q:“It was,”] [S:he] [C:said].", "Bao Chai"),
        ("That cut no ice with Ron Medway, 68, whose shed was raided. [Q:“It was,”] [S:he] [C:said].", "Ron Medway"),
        ("We put it to Professor Otto Vester of Leiden. [Q:“It was,”] [S:he] [C:said].", "Otto Vester"),
        ("On Capitol Hill, Representative Tom Brann wants more. [Q:“It was,”] [S:he] [C:said].", "Tom Brann"),
        ("Former Litios Andinos manager Walter Quis listened. [Q:“It was,”] [S:he] [C:said].", "Walter Quis"),
        ("He spoke of Paul Ogden. [Q:“It was,”] [S:he] [C:said].", "Hank Moreau"),
    ],
)
def test_who_is_new_after_a_statement_speaks_next(after, speaker):
    assert names(HEARD + after)[1] == speaker


@pytest.mark.parametrize(
    "after",
    [
        "Tagong Pertin, a headman at Parong, was not won over: [Q:“It was.”]",
        "The co-chair of the party, Gül Kara, couldn’t hide her impatience. [Q:“It was.”]",
        "Sandhu laughed. [Q:“It was.”] Gurdeep Sandhu is a general.",
    ],
)
def test_so_does_a_quote_without_a_source(after):
    assert names(HEARD + after)[1] in ("Tagong Pertin", "Gül Kara", "Gurdeep Sandhu")


def test_given_names_of_either_sex_tell_none():
    for pronoun in ("he", "she"):
        assert names(f"Lou Castell, who is neutral, groaned. [Q:“It was,”] [S:{pronoun}] [C:said].") == ["Lou Castell"]


def test_a_bare_office_may_be_a_longer_one():
    assert (
        names(
            "[S:Defense Minister Orhan Bilget] [C:announced] [Q:it on Thursday].\nThe decision follows a vote.\n"
            "A reporter asked about the radar. [Q:“It won’t blink,”] [S:the minister] [C:said]."
        )
        == ["Orhan Bilget"] * 2
    )


@pytest.mark.parametrize(
    ("source", "speaker"),
    [
        ("Rep. Jerome Kpadeh (Bong, District 4)", "Jerome Kpadeh"),
        ("Coun Jean Threlfall (Ind, Thrupdale East)", "Jean Threlfall"),
        ("the spokesman, Rear Adm. Scott Tierney,", "Scott Tierney"),
        ("its manager, Ing. Silvina Ronconi,", "Silvina Ronconi"),
        ("Sgt. First Class (res.) Omri Tal", "Omri Tal"),
        ("Rautava, of the Centre-Right Alliance,", "Rautava"),
        ("Appraiser Jim Wendt of Uvalde, hired by six families,", "Appraiser Jim Wendt"),
        ("Zadie Amankwah of Last Harvest, the lot", "Zadie Amankwah"),
        ("A gentleman from the Heritage Circle, Ambrose Tull,", "Ambrose Tull"),
        ("The Agricultural Producers’ League", "Agricultural Producers’ League"),
        ("the Farmers' Union of Wales", "Farmers' Union of Wales"),
    ],
)
def test_what_stands_beside_a_name_is_no_name(source, speaker):
    assert names(f"[S:{source}] [C:said] [Q:that it was so].") == [speaker]


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        (
            "A Scottish Government spokesperson was less warm. [Q:“It is one of several,”] [S:the spokesperson] [C:said].",
            ["Scottish Government spokesperson"],
        ),
        (
            "Chief of personnel Major General Didier Lecomte spoke. [Q:“I wait,”] [S:he] [C:said].\n"
            "[S:The general] [C:conceded] [Q:that it was so].",
            ["Didier Lecomte", "Didier Lecomte"],
        ),
        (
            "[S:Foreign policy expert Lars Dettmann] [C:said] [Q:no].\nAlexander Gusev of the Center believes in it. "
            "[Q:“They will put in 40,”] [S:the expert] [C:told] Vestnik.",
            ["Lars Dettmann", "Alexander Gusev"],
        ),
        (
            "The Dutch market authority halted the shares. [Q:It was needed “to let people read”], [S:it] [C:said].",
            ["Dutch market authority"],
        ),
        (
            "The standard setter, Terra Registry, has put it on hold. [S:It] [C:says] [Q:its rules suffice].",
            ["Terra Registry"],
        ),
    ],
)
def test_whom_an_office_or_it_means(text, speakers):
    assert names(text) == speakers


def test_the_diplomat_is_the_spokeswoman_just_heard():
    assert (
        names(
            "[Q:It was “piracy”], [S:Foreign Ministry Spokeswoman Oksana Savel] [C:told] a briefing.\n"
            "[Q:“There is a convention,”] [S:the diplomat] [C:noted]."
        )
        == ["Oksana Savel"] * 2
    )
    assert (
        names(
            "Pyotr Malysh, chairman of the committee on security, [C:said]: [Q:no]. [S:The lawmaker] [C:called] [Q:for more]."
        )
        == ["Pyotr Malysh"] * 2
    )


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("said J.M. Berger of the programme", ["J.M. Berger"]),
        ("Assemblywoman Claudia Tenney said", ["Claudia Tenney"]),
        ("Post Editor-in-Chief Martin Baron said", ["Martin Baron"]),
        ("Oscar-winner Susan Sarandon and Texas-based Matt Mackowiak", ["Susan Sarandon", "Matt Mackowiak"]),
        ("Beneath Kessler's wins; unlike Ann Kessler", ["Kessler", "Ann Kessler"]),
        ("Entrusting Donald Brill with the harbour", ["Donald Brill"]),
        ("Mr. King said", ["King"]),
        ("on “The Rachel Kessler Show” in May", ["Rachel Kessler"]),
        (
            "General Electric, America Rising, the Smithsonian Institution, the Hollywood Chamber of Commerce, Twitter",
            [],
        ),
    ],
)
def test_what_stands_before_a_name_is_no_part_of_it_and_firms_are_no_persons(text, names):
    assert [" ".join(words) for _, _, words, _ in names_in(text)] == names


SIGNED = [
    ("“The bridge was never safe for any of us.” - Ann Kessler", "Ann Kessler"),
    ("“The bridge was never safe for any of us.”\n— Ann Kessler", "Ann Kessler"),
    ("“The bridge was never safe for any of us.” It was read aloud in the hall. [Harbour Post.]", "Harbour Post"),
    ("They differ. Kessler: “The bridge was never safe for any of us.”", "Ann Kessler"),
]


@pytest.mark.parametrize(("quote", "who"), SIGNED)
def test_a_quote_may_be_signed(quote, who):
    text = f"Ann Kessler and Tom Brill met in the hall on Monday.\n{quote}"
    article = Article(text)
    paragraphs = tuple(
        Paragraph(m.start(), m.end(), "body", ((m.start(), m.end()),)) for m in re.finditer(r"[^\n]+", text)
    )
    start = text.index("“")
    end = text.index("”") + 1
    r = resolve(article, paragraphs, (Attribution(None, None, ((start, end),), "direct", 0.9),))
    assert [s.name for s in r.speakers] == [who]


PARTICIPLES = [
    (
        "Senator Bernie Kessler, who has mounted a challenge to Hillary Brill, has drawn huge crowds [describing] {a country "
        "of losers and winners}.",
        "Bernie Kessler",
    ),
    (
        "Donald Brill was at home. By [calling out] {Hillary Holt on her record}, David Axe took a known role.",
        "David Axe",
    ),
]


@pytest.mark.parametrize(("marked", "who"), PARTICIPLES)
def test_a_participle_tells_of_the_subject_of_its_sentence(marked, who):
    spans, text = [], ""
    for part in re.split(r"([\[\]{}])", marked):
        if part in "[]{}" and part:
            spans.append(len(text))
        else:
            text += part
    (a, b, c, d) = spans
    paragraphs = (Paragraph(0, len(text), "body", ((0, len(text)),)),)
    r = resolve(Article(text), paragraphs, (Attribution(None, (a, b), ((c, d),), "indirect", 0.9),))
    assert [s.name for s in r.speakers] == [who]
