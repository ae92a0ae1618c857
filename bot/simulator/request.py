"""The fields of a method call, however they are packed: query, form, multipart or JSON."""

import json
from http import HTTPStatus

import aiohttp
from aiohttp import web

from bot.simulator.files import File
from bot.simulator.refusal import Json, Refusal, bad_request

UPLOAD_LIMIT = 50 * 1024 * 1024
ATTACHED = "attach://"


async def fields_of(request: web.Request) -> Json:
    """Later packings win over the query, as when a client sends both."""
    fields: Json = dict(request.query)
    match request.content_type:
        case "application/json":
            return fields | _json_object(await request.text())
        case "multipart/form-data":
            return fields | await _parts(await request.multipart())
        case _:
            return fields | dict(await request.post())


async def fields_of_response(response: aiohttp.ClientResponse) -> Json:
    """A webhook may answer with a method call; most answer with nothing of the kind."""
    if response.content_type.startswith("multipart/"):
        return await _parts(aiohttp.MultipartReader(response.headers, response.content))
    if response.content_type == "application/json":
        return _json_object(await response.text() or "{}")
    return {}


def _json_object(text: str) -> Json:
    try:
        fields = json.loads(text)
    except ValueError as error:
        raise bad_request("can't parse the JSON body") from error
    if not isinstance(fields, dict):
        raise bad_request("the JSON body must be an object")
    return fields


async def _parts(reader: aiohttp.MultipartReader) -> Json:
    """A file takes the place of the field that refers to it or has its name."""
    fields: Json = {}
    files: dict[str, File] = {}
    async for part in reader:
        if not isinstance(part, aiohttp.BodyPartReader) or part.name is None:
            raise bad_request("nested or nameless multipart bodies are not understood")
        content = bytes(await part.read(decode=True))
        if len(content) > UPLOAD_LIMIT:
            raise Refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "file is too big")
        if part.filename:
            kind = part.headers.get("Content-Type", "application/octet-stream")
            files[part.name] = File(part.filename, kind, content)
        else:
            fields[part.name] = content.decode()
    attached = {
        key: files.pop(value.removeprefix(ATTACHED))
        for key, value in fields.items()
        if value.startswith(ATTACHED) and value.removeprefix(ATTACHED) in files
    }
    return fields | files | attached
