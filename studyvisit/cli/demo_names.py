"""Names, offices and clocks of the five countries of the study visit, for people who do not exist.

A name is written in Latin letters and, where the country has its own script, in that as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from studyvisit.accounts.rules import PositionLevel

Names = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """Where a demonstration participant comes from; `hours` is the distance of its clock from UTC."""

    code: str
    timezone: str
    hours: int
    women: Names
    men: Names
    second_names: Names
    institutions: tuple[str, ...]


LEVELS = {
    "Programme officer": PositionLevel.PROFESSIONAL,
    "Senior programme officer": PositionLevel.PROFESSIONAL,
    "Director, digital services": PositionLevel.SENIOR,
    "Deputy director": PositionLevel.SENIOR,
    "Systems analyst": PositionLevel.PROFESSIONAL,
    "Policy analyst": PositionLevel.PROFESSIONAL,
    "Statistician": PositionLevel.PROFESSIONAL,
    "Head of the service desk": PositionLevel.MIDDLE,
    "Planning officer": PositionLevel.PROFESSIONAL,
    "Assistant secretary": PositionLevel.HEAD,
    "Senior expert": PositionLevel.PROFESSIONAL,
}
POSITIONS = tuple(LEVELS)

COUNTRIES = (
    Country(
        code="BD",
        timezone="Asia/Dhaka",
        hours=6,
        women=(
            ("Nusrat", "নুসরাত"),
            ("Farzana", "ফারজানা"),
            ("Sharmin", "শারমিন"),
            ("Tahmina", "তাহমিনা"),
            ("Rehana", "রেহানা"),
            ("Ayesha", "আয়েশা"),
            ("Mitali", "মিতালী"),
            ("Sumaiya", "সুমাইয়া"),
        ),
        men=(
            ("Arif", "আরিফ"),
            ("Kamal", "কামাল"),
            ("Imran", "ইমরান"),
            ("Rafiq", "রফিক"),
            ("Tanvir", "তানভীর"),
            ("Jahid", "জাহিদ"),
            ("Subir", "সুবীর"),
            ("Anis", "আনিস"),
        ),
        second_names=(
            ("Rahman", "রহমান"),
            ("Hossain", "হোসেন"),
            ("Akter", "আক্তার"),
            ("Chowdhury", "চৌধুরী"),
            ("Islam", "ইসলাম"),
            ("Das", "দাস"),
            ("Ahmed", "আহমেদ"),
            ("Sarker", "সরকার"),
            ("Karim", "করিম"),
            ("Talukder", "তালুকদার"),
        ),
        institutions=(
            "Ministry of Public Administration",
            "Ministry of Planning",
            "Information and Communication Technology Division",
            "Cabinet Division",
            "Local Government Division",
        ),
    ),
    Country(
        code="BT",
        timezone="Asia/Thimphu",
        hours=6,
        women=(
            ("Sonam", "བསོད་ནམས"),
            ("Pema", "པདྨ"),
            ("Deki", "བདེ་སྐྱིད"),
            ("Choden", "ཆོས་སྒྲོན"),
            ("Yangchen", "དབྱངས་ཅན"),
            ("Kinley", "ཀུན་ལེགས"),
        ),
        men=(
            ("Tshering", "ཚེ་རིང"),
            ("Karma", "ཀརྨ"),
            ("Ugyen", "ཨོ་རྒྱན"),
            ("Jigme", "འཇིགས་མེད"),
            ("Tashi", "བཀྲ་ཤིས"),
            ("Namgay", "རྣམ་རྒྱས"),
        ),
        second_names=(
            ("Dorji", "རྡོ་རྗེ"),
            ("Wangchuk", "དབང་ཕྱུག"),
            ("Tenzin", "བསྟན་འཛིན"),
            ("Lhamo", "ལྷ་མོ"),
            ("Wangmo", "དབང་མོ"),
            ("Phuntsho", "ཕུན་ཚོགས"),
            ("Gyeltshen", "རྒྱལ་མཚན"),
            ("Zangmo", "བཟང་མོ"),
        ),
        institutions=(
            "Department of Information Technology and Telecom",
            "Royal Civil Service Commission",
            "Ministry of Home and Cultural Affairs",
            "National Statistics Bureau",
        ),
    ),
    Country(
        code="ET",
        timezone="Africa/Addis_Ababa",
        hours=3,
        women=(
            ("Tigist", "ትዕግሥት"),
            ("Hirut", "ሂሩት"),
            ("Meseret", "መሠረት"),
            ("Almaz", "አልማዝ"),
            ("Bethlehem", "ቤተልሔም"),
            ("Selamawit", "ሰላማዊት"),
            ("Genet", "ገነት"),
            ("Yordanos", "ዮርዳኖስ"),
        ),
        men=(
            ("Abebe", "አበበ"),
            ("Dawit", "ዳዊት"),
            ("Getachew", "ጌታቸው"),
            ("Yonas", "ዮናስ"),
            ("Mulugeta", "ሙሉጌታ"),
            ("Samuel", "ሳሙኤል"),
            ("Bereket", "በረከት"),
            ("Tesfaye", "ተስፋዬ"),
        ),
        second_names=(
            ("Bekele", "በቀለ"),
            ("Tadesse", "ታደሰ"),
            ("Kebede", "ከበደ"),
            ("Haile", "ኃይሌ"),
            ("Girma", "ግርማ"),
            ("Desta", "ደስታ"),
            ("Worku", "ወርቁ"),
            ("Alemu", "አለሙ"),
            ("Negash", "ነጋሽ"),
        ),
        institutions=(
            "Ministry of Innovation and Technology",
            "Civil Service Commission",
            "Planning and Development Commission",
            "Central Statistical Agency",
            "Ministry of Revenues",
        ),
    ),
    Country(
        code="LA",
        timezone="Asia/Vientiane",
        hours=7,
        women=(
            ("Bounmy", "ບຸນມີ"),
            ("Chanthala", "ຈັນທະລາ"),
            ("Souksavanh", "ສຸກສະຫວັນ"),
            ("Manivone", "ມະນີວອນ"),
            ("Phonesavanh", "ໂພນສະຫວັນ"),
            ("Latsamy", "ລັດສະໝີ"),
        ),
        men=(
            ("Khamphone", "ຄຳພອນ"),
            ("Somchai", "ສົມໄຊ"),
            ("Bounthavy", "ບຸນທະວີ"),
            ("Vilay", "ວິໄລ"),
            ("Sisavath", "ສີສະຫວາດ"),
            ("Anousone", "ອານຸສອນ"),
        ),
        second_names=(
            ("Phommachanh", "ພົມມະຈັນ"),
            ("Vongsa", "ວົງສາ"),
            ("Keomany", "ແກ້ວມະນີ"),
            ("Inthavong", "ອິນທະວົງ"),
            ("Sayavong", "ໄຊຍະວົງ"),
            ("Douangmala", "ດວງມາລາ"),
        ),
        institutions=(
            "Ministry of Post and Telecommunications",
            "Ministry of Home Affairs",
            "Lao Statistics Bureau",
            "Ministry of Planning and Investment",
        ),
    ),
    Country(
        code="UG",
        timezone="Africa/Kampala",
        hours=3,
        women=(
            ("Grace", ""),
            ("Patience", ""),
            ("Sarah", ""),
            ("Doreen", ""),
            ("Prossy", ""),
            ("Immaculate", ""),
            ("Juliet", ""),
            ("Harriet", ""),
        ),
        men=(
            ("Moses", ""),
            ("Ronald", ""),
            ("Isaac", ""),
            ("Denis", ""),
            ("Godfrey", ""),
            ("Emmanuel", ""),
            ("Charles", ""),
            ("Simon", ""),
        ),
        second_names=(
            ("Nakato", ""),
            ("Okello", ""),
            ("Mugisha", ""),
            ("Achieng", ""),
            ("Tumusiime", ""),
            ("Ssemakula", ""),
            ("Opio", ""),
            ("Namugga", ""),
            ("Kato", ""),
            ("Byaruhanga", ""),
        ),
        institutions=(
            "Ministry of ICT and National Guidance",
            "National Information Technology Authority",
            "Ministry of Public Service",
            "Uganda Bureau of Statistics",
            "Office of the Prime Minister",
        ),
    ),
)

OWN_SCRIPT = 0.25


def a_name(rng: Random, country: Country, *, woman: bool) -> tuple[str, str]:
    """Return a person's name as they write it, and in Latin letters."""
    first, first_own = rng.choice(country.women if woman else country.men)
    second, second_own = rng.choice(country.second_names)
    latin = f"{first} {second}"
    if first_own and second_own and rng.random() < OWN_SCRIPT:
        return f"{first_own} {second_own}", latin
    return latin, latin
