"""Pages for people: what the data formats say, as HTML without scripts.

A page is made of the same body as the JSON of its address, so it can say nothing that the data do not. Each area has a
folder here, one of the same name in `templates/`, and mostly a style, a file of messages and tests that bear it too:

    :mod:`door`         the first page, signing in
    :mod:`find`         lists and searches
    :mod:`entity`       one entity, one passage
    :mod:`network`      networks, and questions about them
    :mod:`flows`        money on its way, records in the order of time
    :mod:`sparql`       queries
    :mod:`curate`       reading, and forms for records
    :mod:`review`       what changed, what is decided, what records lack
    :mod:`about`        datasets, dictionary, reference of the API, descriptions

    :mod:`rendering`    fills the templates, with :mod:`assets` and :mod:`languages`
    :mod:`naming`       names things and terms; on it stand :mod:`body_words` and :mod:`record_words`
    :mod:`speech`, :mod:`roles`, :mod:`coverage`, :mod:`spoken`   what is said otherwise, in the language of the reader
    :mod:`problems`     what failed, with the way on
"""
