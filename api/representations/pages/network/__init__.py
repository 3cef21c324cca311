"""Networks: tables with a drawing beside them, and what can be asked of one.

:mod:`questions` is the table of questions; :mod:`tables` shows any answer that has no page of its own.
"""
