"""Closed lists about people and institutions: given names, titles, role nouns, countries and their governments.

General knowledge of English news, used to read mentions ("the Kremlin spokesman", "Sen. Ruiz"); nothing in here
belongs to any one story.
"""

from __future__ import annotations

from importlib.resources import files

_MALE = """
aaron abdul adil alastair angus colm declan hamish callum fergus gareth henrik lars jörg jürgen günter mehmet mustafa recep raj rajiv sanjay vikram wei jun hiroshi kenji takeshi pavlo oleksandr mykola vasyl bogdan tomasz piotr janusz radek stefano luca paolo matteo javier pablo rodrigo tiago joao kwame kofi tunde chidi abdullah abraham adam ahmed alan albert alejandro alex alexander alexei alexey ali amir anatoly andre andrei
andrew andrey angel anthony antonio anwar arnold arthur asad bashar ben benjamin bernard bernie bill bob boris brad
brett brian bruce carl carlos charles chris christopher chuck claude clarence cory craig dan daniel dave david dean
dennis diego dmitri dmitry don donald doug douglas ed edward edwin emmanuel eric erik ernest ethan eugene evan felix
fernando francis francois frank franklin fred frederick gary gavin geoffrey george gerald gerhard giorgos giuseppe glenn
gordon graham greg gregory guy hans harold harry hassan heiko helmut henry hugo hussein ian ibrahim igor imran ivan jack
jacob jair jake james jamal jared jason javad javier jay jeff jeffrey jens jeremy jerome jerry jesus jim jimmy joe joel
john johan jonathan jorge jose josef joseph josh joshua juan justin karl kazem keith ken kenneth kevin khalid kim klaus
kofi konstantin kurt kyle larry lars lawrence lee leo leon leonid lindsey lloyd louis luis luke manuel marco marcus mario
mark martin marvin matt matteo matthew max michael michel miguel mike mikhail mitch mitt mohamed mohammad mohammed
mordechai muhammad narendra nathan neil nicholas nick nicolas nigel nikita nikolai noah norman oleg oliver olivier omar
oscar otto pablo pat patrick paul pavel pedro pete peter petro philip philippe pierre rafael ralph randy raul ray recep
rex rich richard rick robert roberto rod rodrigo roger roland roman ron ronald roy rudy russell ryan sam samuel scott
sean sebastian sergei sergey seth shane shinzo simon stanley stefan stephen steve steven stuart ted terry theodore thomas
tim timothy tobias toby tom tommy tony travis trent vaclav vadim valery victor viktor vincent vitaly vladimir volodymyr
wade walter warren wayne werner will william winston wolfgang xavier xi yann yuri yury zachary
"""
_FEMALE = """
abigail agnes halyna oksana olena kateryna lyudmila ludmila svitlana morag dagny astrid sigrid solveig maeve siobhan niamh aoife mei ming fatou amina leila zeynep aylin priya anjali sunita aisha alexandra alexandria alice alicia alison amanda amber amelia amy ana andrea angela angelina anita ann
anna anne annegret annette april arlene ashley audrey ayesha barbara beatrice benazir beth betsy betty beverly brenda
bridget brigitte camilla carla carmen carol caroline carolyn catherine cathy cecilia charlotte cheryl christina christine
cindy claire clara claudia colleen connie courtney cristina crystal cynthia daisy dana danielle dawn deborah debra denise
diana diane dianne dolores donna dora doris dorothy edith eileen elaine eleanor elena elisabeth elise elizabeth ella ellen
emily emma erica erin esther ethel eva eve evelyn farah fatima federica fiona florence frances gabriela gail gina giorgia
gladys gloria grace greta hannah harriet heather heidi helen helene helga hilary hillary holly ida ingrid irene irina iris
isabel isabella ivanka jacinda jackie jacqueline jane janet janice jasmine jean jeanne jenna jennifer jenny jessica jill
jo joan joanna jodie josephine joy joyce juanita judith judy julia juliana julie june kamala karen karin kate katharine
katherine kathleen kathryn kathy katie kay kellyanne kelly kerry kim kirsten kirstjen kristen kristin laura lauren laurie
layla leah lena leslie leticia leyla lily linda lisa liz lois loretta lori louise lucia lucy luisa lydia lynn madeleine
maggie margaret margarita margot maria mariana marianne marie marilyn marina marine marjorie martha mary maureen maxine
megan melania melanie melinda melissa mercedes meredith mia michelle mina miriam molly monica nadia nancy naomi natalia
natalie nicola nicole nikki nina nora norma olga olivia pamela park patricia patty paula penny phyllis priti priyanka
rachel rebecca regina renee rhonda rita roberta robin rosa rosalind rose rosemary ruth sally samantha sandra sara sarah
shannon sharon sheila shelley sherry shirley sofia sonia sophia sophie stacey stella stephanie sue susan suzanne svetlana
sylvia tamara tania tara tatiana teresa theresa tiffany tina tracy tulsi ursula valentina valerie vanessa vera veronica
victoria viola virginia wendy whitney winifred yolanda yulia yvonne zoe
"""
# Names that women bear in one language and men in another, or both in one.
_EITHER = frozenset(
    """
alex alexis andrea angel ariel ashley aubrey avery bao blair bo bobby camille cameron carey casey chris claude coy dana
darcy devin dominique drew eden elisha emery francis gabriele gale hadley jan jaime jamie jean jess jesse jessie jo
jocelyn jody joss jules kelly kerry kim kiran kit kris kyle lane laurence laurie lee leigh lesley leslie lindsay logan loren
lou lynn marion maxime michal michele morgan nicola niki noa noel pat patrice rené renee robin rowan sam sasha sacha shannon
shawn sidney simone skyler stevie sydney taylor tracy val vivian yael sandy bernie chanda charlie billie frankie jackie
mel robbie ronnie toni terry
""".split()
)
# Given names of the US census of 1990 that are something else first: places, words, titles.
_NOT_GIVEN = frozenset(
    """
america asia austin carolina dakota dallas houston london paris china india israel georgia kenya jordan chad lincoln
long young see so many my do in an king prince major justice junior senior german royal page art will may april june august summer
autumn winter spring hope faith grace joy love star ocean rose ivy olive reed golden bay stone rock field forest
""".split()
)


