"""What a city says of itself, in another language: the texts of its configuration that pages show as they stand."""

from collections.abc import Mapping
from dataclasses import replace

from creditsite.model.config import Site


def spoken(site: Site, words: Mapping[str, str]) -> Site:
    """The configuration with its texts in another language, as far as the city has translated them.

    Rating schemes keep their names: records are joined to schemes by them. Pages translate these where they show them.
    """

    def say(text: str) -> str:
        return words.get(text, text)

    return replace(
        site,
        name=say(site.name),
        city=say(site.city),
        office=say(site.office),
        description=say(site.description),
        contact_phone=say(site.contact_phone),
        contact_address=say(site.contact_address),
        service_hours=say(site.service_hours),
        data_licence=say(site.data_licence),
        site_code=say(site.site_code),
        icp=say(site.icp),
        police_filing=say(site.police_filing),
        districts=tuple(replace(one, name=say(one.name)) for one in site.districts),
        hotlines=tuple(
            replace(one, name=say(one.name), purpose=say(one.purpose)) for one in site.hotlines
        ),
        links=tuple(replace(one, name=say(one.name)) for one in site.links),
        lists=tuple(
            replace(
                one,
                name=say(one.name),
                criteria=say(one.criteria),
                legal_basis=say(one.legal_basis),
                kept_by=say(one.kept_by),
                procedure=say(one.procedure),
            )
            for one in site.lists
        ),
    )
