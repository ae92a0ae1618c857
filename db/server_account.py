"""Whom the embedded server runs as: PostgreSQL refuses root.

Whatever touches the server's folder is done as its account, so root follows none of its links.
"""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Self


@dataclass(frozen=True)
class Account:
    name: str
    uid: int
    gid: int

    @classmethod
    def find(cls, who: int | str) -> Self | None:
        try:
            entry = pwd.getpwnam(who) if isinstance(who, str) else pwd.getpwuid(who)
        except KeyError:
            return None
        return cls(entry.pw_name, entry.pw_uid, entry.pw_gid)

    @property
    def usable(self) -> bool:
        """False for root, and where root may not change user, as in some containers."""
        try:
            return self.uid != 0 and self.shell(":").returncode == 0
        except OSError:
            return False

    def enters(self, folder: Path) -> bool:
        return self.shell('cd -- "$1"', folder).returncode == 0

    def shell(
        self, script: str, *arguments: str | Path, text: str = "", keep: tuple[int, ...] = ()
    ) -> subprocess.CompletedProcess[str]:
        """Run a script whose `$1`, `$2`... are the arguments, whatever characters they hold."""
        script = f"umask 077; {script}"
        return self.run("/bin/sh", "-c", script, "sh", *arguments, text=text, keep=keep)

    def run(
        self, *command: str | Path, text: str = "", keep: tuple[int, ...] = ()
    ) -> subprocess.CompletedProcess[str]:
        """Run a command deaf to the terminal's Ctrl-C and without our environment's secrets.

        `keep` are descriptors it inherits. Raises OSError where we may not become the account.
        """
        other = os.geteuid() != self.uid
        return subprocess.run(  # noqa: S603  our own scripts and the wheel's binaries
            command,
            user=self.uid if other else None,
            group=self.gid if other else None,
            extra_groups=[] if other else None,
            env={"PATH": os.defpath, "LC_ALL": "C"},
            cwd="/",
            start_new_session=True,
            pass_fds=keep,
            input=text,
            capture_output=True,
            text=True,
            check=False,
        )
