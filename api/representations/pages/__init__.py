"""Pages for people: what the data formats say, as HTML without scripts.

A page is made of the same body as the JSON of its address, so it can say nothing that the data do not.
:mod:`rendering` fills the templates; :mod:`home`, :mod:`entities`, :mod:`evidence`, :mod:`lists`, :mod:`descriptions`,
:mod:`networks`, :mod:`queries` and :mod:`problems` lay out what they show.
"""
