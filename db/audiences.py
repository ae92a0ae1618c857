"""Audiences in SQL: who is told of a visit, in which order, and who is not and why."""

from sqlalchemy import text

# Consents are asked for person by person, and locked: a LATERAL that locks is never merged into
# the query around it. Left to choose, a planner that has not yet counted a table which just grew
# was seen to compare every person with every consent, for minutes. A person may have agreed to
# more than one version of the text; one is enough.
AGREES = """
    LATERAL (
        SELECT 1 FROM consent
        WHERE consent.respondent_id = {person} AND consent.purpose = 'notices'
          AND consent.withdrawn_at IS NULL
        LIMIT 1 FOR SHARE) AS agrees
"""
# Asked of one person at a time for the same reason: an aggregate is never joined.
TOLD = """
    coalesce((
        SELECT bool_or(broadcast.visit_id = :visit)
        FROM delivery JOIN broadcast ON broadcast.id = delivery.broadcast_id
        WHERE delivery.respondent_id = respondent.id AND delivery.state IN (1, 2, 6)), false)
"""
_INSERT = """
    INSERT INTO delivery (broadcast_id, seq, respondent_id, language, edits, state, attempts)
"""

CONSULATE_AUDIENCE = text(f"""
    WITH people AS (
        SELECT id, language FROM respondent, {AGREES.format(person="respondent.id")}
        WHERE consulate = :consulate AND telegram_id IS NOT NULL AND blocked_at IS NULL
            AND NOT {TOLD})
    {_INSERT}
    SELECT :broadcast, row_number() OVER (ORDER BY id), id,
        CASE WHEN language = ANY(:languages) THEN language ELSE :otherwise END, NULL, 0, 0
    FROM people
""")  # noqa: S608 - our own words

# Each gets a message, which rings; then every one they have about the visit is edited. Whoever may
# have got one that we know no number of, or is being sent one now, is written to all the same.
TOLD_AUDIENCE = text(f"""
    WITH told AS MATERIALIZED (
        SELECT delivery.respondent_id, delivery.message_id
        FROM broadcast JOIN delivery ON delivery.broadcast_id = broadcast.id
        WHERE broadcast.visit_id = :visit AND delivery.state IN (1, 2, 6)
          AND delivery.edits IS NULL),
    people AS (
        SELECT id, language, message_id FROM told,
            LATERAL (SELECT id, language FROM respondent
                     WHERE id = told.respondent_id AND telegram_id IS NOT NULL
                       AND blocked_at IS NULL OFFSET 0) AS respondent,
            {AGREES.format(person="told.respondent_id")}),
    acts AS (
        SELECT id, language, message_id AS edits FROM people WHERE message_id IS NOT NULL
        UNION SELECT id, language, NULL FROM people)
    {_INSERT}
    SELECT :broadcast, row_number() OVER (ORDER BY edits IS NOT NULL, id, edits), id,
        CASE WHEN language = ANY(:languages) THEN language ELSE :otherwise END, edits, 0, 0
    FROM acts
""")  # noqa: S608 - our own words

EXCLUDED = text("""
    SELECT count(*) FILTER (WHERE agrees IS NULL) AS never_agreed,
           count(*) FILTER (WHERE NOT agrees) AS opted_out,
           count(*) FILTER (WHERE agrees AND is_blocked) AS blocked
    FROM (
        SELECT respondent.blocked_at IS NOT NULL AS is_blocked,
            bool_or(consent.withdrawn_at IS NULL) FILTER (WHERE consent.id IS NOT NULL) AS agrees
        FROM respondent
        LEFT JOIN consent ON consent.respondent_id = respondent.id AND purpose = 'notices'
        WHERE respondent.consulate = :consulate AND respondent.telegram_id IS NOT NULL
        GROUP BY respondent.id) AS people
""")
