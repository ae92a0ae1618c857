"""The three files that configure the embedded PostgreSQL, written anew at every start."""

import os
import pwd

from db.server_home import Home
from db.server_refusals import Refusal, unwritable

OWNER = DATABASE = "pulso"
PORT = "5432"  # only part of the socket's name

# What people write must never reach a log. A statement, a parameter, the detail of an error and
# even its first line (`invalid input syntax for type integer: "..."`) may quote them, so errors
# stay with the client that made them; "log" lets starts, stops and crashes through.
SETTINGS = """\
# Pulso writes this file at every start; change it in db/server_settings.py.
listen_addresses = ''
port = {port}
unix_socket_directories = '{socket}'
unix_socket_permissions = 0700
max_connections = 100
shared_buffers = 128MB
fsync = on
timezone = 'UTC'
log_timezone = 'UTC'
log_min_messages = log
log_error_verbosity = terse
log_min_error_statement = panic
log_statement = none
log_min_duration_statement = -1
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
log_checkpoints = off
log_lock_waits = off
"""


def write_settings(home: Home) -> Refusal | None:
    """Peer authentication: the kernel says who is calling, and there is no password to leak."""
    # "nobody" is many daemons, and whoever a container cannot name: unless it is ourselves,
    # it owns the files but does not enter. Root could become anybody, so it may.
    myself = pwd.getpwuid(os.geteuid()).pw_name
    names = {myself, "root"} | ({home.account.name} - {"nobody"})
    ident = (f'pulso "{name}" {role}\n' for name in sorted(names) for role in ("postgres", OWNER))
    files = {
        "postgresql.conf": SETTINGS.format(port=PORT, socket=home.socket),
        "pg_hba.conf": "local all all peer map=pulso\n",
        "pg_ident.conf": "".join(ident),
    }
    for name, text in files.items():
        write = 'cat >"$1.new" && mv -f "$1.new" "$1"'
        written = home.account.shell(write, home.cluster / name, text=text)
        if written.returncode != 0:  # half a file would be another configuration
            return unwritable(home.folder, written.stderr)
    return None