def _census(kind: str, least: float) -> dict[str, float]:
    """Given names of the 1990 US census with their share in per cent, from the package ``names``."""
    lines = files("names").joinpath(f"dist.{kind}.first").read_text(encoding="utf-8").splitlines()
    shares = ((w[0].lower(), float(w[1])) for w in (line.split() for line in lines))
    return {name: share for name, share in shares if share >= least and len(name) > 2 and name not in _NOT_GIVEN}


def _given() -> tuple[frozenset[str], frozenset[str]]:
    """Male and female given names; one that the census has for both counts for the sex that has it far more often."""
    male, female = _census("male", 0.004), _census("female", 0.003)
    m = {n for n, share in male.items() if share >= 3 * female.get(n, 0.0)}
    f = {n for n, share in female.items() if share >= 3 * male.get(n, 0.0)}
    either = ((male.keys() | female.keys()) - m - f) | _EITHER
    return frozenset(_MALE.split()) | m | either, frozenset(_FEMALE.split()) | f | either


MALE, FEMALE = _given()
GIVEN_NAMES = MALE | FEMALE

MALE_WORDS = frozenset(
    """
mr sir lord king prince duke spokesman chairman congressman businessman policeman fireman anchorman man
father son husband brother uncle grandfather boy gentleman salesman councilman assemblyman
""".split()
)
FEMALE_WORDS = frozenset(
    """
mrs ms miss lady dame queen princess duchess spokeswoman chairwoman congresswoman businesswoman policewoman
woman mother daughter wife sister aunt grandmother girl councilwoman assemblywoman actress first-lady
""".split()
)

TITLES = frozenset(
    """
mr mrs ms miss dr prof professor sir dame lord lady president chancellor premier senator sen rep forward
representative congressman congresswoman gov governor secretary minister ambassador secretary-general judge
justice general gen colonel col captain capt lt lieutenant major sgt sergeant admiral king queen prince
princess pope father sister rev reverend bishop archbishop cardinal rabbi imam sheikh chief mayor speaker
chairman chairwoman director commissioner councillor councilman councilwoman deputy officer detective coach
attorney former vice then-president ex-president cllr ald adm cmdr cpl pvt brig maj insp supt det hon
archdeacon baroness viscount ayatollah mullah sultan emir taoiseach tánaiste coun atty brigadier commodore
inspector superintendent constable corporal seaman airman mp
assemblyman assemblywoman madam madame secretary-treasurer editor-in-chief vice-president
""".split()
)

