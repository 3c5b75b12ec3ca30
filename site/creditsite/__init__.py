"""What departments know goes in, a folder that any web server can serve comes out.

The rooms follow each other one way: model, intake, ledger, render, release; each may import those before it.
Search is another house (`creditsearch`): nothing in here knows it, `build.py` alone joins the two.
"""
