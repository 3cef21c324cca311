"""Where identifiers lead: to the entry in the register that gives them, where its address follows from them."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from api.representations.pages.speech import Value
from kg.identifiers import load_schemes

ENTRIES: Mapping[str, str] = {
    "XI-ROR": "https://ror.org/{}",
    "XI-LEI": "https://search.gleif.org/#/record/{}",
    "XI-WIKIDATA": "https://www.wikidata.org/wiki/{}",
    "GB-COH": "https://find-and-update.company-information.service.gov.uk/company/{}",
    "GB-UKPRN": "https://www.ukrlp.co.uk/ukrlp/ukrlp_provider.page_pls_provDetails?x=&pn_p_id={}",
    "CORDIS": "https://cordis.europa.eu/project/id/{}",
    "DOI": "https://doi.org/{}",
    "ISNI": "https://isni.org/isni/{}",
    "ORCID": "https://orcid.org/{}",
}
"""The address of an entry, by the code of its register."""


def entry_in(code: str, identifier: str) -> str:
    """Give the address of an entry; empty where none follows from the identifier.

    >>> entry_in("XI-ROR", "03ysstz10"), entry_in("KR-BRN", "124-81-00998")
    ('https://ror.org/03ysstz10', '')
    """
    return ENTRIES[code].format(quote(identifier, safe="/")) if code in ENTRIES else ""


def register_of(code: str) -> Value:
    """Name a register, with the address where identifiers are looked up."""
    scheme = load_schemes().get(code)
    return Value(code) if scheme is None else Value(scheme.label or code, scheme.page)