RANKS = frozenset("general colonel admiral captain major lieutenant sergeant commander brigadier commodore".split())
"""Titles by which a person is called without a name as well, beside the office: "the general"."""

ROLE_NOUNS = frozenset(
    """
president secretary-general spokesman spokeswoman spokesperson secretary minister premier chancellor adviser
advisor aide envoy consul ambassador diplomat senator congressman congresswoman representative lawmaker legislator
governor mayor councillor councilman councilwoman judge justice prosecutor lawyer attorney sheriff general
admiral commander colonel captain chief head leader director chairman chairwoman chair chairperson executive
ceo manager owner founder boss president professor scholar historian economist scientist researcher analyst
expert author writer columnist journalist reporter editor activist organizer organiser farmer teacher doctor
nurse student resident neighbour neighbor official officer agent candidate nominee deputy king queen prince
princess pope bishop archbishop cardinal rabbi imam coach player critic opponent supporter member owner
speaker counsel counselor strategist consultant commissioner inspector negotiator veteran witness victim
engineer architect trader investor banker broker planner developer landlord tenant worker driver pilot
sailor soldier fisherman shopkeeper volunteer campaigner father mother brother sister son daughter wife
husband widow uncle aunt man woman politician statesman stateswoman chief-of-staff premier undersecretary
treasurer superintendent principal dean rector curator pastor priest minister whistleblower correspondent
presenter host pollster forecaster meteorologist epidemiologist virologist physicist biologist climatologist
psychologist sociologist colleague ally friend relative onlooker steward midwife surgeon paediatrician
pediatrician consultant pathologist biologist ecologist geologist archaeologist curator conductor actor actress
singer musician novelist poet painter architect chef baker butcher grocer retiree pensioner accountant auditor
treasurer clerk mp peer lord backbencher whip insider passer-by bystander caller reader parent pupil
teenager survivor patient customer passenger commuter cyclist motorist firefighter paramedic detective constable
marshal ranger fisher trawlerman miner welder electrician plumber foreman organiser convener rapporteur
investigator regulator ombudsman watchdog mediator interpreter translator pilot captain skipper coach trainer
physiotherapist striker goalkeeper referee umpire promoter agent publicist employee advocate booster surrogate loyalist
confidant backer graduate
assistant carer solicitor barrister magistrate coroner chemist pharmacist dentist veterinarian hydrologist oceanographer
seismologist agronomist botanist zoologist conservationist environmentalist anthropologist linguist astronomer astronaut
philosopher theologian mathematician statistician psychiatrist oncologist cardiologist virologist immunologist
nutritionist geographer criminologist toxicologist librarian janitor cleaner builder carpenter mechanic technician
programmer designer photographer filmmaker sculptor composer comedian athlete sapper corporal warden keeper groundskeeper
gardener beekeeper rancher grower winemaker brewer restaurateur hotelier merchant importer exporter entrepreneur
industrialist financier shareholder stockbroker headteacher headmaster headmistress schoolteacher lecturer registrar
provost juror defendant plaintiff claimant complainant prisoner inmate detainee hostage refugee dissident defector
lobbyist unionist vicar chaplain nun monk grandmother grandfather nephew niece cousin brother-in-law sister-in-law
mother-in-law father-in-law son-in-law daughter-in-law boyfriend girlfriend fiance fiancee academic bureaucrat
meatpacker trucker machinist steelworker docker longshoreman lobsterman oysterman shepherd herder logger forester
trapper goalie goaltender defenseman defender midfielder winger quarterback pitcher rapper trumpeter drummer mep msp mla td taoiseach tánaiste colonel lieutenant sergeant widower vet regent
headman headwoman frontrunner front-runner contender hopeful billionaire mogul tycoon magnate hacker blogger podcaster roofer caseworker mayor-elect president-elect governor-elect alderman alderwoman selectman comptroller
""".split()
)
ROLE_NOUNS |= {f"{before}-{noun}" for noun in ROLE_NOUNS for before in ("co", "ex", "vice", "deputy")}
SPELLED_OUT = {
    "sen": "senator", "rep": "representative", "gov": "governor", "gen": "general", "prof": "professor", "dr": "doctor",
    "col": "colonel", "capt": "captain", "cllr": "councillor", "adm": "admiral", "cmdr": "commander", "det": "detective",
    "insp": "inspector", "pres": "president", "rev": "reverend",
}  # fmt: skip
CANONICAL_ROLE = {
    "spokesman": "spokesperson", "spokeswoman": "spokesperson", "press-secretary": "spokesperson",
    "advisor": "adviser", "aide": "adviser", "premier": "prime-minister", "chairman": "chair", "chairwoman": "chair",
    "chairperson": "chair", "ceo": "chief-executive", "congressman": "representative",
    "congresswoman": "representative", "lawmaker": "legislator", "leader": "leader", "attorney": "lawyer",
    "councilman": "councillor", "councilwoman": "councillor", "boss": "chief-executive", "neighbor": "neighbour",
}  # fmt: skip
COMPOUND_ROLES = (
    ("prime", "minister"), ("press", "secretary"), ("chief", "executive"), ("vice", "president"),
    ("foreign", "minister"), ("defense", "secretary"), ("defence", "secretary"), ("attorney", "general"),
    ("secretary", "general"), ("defence", "minister"), ("defense", "minister"),
    ("finance", "minister"), ("national", "security", "adviser"), ("national", "security", "advisor"),
    ("secretary", "of", "state"), ("secretary", "of", "defense"), ("chief", "of", "staff"),
    ("foreign", "secretary"), ("home", "secretary"), ("health", "secretary"), ("majority", "leader"),
    ("minority", "leader"), ("party", "leader"), ("opposition", "leader"), ("first", "lady"),
)  # fmt: skip

