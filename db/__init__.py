"""What we remember: tables, transactions, queries, migrations, the embedded server."""

from sqlmodel import SQLModel

from db import consents, consulates, entries, installation, interviews, respondents, surveys, updates

metadata = SQLModel.metadata  # complete once the modules above are imported
