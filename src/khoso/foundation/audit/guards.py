"""What the database itself holds about the trail, as SQL. Migrations put it in, verification looks if it stands."""

from __future__ import annotations

from typing import Any

ENTRIES = "audit_auditentry"
SEALS = "audit_auditseal"

# The text that is hashed says the same as the columns that are searched.
SAME = """
(content::jsonb - '{actor_id,actor_name,details,request_id}'::text[]) = jsonb_build_object(
    'chain', chain, 'position', position,
    'at', to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    'actor', actor, 'agency', agency, 'verb', verb, 'subject_kind', subject_kind, 'subject_id', subject_id,
    'address', address)
"""
SEAL_SAME = """
(content::jsonb ->> 'position')::bigint = position AND (content::jsonb ->> 'rows')::bigint = rows
AND content::jsonb ->> 'at' = to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
"""
CHECKS = {ENTRIES: ("content_says_the_same", SAME), SEALS: ("seal_says_the_same", SEAL_SAME)}

REFUSE_BODY = """
BEGIN
    RAISE EXCEPTION 'Bảng % chỉ được ghi thêm.', TG_TABLE_NAME;
END """
REFUSALS = {"refuse_change", "refuse_truncate"}

# One statement adds a row: lock, head, hash, row. `before` and `after` are the content cut at its position, which only
# the holder of the lock knows.
APPEND = r"""
CREATE FUNCTION khoso_audit_append(into_chain text, before text, after text)
RETURNS TABLE (entry_id bigint, entry_position bigint, entry_content text, entry_previous text, entry_hash text)
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('audit:' || into_chain, 82));
    SELECT e.position, e.hash INTO entry_position, entry_previous
      FROM audit_auditentry e WHERE e.chain = into_chain ORDER BY e.position DESC LIMIT 1;
    entry_position := coalesce(entry_position, 0) + 1;
    entry_previous := coalesce(entry_previous, repeat('0', 64));
    entry_content := before || entry_position || after;
    entry_hash := encode(sha256(convert_to(entry_previous || E'\n' || entry_content, 'UTF8')), 'hex');
    INSERT INTO audit_auditentry
        (chain, position, at, actor, agency, verb, subject_kind, subject_id, address, content, previous_hash, hash)
    SELECT into_chain, entry_position, said.at, said.actor, said.agency, said.verb, said.subject_kind,
           said.subject_id, said.address, entry_content, entry_previous, entry_hash
      FROM jsonb_to_record(entry_content::jsonb) AS said(
           at timestamptz, actor text, agency text, verb text, subject_kind text, subject_id text, address text)
    RETURNING id INTO entry_id;
    RETURN NEXT;
END $$;
"""
# The same unless this key was recorded no longer ago than `within`: one statement for a page shown. Whoever comes
# second waits at the key until the first is committed. A look that is known leaves no mark on the disk. Processes that
# ask at once may come in another order than their clocks say.
APPEND_ONCE = r"""
CREATE OR REPLACE FUNCTION khoso_audit_append_once(
    look text, looked_at timestamptz, within interval, into_chain text, before text, after text)
RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM audit_recentlook r
                WHERE r.key = look AND r.at > looked_at - within AND r.at < looked_at + within) THEN
        RETURN false;
    END IF;
    INSERT INTO audit_recentlook AS seen (key, at) VALUES (look, looked_at)
    ON CONFLICT (key) DO UPDATE SET at = excluded.at
     WHERE seen.at <= excluded.at - within OR seen.at >= excluded.at + within;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    PERFORM khoso_audit_append(into_chain, before, after);
    RETURN true;
END $$;
"""

# The last row of every chain, each found by one look into the index, however long the chain.
HEADS = """
WITH RECURSIVE names AS (
    (SELECT chain FROM audit_auditentry ORDER BY chain LIMIT 1)
    UNION ALL
    SELECT (SELECT e.chain FROM audit_auditentry e WHERE e.chain > names.chain ORDER BY e.chain LIMIT 1)
      FROM names WHERE names.chain IS NOT NULL
)
SELECT last.chain, last.position, last.hash
  FROM names, LATERAL (
    SELECT e.chain, e.position, e.hash FROM audit_auditentry e
     WHERE e.chain = names.chain ORDER BY e.position DESC LIMIT 1) last
 ORDER BY last.chain COLLATE "C"
"""


def missing(cursor: Any) -> list[str]:
    """Which guard of the database does not stand as the migrations put it, in Vietnamese. Leaves no trace."""
    found = []
    for table, (name, expression) in CHECKS.items():
        cursor.execute(
            "SELECT pg_get_constraintdef(oid), convalidated FROM pg_constraint WHERE conrelid = %s::regclass"
            " AND conname = %s",
            [table, name],
        )
        if cursor.fetchone() != (_as_told(cursor, table, expression), True):
            found.append(f"Ràng buộc {name} của bảng {table} đã bị gỡ hay sửa: cột tìm kiếm có thể khác nội dung.")
        cursor.execute(
            "SELECT t.tgname, t.tgenabled, p.prosrc FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid"
            " WHERE t.tgrelid = %s::regclass AND NOT t.tgisinternal",
            [table],
        )
        standing = {
            trigger
            for trigger, on, body in cursor.fetchall()
            if on in ("O", "A") and body.strip() == REFUSE_BODY.strip()
        }
        found += [
            f"Khóa {trigger} của bảng {table} đã bị gỡ, tắt hay sửa: cơ sở dữ liệu không còn tự từ chối sửa, xóa."
            for trigger in sorted(REFUSALS - standing)
        ]
    return found


def _as_told(cursor: Any, table: str, expression: str) -> str:
    """The constraint as this version of the database words it."""
    cursor.execute(f"CREATE TEMPORARY TABLE khoso_guard (LIKE {table})")
    try:
        cursor.execute(f"ALTER TABLE khoso_guard ADD CONSTRAINT guard CHECK ({expression})")
        cursor.execute(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = 'pg_temp.khoso_guard'::regclass"
            " AND conname = 'guard'"
        )
        return str(cursor.fetchone()[0])
    finally:
        cursor.execute("DROP TABLE khoso_guard")
