"""Jinja's translation tags, resolved when a template is compiled: a page costs the same in every language."""

import re
from collections.abc import Iterable, Iterator

from jinja2 import Environment, nodes
from jinja2.ext import InternationalizationExtension
from jinja2.lexer import Token, TokenStream

from creditsite.render.languages import Language

_VALUE = re.compile(r"%\((\w+)\)s")
_PLACE = re.compile(r"\{(\w+)\}")
_CALL = ["name", "lparen", "string", "rparen"]  # the tokens of `_("词")`


class Wording(InternationalizationExtension):
    """`_("词")` and `{% trans %}…{% endtrans %}` in the language of the environment.

    A catalogue writes values as `{name}`; an entry with two forms is chosen by the value named `count`.
    """

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        environment.extend(language=None)

    def _forms(self, text: str) -> tuple[str, ...]:
        language: Language = self.environment.language  # type: ignore[attr-defined]  # set by `speak`
        return language.words.get(text) or (text,)

    def filter_stream(self, stream: TokenStream) -> Iterable[Token]:
        """`_("词")` becomes the word itself."""
        tokens = list(stream)
        kinds = [token.type for token in tokens]
        at = 0
        while at < len(tokens):
            if tokens[at].value == "_" and kinds[at : at + 4] == _CALL:
                word = self._forms(str(tokens[at + 2].value))[-1]
                yield Token(tokens[at].lineno, "string", word)
                at += 4
            else:
                yield tokens[at]
                at += 1

    def _make_node(
        self,
        singular: str,
        plural: str | None,
        context: str | None,
        variables: dict[str, nodes.Expr],
        plural_expr: nodes.Expr | None,
        vars_referenced: bool,
        num_called_num: bool,
    ) -> nodes.Output:
        forms = self._forms(_VALUE.sub(r"{\1}", singular).replace("%%", "%"))
        shown = [list(_parts(form, variables)) for form in forms]
        if len(shown) == 1:
            return nodes.Output(shown[0])
        one = nodes.Compare(variables["count"], [nodes.Operand("eq", nodes.Const(1))])
        body, rest = ([nodes.Output(parts)] for parts in (shown[0], shown[-1]))
        return nodes.If(one, body, [], rest)  # type: ignore[return-value]  # a statement as good as any


def _parts(form: str, values: dict[str, nodes.Expr]) -> Iterator[nodes.Expr]:
    for place, part in enumerate(_PLACE.split(form)):
        if place % 2 and part == "count":
            yield nodes.Filter(values[part], "n", [], [], None, None)
        elif place % 2:
            yield values[part]
        elif part:
            yield nodes.TemplateData(part)


def speak(env: Environment, language: Language) -> None:
    """Make an environment speak a language; before its first template is compiled."""
    env.language = language  # type: ignore[attr-defined]  # the extension's own attribute
    env.filters.update(t=language.word, told=language.told, n=language.number)
