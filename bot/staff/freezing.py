"""What a draft said when it was handed in: whether it still says so when somebody decides."""

import hashlib
import json

from sqlalchemy.ext.asyncio import AsyncSession

from db import visits
from db.broadcasts import Broadcast, BroadcastState
from db.visits import CONTENT, Visit


async def digest(session: AsyncSession, draft: Visit) -> str:
    """Names everything people can see of the visit, its picture and its place on a map too."""
    picture = await visits.flyer_of(session, draft) or b""
    content = [str(getattr(draft, name)) for name in CONTENT]
    seen = json.dumps([*content, hashlib.sha256(picture).hexdigest()], ensure_ascii=False)
    return hashlib.sha256(seen.encode()).hexdigest()


async def is_outdated(session: AsyncSession, broadcast: Broadcast, draft: Visit) -> bool:
    """Whether the draft was changed after the broadcast that still waits was handed in."""
    if broadcast.state != BroadcastState.SUBMITTED:
        return False
    return broadcast.draft != await digest(session, draft)
