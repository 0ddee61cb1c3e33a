-- What a grant amounts to at one real instant, as lib/entitlements/held-at.ts says it.
CREATE FUNCTION held_status(p_grant subscription, p_at timestamptz) RETURNS text
LANGUAGE sql STABLE AS $$
  SELECT CASE
    WHEN p_grant.ends_at IS NULL OR p_at + p_grant.clock_offset_seconds * interval '1 second' < p_grant.ends_at
      THEN p_grant.status
    WHEN p_grant.after_status IS NOT NULL THEN p_grant.after_status
    WHEN p_grant.status = 'grace' THEN 'suspended'
    WHEN p_grant.status = 'paused' THEN 'paused'
    ELSE 'ended' END
$$;
