"""Every check that a release must pass before anybody may see it.

A gate gives what it finds as values and stops nothing; all gates run, all findings are told.
What makes a number personal is said in `creditsite.model.privacy`, so that the intake and the gates judge alike.
"""