KIN = frozenset(
    "husband wife father mother son daughter brother sister widow uncle aunt cousin nephew niece grandmother "
    "grandfather parent".split()
)

PLURAL_GROUP = frozenset(
    """
officials critics analysts experts supporters opponents lawmakers republicans democrats activists residents
protesters demonstrators scientists researchers economists investors traders police prosecutors lawyers
attorneys diplomats sources aides advisers leaders members families parents teachers workers farmers doctors
students voters reporters journalists historians scholars observers campaigners rebels insurgents soldiers
authorities people some others many several both they conservatives liberals progressives senators ministers
governors mayors unions neighbours neighbors witnesses executives companies governments countries media
polls studies reports documents organizers organisers owners tenants landlords europeans russians americans
ukrainians
""".split()
)
ONE_OF_A_PARTY = frozenset(
    """
tory democrat republican conservative liberal independent socialist green labourite eurosceptic leftist centrist
american briton frenchman german russian ukrainian israeli palestinian iranian
italian spaniard dutchman belgian austrian brazilian argentine argentinian norwegian scot scotsman welshman irishman
englishman frenchwoman dutchwoman englishwoman swede serb croat croatian australian canadian mexican colombian kenyan
nigerian ghanaian egyptian moroccan uruguayan chilean ecuadorian hungarian romanian bulgarian slovenian kazakh belarusian
""".split()
)
"""One person by party or nation: "a senior Tory", "the Independent"."""
ANONYMOUS_WORDS = frozenset(
    """
anonymity unnamed unidentified source sources insider familiar anonymous person someone
""".split()
)

MEDIA = frozenset(
    """
reuters ap associated tass interfax ria afp bloomberg cnn bbc newsweek guardian times post journal xinhua
fox nbc abc cbs npr sputnik politico axios vox buzzfeed breitbart gazette tribune herald observer chronicle
telegraph mirror independent economist spiegel monde figaro zeitung newspaper magazine newswire wire agency
broadcaster outlet network news website blog paper press advertiser courier dispatch examiner inquirer
""".split()
)

WIRES = frozenset(
    "reuters tass interfax afp cnn bbc newsweek xinhua nbc abc cbs npr politico axios buzzfeed breitbart".split()
)
"""Media whose names are nobody's."""

