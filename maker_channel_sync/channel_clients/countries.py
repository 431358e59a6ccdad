"""Country codes of three letters, as some channels write them."""

PAIRS = (
    "ABW:AW AND:AD ARE:AE ARG:AR AUS:AU AUT:AT BEL:BE BGR:BG BHS:BS BLZ:BZ BMU:BM "
    "BRA:BR BRB:BB CAN:CA CHE:CH CHL:CL CHN:CN COL:CO CRI:CR CYM:KY CYP:CY CZE:CZ "
    "DEU:DE DNK:DK DOM:DO ECU:EC ESP:ES EST:EE FIN:FI FRA:FR FRO:FO GBR:GB GGY:GG "
    "GIB:GI GLP:GP GRC:GR GRL:GL GTM:GT GUF:GF GUM:GU HKG:HK HRV:HR HUN:HU IDN:ID "
    "IMN:IM IND:IN IRL:IE ISL:IS ISR:IL ITA:IT JAM:JM JEY:JE JPN:JP KOR:KR KWT:KW "
    "LIE:LI LTU:LT LUX:LU LVA:LV MCO:MC MEX:MX MLT:MT MNP:MP MTQ:MQ MYS:MY NLD:NL "
    "NOR:NO NZL:NZ PAN:PA PER:PE PHL:PH POL:PL PRI:PR PRT:PT QAT:QA REU:RE ROU:RO "
    "SAU:SA SGP:SG SMR:SM SVK:SK SVN:SI SWE:SE THA:TH TTO:TT TUR:TR TWN:TW UKR:UA "
    "URY:UY USA:US VIR:VI VNM:VN ZAF:ZA"
)
TWO = dict(pair.split(":") for pair in PAIRS.split())


def two_letters(code: str) -> str:
    """ISO 3166 alpha-2 of an alpha-3 code; any other code as it is.

    >>> two_letters("deu"), two_letters("CA"), two_letters("XXX")
    ('DE', 'CA', 'XXX')
    """
    return TWO.get(code.upper(), code)
