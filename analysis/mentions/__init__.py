"""Reading a mention of a source: whose name it holds, which role it states, or which pronoun it is."""

from analysis.mentions.names import GENERATIONS, gender_of, guessed, is_person_name, names_in, titled_gender
from analysis.mentions.reading import Mention, read_mention
from analysis.mentions.roles import Role, places, role_of
from analysis.mentions.words import FIRST, HE, IT, NAME, PRONOUNS, SHE, THEY, WHO, WORD, plain, words_of

__all__ = [
    "FIRST",
    "GENERATIONS",
    "HE",
    "IT",
    "NAME",
    "PRONOUNS",
    "SHE",
    "THEY",
    "WHO",
    "WORD",
    "Mention",
    "Role",
    "gender_of",
    "guessed",
    "is_person_name",
    "names_in",
    "places",
    "plain",
    "read_mention",
    "role_of",
    "titled_gender",
    "words_of",
]