STATES = frozenset(
    state.strip()
    for state in """
alabama|alaska|arizona|arkansas|california|colorado|connecticut|delaware|florida|hawaii|idaho|illinois|indiana|iowa|kansas|
kentucky|louisiana|maine|maryland|massachusetts|michigan|minnesota|mississippi|missouri|montana|nebraska|nevada|
new hampshire|new jersey|new mexico|new york|north carolina|north dakota|ohio|oklahoma|oregon|pennsylvania|rhode island|
south carolina|south dakota|tennessee|texas|utah|vermont|west virginia|wisconsin|wyoming|puerto rico
""".replace("\n", "").split("|")
)
"""States of the US that are no given names as well."""

ORG_WORDS = frozenset(
    """
treaty forces house ministry department university institute committee commission party times news summit
council union sea states strait congress senate parliament court bank group company corp corporation inc ltd
llc association federation agency bureau administration government office organization organisation
foundation center centre college school hospital police army navy force guard service society league club
team church board authority assembly fund kingdom republic nations alliance coalition movement campaign
street avenue road city county state district island river bay ocean gulf mountain act law bill agreement
accord deal convention protocol program programme project plan day week month year war conference cup games
series media network journal post gazette tribune herald review press magazine wire observer standard
chronicle lines line ferries airport station bridge park square hall tower building street shipping holdings
partners systems energy airways airlines motors motor industries foods brothers northern southern eastern western
museum gallery theatre theater library zoo research workers veterans hub room base register
north south east west cabinet tory tories labour greens liberals conservatives trust utility
chamber institution enterprises show affairs initiative caucus editorial poll polls survey
""".split()
)

PLATFORMS = frozenset(
    """
twitter facebook google youtube instagram linkedin reddit tiktok whatsapp snapchat wikipedia microsoft netflix
paypal intel ibm verizon toyota volkswagen boeing airbus pfizer walmart starbucks spotify
""".split()
)
"""Firms known by one word that nobody is called by."""

