"""What we remember: tables, transactions, queries, migrations, the embedded server."""

from sqlmodel import SQLModel

from db import (  # noqa: F401 - importing them declares their tables
    answers,
    consents,
    consulates,
    entries,
    installation,
    interviews,
    respondents,
    surveys,
    updates,
)

metadata = SQLModel.metadata  # complete, because the modules above are imported
