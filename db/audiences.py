"""Audiences in SQL: who is told of a visit, in which order, and who is not and why."""

from sqlalchemy import text

# A person may have agreed to more than one version of the text: one row each all the same.
_AGREEING = """
    agreeing AS (
        SELECT respondent_id FROM consent
        WHERE purpose = 'notices' AND withdrawn_at IS NULL
          AND respondent_id IN (SELECT id FROM candidates)
        FOR SHARE),
    people AS (
        SELECT candidates.* FROM candidates
        WHERE id IN (SELECT respondent_id FROM agreeing))
"""
_INSERT = """
    INSERT INTO delivery (broadcast_id, seq, respondent_id, language, edits, state, attempts)
"""

CONSULATE_AUDIENCE = text(f"""
    WITH candidates AS (
        SELECT id, language FROM respondent
        WHERE consulate = :consulate AND telegram_id IS NOT NULL AND blocked_at IS NULL),
    {_AGREEING}
    {_INSERT}
    SELECT :broadcast, row_number() OVER (ORDER BY id), id,
        CASE WHEN language = ANY(:languages) THEN language ELSE :otherwise END, NULL, 0, 0
    FROM people
""")  # noqa: S608 - our own words

# Every message a person has about the visit is edited, and then each gets one more; whoever may
# have got one that we know no number of is written to all the same.
TOLD_AUDIENCE = text(f"""
    WITH told AS (
        SELECT delivery.respondent_id, delivery.message_id
        FROM delivery JOIN broadcast ON broadcast.id = delivery.broadcast_id
        WHERE broadcast.visit_id = :visit AND delivery.state IN (2, 6)
          AND delivery.edits IS NULL),
    candidates AS (
        SELECT id, language FROM respondent
        WHERE id IN (SELECT respondent_id FROM told)
          AND telegram_id IS NOT NULL AND blocked_at IS NULL),
    {_AGREEING},
    acts AS (
        SELECT id, language, message_id AS edits
        FROM people JOIN told ON told.respondent_id = id WHERE message_id IS NOT NULL
        UNION ALL SELECT id, language, NULL FROM people)
    {_INSERT}
    SELECT :broadcast, row_number() OVER (ORDER BY edits IS NULL, id, edits), id,
        CASE WHEN language = ANY(:languages) THEN language ELSE :otherwise END, edits, 0, 0
    FROM acts
""")  # noqa: S608 - our own words

EXCLUDED = text("""
    SELECT count(*) FILTER (WHERE NOT agrees AND NOT left_) AS never_agreed,
           count(*) FILTER (WHERE NOT agrees AND left_) AS opted_out,
           count(*) FILTER (WHERE agrees) AS blocked
    FROM (
        SELECT respondent.id, respondent.blocked_at IS NOT NULL AS is_blocked,
            EXISTS (SELECT 1 FROM consent WHERE respondent_id = respondent.id
                AND purpose = 'notices' AND withdrawn_at IS NULL) AS agrees,
            EXISTS (SELECT 1 FROM consent WHERE respondent_id = respondent.id
                AND purpose = 'notices' AND withdrawn_at IS NOT NULL) AS left_
        FROM respondent
        WHERE consulate = :consulate AND telegram_id IS NOT NULL) AS people
    WHERE NOT agrees OR is_blocked
""")