_COUNTRIES = """
russia russian russians kremlin moscow | us u.s. u.s america american americans united-states washington white-house pentagon |
uk u.k. britain british english downing-street london westminster united-kingdom | ukraine ukrainian ukrainians kiev kyiv |
france french elysee élysée paris | germany german germans berlin | china chinese beijing | japan japanese tokyo |
iran iranian iranians tehran | israel israeli israelis jerusalem | brazil brazilian brazilians brasilia brasília |
mexico mexican mexicans | canada canadian canadians ottawa | india indian delhi | pakistan pakistani islamabad |
turkey turkish ankara | syria syrian damascus | iraq iraqi baghdad | italy italian rome | spain spanish madrid |
poland polish warsaw | eu european brussels european-union | nato alliance | un u.n. united-nations |
north-korea pyongyang | south-korea seoul | australia australian canberra | saudi riyadh saudi-arabia | egypt egyptian cairo |
afghanistan afghan kabul taliban | venezuela venezuelan caracas | cuba cuban havana | hungary hungarian budapest |
greece greek athens | netherlands dutch hague | sweden swedish stockholm | norway norwegian oslo | denmark danish copenhagen |
finland finnish helsinki | ireland irish dublin | scotland scottish edinburgh | argentina argentine argentinian |
south-africa pretoria | nigeria nigerian abuja | kenya kenyan nairobi | ethiopia ethiopian | belarus belarusian minsk |
georgia georgian tbilisi | turkiye | taiwan taiwanese taipei | philippines philippine filipino filipinos manila | vatican holy-see |
albania albanian albanians tirana | algeria algerian algerians algiers | angola angolan angolans luanda | armenia armenian
armenians yerevan | austria austrian austrians vienna | azerbaijan azerbaijani azerbaijanis baku | bahrain bahraini bahrainis
manama | bangladesh bangladeshi bangladeshis dhaka | belgium belgian belgians | benin beninese cotonou | bhutan bhutanese
thimphu | bolivia bolivian bolivians sucre | bosnia bosnian bosnians sarajevo bosnia-herzegovina | botswana gaborone | brunei |
bulgaria bulgarian bulgarians sofia | burkina-faso burkinabe ouagadougou | burundi burundian burundians bujumbura gitega |
cambodia cambodian cambodians phnom-penh | cameroon cameroonian cameroonians yaoundé yaounde | chad chadian chadians n'djamena |
chile chilean chileans | colombia colombian colombians bogotá bogota | congo congolese kinshasa brazzaville |
costa-rica costa-rican | croatia croatian croatians zagreb | cyprus cypriot cypriots nicosia | czechia czech czechs prague
czech-republic | djibouti djiboutian | dominican-republic santo-domingo | ecuador ecuadorian ecuadorians ecuadorean quito |
el-salvador salvadoran salvadorans san-salvador | eritrea eritrean eritreans asmara | estonia estonian estonians tallinn |
eswatini swaziland | fiji fijian fijians suva | gabon gabonese libreville | gambia gambian gambians banjul | ghana ghanaian
ghanaians accra | greenland greenlandic greenlanders nuuk | guatemala guatemalan guatemalans | guinea guinean guineans conakry |
guyana guyanese georgetown | haiti haitian haitians port-au-prince | honduras honduran hondurans tegucigalpa | hong-kong |
iceland icelandic icelanders reykjavik | indonesia indonesian indonesians jakarta | ivory-coast ivorian ivorians abidjan |
jamaica jamaican jamaicans | jordanian jordanians amman | kazakhstan kazakh kazakhs astana | kosovo kosovar kosovars pristina |
kuwait kuwaiti kuwaitis | kyrgyzstan kyrgyz bishkek | laos laotian laotians lao vientiane | latvia latvian latvians riga |
lebanon lebanese beirut | liberia liberian liberians monrovia | libya libyan libyans tripoli | liechtenstein vaduz |
lithuania lithuanian lithuanians vilnius | luxembourg | macedonia macedonian macedonians skopje north-macedonia |
madagascar malagasy antananarivo | malawi malawian malawians lilongwe | malaysia malaysian malaysians kuala-lumpur putrajaya |
maldives maldivian | mali malian malians bamako | malta maltese valletta | mauritania mauritanian nouakchott | mauritius mauritian |
moldova moldovan moldovans chisinau | monaco | mongolia mongolian mongolians ulaanbaatar | montenegro montenegrin podgorica |
morocco moroccan moroccans rabat | mozambique mozambican mozambicans maputo | myanmar burma burmese naypyidaw | namibia
namibian namibians windhoek | nepal nepali nepalese kathmandu | new-zealand wellington | nicaragua nicaraguan nicaraguans
managua | niger nigerien nigeriens niamey | oman omani omanis muscat | palestine palestinian palestinians ramallah gaza hamas |
panama panamanian panamanians | papua-new-guinea port-moresby | paraguay paraguayan paraguayans asunción | peru peruvian
peruvians lima | portugal portuguese lisbon | qatar qatari qataris doha | romania romanian romanians bucharest | rwanda rwandan
rwandans kigali | samoa samoan | senegal senegalese dakar | serbia serbian serbians serbs belgrade | seychelles |
sierra-leone freetown | singapore singaporean singaporeans | slovakia slovak slovaks bratislava | slovenia slovenian slovenians
ljubljana | somalia somali somalis mogadishu | south-sudan juba | sri-lanka sri-lankan colombo | sudan sudanese khartoum |
suriname surinamese paramaribo | switzerland swiss bern | tajikistan tajik dushanbe | tanzania tanzanian tanzanians dodoma
dar-es-salaam | thailand thai thais bangkok | togo togolese lomé | tonga tongan | trinidad | tunisia tunisian tunisians tunis |
turkmenistan turkmen ashgabat | uganda ugandan ugandans kampala | uae emirati emiratis abu-dhabi united-arab-emirates emirates |
uruguay uruguayan uruguayans montevideo | uzbekistan uzbek uzbeks tashkent | vanuatu | vietnam vietnamese hanoi | wales welsh
cardiff | yemen yemeni yemenis sanaa houthi houthis | zambia zambian zambians lusaka | zimbabwe zimbabwean zimbabweans harare
"""
PLACE_GROUP: dict[str, str] = {
    word: line.split()[0] for line in _COUNTRIES.replace("\n", " ").split("|") for word in line.split()
}
"""A country's names, people and seat of government, all mapped to one word."""

CALENDAR = frozenset(
    """
monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
september october november december feb aug sept oct nov dec
""".split()
)
