"""Alembic's entry: runs the migrations on the connection that db.schema hands over."""

from alembic import context

import db

context.configure(connection=context.config.attributes["connection"], target_metadata=db.metadata)
context.run_migrations()
