"""What we remember: tables, transactions, queries, migrations, the embedded server."""

from sqlmodel import SQLModel

from db import (  # noqa: F401 - importing them declares their tables
    answers,
    attendances,
    audit,
    broadcasts,
    budget,
    consents,
    consulates,
    deliveries,
    entries,
    flow,
    installation,
    interviews,
    observations,
    publications,
    respondents,
    staff,
    surveys,
    targets,
    units,
    updates,
    visits,
    watches,
)

metadata = SQLModel.metadata  # complete, because the modules above are imported
