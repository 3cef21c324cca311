"""The pages that budgets are held against: every kind of page that there is."""

from __future__ import annotations

from typing import NamedTuple


class Budgeted(NamedTuple):
    """A page by its path, with the islands that it waits for."""

    path: str
    islands: tuple[str, ...] = ()


PAGES = [
    Budgeted("/", ("suggest",)),
    Budgeted("/search?q=catapult", ("suggest",)),
    Budgeted("/search?type=Contribution&currency=GBP&show=Organisation"),
    Budgeted("/search?q=inovate"),
    Budgeted("/organisations", ("suggest",)),
    Budgeted("/contributions?kind=funding&sort=-amount"),
    Budgeted("/organisations/innovate-uk"),
    Budgeted("/network", ("names",)),
    Budgeted("/network/funding", ("network", "names")),
    Budgeted("/network/involvement", ("network", "names")),
    Budgeted("/network/involvement?drawn=communities", ("network", "names")),
    Budgeted("/network/involvement?community=1", ("network", "names")),
    Budgeted("/network/involvement/ego/organisations/innovate-uk", ("network", "names")),
    Budgeted("/network/partnership/centrality/degree", ("names",)),
    Budgeted("/network/involvement/centrality/degree?stability=true&resamples=20"),
    Budgeted("/network/involvement/communities"),
    Budgeted("/network/involvement/path?from=Wayra UK&to=Dean Cook"),
    Budgeted("/network/involvement/path?from=Wayra UK&to=South Korean Government"),
    Budgeted("/network/involvement/between?one=West+Midlands&other=South+Korea"),
    Budgeted("/network/involvement/series"),
    Budgeted("/network/involvement/compare?from=2018&to=2024"),
    Budgeted("/network/funding/money"),
    Budgeted("/sparql", ("sparql",)),
    Budgeted("/sparql?query=SELECT+?a+?b+{?c+ikg:funder+?a;ikg:recipient+?b}&view=network", ("sparql",)),
    Budgeted("/sparql?query=SELECT+{", ("sparql",)),
    Budgeted("/sparql?query=SELECT+?a+{?c+ikg:funder+?a+OPTIONAL+{?c+ikg:none+?b}}&explain=true", ("sparql",)),
    Budgeted("/documents/korea-expert-mission"),
    Budgeted("/contributions/5g-challenge-2-4m/evidence/korea-expert-mission:4835-5019"),
    Budgeted("/quality"),
    Budgeted("/quality/without-passage"),
    Budgeted("/quality/over-time"),
    Budgeted("/changes"),
    Budgeted("/changes/1"),
    Budgeted("/history/organisations/innovate-uk"),
    Budgeted("/diff?from=0&to=1&include=money"),
    Budgeted("/duplicates?min_score=0.6", ("review",)),
    Budgeted("/conflicts"),
    Budgeted("/review"),
    Budgeted("/review/pair?first=programmes/wmip&second=programmes/wmhtia", ("review",)),
    Budgeted("/review/decisions"),
    Budgeted("/review/loads"),
    Budgeted("/datasets"),
    Budgeted("/curate", ("curate-drafts",)),
    Budgeted("/curate/read/korea-expert-mission", ("curate",)),
    Budgeted("/curate/contributions/5g-challenge-2-4m", ("curate-form",)),
    Budgeted("/curate/participations/new", ("curate-form",)),
    Budgeted("/curate/contributions/5g-challenge-2-4m/delete"),
    Budgeted("/graphs"),
    Budgeted("/datasets/west-midlands-korea"),
    Budgeted("/ontology", ("apidocs",)),
    Budgeted("/ontology/roles"),
    Budgeted("/ontology/roles/lead"),
    Budgeted("/shapes"),
    Budgeted("/flows", ("flows", "picture")),
    Budgeted("/flows?currency=GBP&kind=planned-investment&include_planned=true", ("flows", "picture")),
    Budgeted("/flows?currency=KRW&kind=grant"),
    Budgeted("/timeline", ("picture",)),
    Budgeted("/timeline?type=Document&organisation=innovate-uk"),
    Budgeted("/docs", ("apidocs",)),
    Budgeted("/docs/money"),
    Budgeted("/about"),
    Budgeted("/nothing-of-this-name"),
    Budgeted("/sign-in"),
    Budgeted("/sign-in?ticket=an-invitation"),
]
SCRIPT = 140_000
"""Bytes of script, compressed, that a page may have."""

SHIFT = 0.05
"""How much a page may jump while it loads (cumulative layout shift)."""
