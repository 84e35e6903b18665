-- What the schema files have no words for. It is put at the end of the initial migration by `npm run db:fresh`.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are never changed or deleted', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER forecasts_frozen BEFORE UPDATE ON forecasts FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER checklist_signatures_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON checklist_signatures FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE FUNCTION check_signature() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  of_stage checklist_stages%ROWTYPE;
  last_verb text;
BEGIN
  -- The lock makes signatures of one stage wait for each other: of two at once, the second sees the first.
  SELECT * INTO of_stage FROM checklist_stages WHERE run = NEW.run AND position = NEW.stage FOR UPDATE;
  IF of_stage.opened_at IS NULL OR of_stage.closed_at IS NOT NULL OR of_stage.asked_at IS NULL OR of_stage.round <> NEW.round THEN
    RAISE EXCEPTION 'stage % of run % is not being approved in round %', NEW.stage, NEW.run, NEW.round USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  SELECT verb INTO last_verb FROM checklist_signatures
    WHERE run = NEW.run AND stage = NEW.stage AND round = NEW.round AND department = NEW.department ORDER BY id DESC LIMIT 1;
  IF NEW.verb IN ('signed', 'declined') AND last_verb = 'signed' THEN
    RAISE EXCEPTION '% has signed stage % of run % already', NEW.department, NEW.stage, NEW.run USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.verb = 'withdrawn' AND last_verb IS DISTINCT FROM 'signed' THEN
    RAISE EXCEPTION '% has not signed stage % of run %', NEW.department, NEW.stage, NEW.run USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER checklist_signatures_checked BEFORE INSERT ON checklist_signatures FOR EACH ROW EXECUTE FUNCTION check_signature();
--> statement-breakpoint
CREATE FUNCTION distrust_rollups() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- Whoever keeps the roll-ups of a fact in step says so first. For all rows, kept or not: who builds one waits here for us.
  IF current_setting('drumbeat.followed', true) IS DISTINCT FROM TG_TABLE_NAME::text THEN
    UPDATE rollups SET kept = false WHERE fact = TG_TABLE_NAME;
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
DO $$
DECLARE fact text;
BEGIN
  FOREACH fact IN ARRAY ARRAY['opportunities', 'subscriptions', 'stage_changes', 'renewals', 'spend', 'leads', 'quotas',
    'forecasts', 'survey_scores', 'receivables', 'cash', 'entered', 'rates'] LOOP
    EXECUTE format('CREATE TRIGGER %I AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION distrust_rollups()',
      fact || '_rollups', fact);
  END LOOP;
END $$;
--> statement-breakpoint
CREATE TRIGGER metric_approvals_append_only BEFORE UPDATE OR DELETE ON metric_approvals FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER posted_numbers_append_only BEFORE UPDATE OR DELETE ON posted_numbers FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER restated_numbers_append_only BEFORE UPDATE OR DELETE ON restated_numbers FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER settlements_append_only BEFORE UPDATE OR DELETE ON settlements FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
-- Room in each page for the next states of its rows: an update that finds none has to be put into every index.
ALTER TABLE deliveries SET (fillfactor = 50);
--> statement-breakpoint
CREATE FUNCTION keep_verdict() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- What people said of a lead stays, as long as the source that it comes from has nothing of its own to say.
  SELECT v.verdict, v.reason, v.decided_on INTO NEW.verdict, NEW.reason, NEW.decided_on
    FROM lead_verdicts v WHERE v.source = NEW.source AND v.lead = NEW.id;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER leads_keep_verdict BEFORE UPDATE ON leads FOR EACH ROW WHEN (NEW.verdict IS NULL AND OLD.verdict IS NOT NULL)
  EXECUTE FUNCTION keep_verdict();
