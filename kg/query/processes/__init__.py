"""The pool's side: the processes that answer are started, asked in turn, bounded, killed and replaced."""
