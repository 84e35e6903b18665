CREATE TABLE "alerts" (
	"id" serial PRIMARY KEY NOT NULL,
	"follow" integer NOT NULL,
	"part" text NOT NULL,
	"kind" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"question" jsonb NOT NULL,
	"numbers" jsonb NOT NULL,
	"delivery" text,
	"noted_on" date,
	CONSTRAINT "alerts_kind" CHECK ("alerts"."kind" in ('fired', 'over'))
);
--> statement-breakpoint
CREATE TABLE "follow_standings" (
	"follow" integer NOT NULL,
	"part" text NOT NULL,
	"inside" boolean NOT NULL,
	"told" boolean NOT NULL,
	"told_at" timestamp with time zone,
	"period" date NOT NULL,
	"value" double precision,
	"looked_at" timestamp with time zone NOT NULL,
	CONSTRAINT "follow_standings_follow_part_pk" PRIMARY KEY("follow","part")
);
--> statement-breakpoint
CREATE TABLE "follows" (
	"id" serial PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"definition" jsonb NOT NULL,
	"owner" integer NOT NULL,
	"state" text NOT NULL,
	"made_at" timestamp with time zone NOT NULL,
	"seen" text,
	CONSTRAINT "follows_state" CHECK ("follows"."state" in ('active', 'ended'))
);
--> statement-breakpoint
CREATE TABLE "audit" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"person" integer,
	"subject" text NOT NULL,
	"verb" text NOT NULL,
	"before" jsonb,
	"after" jsonb,
	"cause" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "checklist_comments" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"item" integer NOT NULL,
	"person" integer NOT NULL,
	"text" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"cause" text NOT NULL,
	CONSTRAINT "checklist_comments_cause" UNIQUE("cause")
);
--> statement-breakpoint
CREATE TABLE "checklist_files" (
	"id" serial PRIMARY KEY NOT NULL,
	"item" integer,
	"person" integer NOT NULL,
	"platform" text NOT NULL,
	"workspace" text NOT NULL,
	"name" text NOT NULL,
	"size" bigint,
	"link" text,
	"ref" jsonb NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"cause" text NOT NULL,
	CONSTRAINT "checklist_files_cause" UNIQUE("cause")
);
--> statement-breakpoint
CREATE TABLE "checklist_items" (
	"id" serial PRIMARY KEY NOT NULL,
	"run" integer NOT NULL,
	"stage" smallint NOT NULL,
	"position" smallint NOT NULL,
	"key" text NOT NULL,
	"label" text NOT NULL,
	"what" text NOT NULL,
	"department" text,
	"assignee" integer,
	"due_on" date NOT NULL,
	"evidence" jsonb NOT NULL,
	"proof" text,
	"snoozed_until" date,
	"done_at" timestamp with time zone,
	"done_by" integer,
	CONSTRAINT "checklist_items_key" UNIQUE("run","key")
);
--> statement-breakpoint
CREATE TABLE "checklist_runs" (
	"id" serial PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"title" text NOT NULL,
	"template" text NOT NULL,
	"version" integer NOT NULL,
	"place" integer NOT NULL,
	"owner" integer NOT NULL,
	"started_on" date NOT NULL,
	"closed_at" timestamp with time zone,
	CONSTRAINT "checklist_runs_name" UNIQUE("name")
);
--> statement-breakpoint
CREATE TABLE "checklist_signatures" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"run" integer NOT NULL,
	"stage" smallint NOT NULL,
	"round" smallint NOT NULL,
	"department" text NOT NULL,
	"person" integer NOT NULL,
	"verb" text NOT NULL,
	"reason" text,
	"at" timestamp with time zone NOT NULL,
	"recorded_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	CONSTRAINT "checklist_signatures_verb" CHECK ("checklist_signatures"."verb" in ('signed', 'declined', 'withdrawn')),
	CONSTRAINT "checklist_signatures_reason" CHECK ("checklist_signatures"."verb" = 'signed' or "checklist_signatures"."reason" is not null)
);
--> statement-breakpoint
CREATE TABLE "checklist_stages" (
	"run" integer NOT NULL,
	"position" smallint NOT NULL,
	"key" text NOT NULL,
	"label" text NOT NULL,
	"what" text NOT NULL,
	"due_on" date NOT NULL,
	"approval" jsonb,
	"opened_at" timestamp with time zone,
	"round" smallint DEFAULT 0 NOT NULL,
	"asked_at" timestamp with time zone,
	"expires_on" date,
	"closed_at" timestamp with time zone,
	CONSTRAINT "checklist_stages_run_position_pk" PRIMARY KEY("run","position"),
	CONSTRAINT "checklist_stages_order" CHECK ("checklist_stages"."closed_at" is null or "checklist_stages"."opened_at" is not null)
);
--> statement-breakpoint
CREATE TABLE "checklist_templates" (
	"name" text NOT NULL,
	"version" integer NOT NULL,
	"definition" jsonb NOT NULL,
	"by" integer,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "checklist_templates_name_version_pk" PRIMARY KEY("name","version")
);
--> statement-breakpoint
CREATE TABLE "accounts" (
	"platform" text NOT NULL,
	"workspace" text NOT NULL,
	"user" text NOT NULL,
	"person" integer NOT NULL,
	"away" boolean DEFAULT false NOT NULL,
	"away_until" timestamp with time zone,
	CONSTRAINT "accounts_platform_workspace_user_pk" PRIMARY KEY("platform","workspace","user"),
	CONSTRAINT "accounts_away" CHECK ("accounts"."away" or "accounts"."away_until" is null)
);
--> statement-breakpoint
CREATE TABLE "addresses" (
	"platform" text NOT NULL,
	"workspace" text NOT NULL,
	"channel" text NOT NULL,
	"address" jsonb NOT NULL,
	"seen_at" timestamp with time zone NOT NULL,
	CONSTRAINT "addresses_platform_workspace_channel_pk" PRIMARY KEY("platform","workspace","channel")
);
--> statement-breakpoint
CREATE TABLE "companies" (
	"id" smallint PRIMARY KEY DEFAULT 1 NOT NULL,
	"name" text NOT NULL,
	"zone" text NOT NULL,
	"currency" text NOT NULL,
	"fiscal_month" smallint NOT NULL,
	"week_start" smallint NOT NULL,
	"locale" text NOT NULL,
	"country" text,
	CONSTRAINT "companies_one" CHECK ("companies"."id" = 1)
);
--> statement-breakpoint
CREATE TABLE "days_off" (
	"id" serial PRIMARY KEY NOT NULL,
	"person" integer NOT NULL,
	"from_day" date NOT NULL,
	"to_day" date NOT NULL,
	CONSTRAINT "days_off_once" UNIQUE("person","from_day","to_day"),
	CONSTRAINT "days_off_order" CHECK ("days_off"."from_day" <= "days_off"."to_day")
);
--> statement-breakpoint
CREATE TABLE "delegations" (
	"department" text PRIMARY KEY NOT NULL,
	"person" integer NOT NULL,
	"from_day" date NOT NULL,
	"to_day" date NOT NULL,
	CONSTRAINT "delegations_order" CHECK ("delegations"."from_day" <= "delegations"."to_day")
);
--> statement-breakpoint
CREATE TABLE "departments" (
	"key" text PRIMARY KEY NOT NULL,
	"label" text NOT NULL,
	"leader" integer,
	"home" text
);
--> statement-breakpoint
CREATE TABLE "grants" (
	"id" serial PRIMARY KEY NOT NULL,
	"person" integer NOT NULL,
	"subject" text NOT NULL,
	"granted_by" integer NOT NULL,
	"granted_at" timestamp with time zone NOT NULL,
	"revoked_by" integer,
	"revoked_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "holidays" (
	"day" date NOT NULL,
	"country" text DEFAULT '' NOT NULL,
	"name" text NOT NULL,
	CONSTRAINT "holidays_day_country_pk" PRIMARY KEY("day","country")
);
--> statement-breakpoint
CREATE TABLE "installations" (
	"platform" text NOT NULL,
	"workspace" text NOT NULL,
	"secrets" text NOT NULL,
	"installed_at" timestamp with time zone NOT NULL,
	CONSTRAINT "installations_platform_workspace_pk" PRIMARY KEY("platform","workspace")
);
--> statement-breakpoint
CREATE TABLE "people" (
	"id" serial PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"email" text NOT NULL,
	"department" text,
	"role" text NOT NULL,
	"locale" text NOT NULL,
	"zone" text NOT NULL,
	"work_days" smallint[] NOT NULL,
	"work_from" text NOT NULL,
	"work_to" text NOT NULL,
	"country" text,
	"corrected" boolean DEFAULT false NOT NULL,
	"outsider" boolean NOT NULL,
	"active" boolean NOT NULL,
	CONSTRAINT "people_email_unique" UNIQUE("email")
);
--> statement-breakpoint
CREATE TABLE "place_members" (
	"platform" text NOT NULL,
	"workspace" text NOT NULL,
	"channel" text NOT NULL,
	"user" text NOT NULL,
	CONSTRAINT "place_members_platform_workspace_channel_user_pk" PRIMARY KEY("platform","workspace","channel","user")
);
--> statement-breakpoint
CREATE TABLE "place_rosters" (
	"platform" text NOT NULL,
	"workspace" text NOT NULL,
	"channel" text NOT NULL,
	"read_at" timestamp with time zone NOT NULL,
	CONSTRAINT "place_rosters_platform_workspace_channel_pk" PRIMARY KEY("platform","workspace","channel")
);
--> statement-breakpoint
CREATE TABLE "place_troubles" (
	"platform" text NOT NULL,
	"workspace" text NOT NULL,
	"channel" text NOT NULL,
	"reason" text NOT NULL,
	"since" timestamp with time zone NOT NULL,
	"person" integer,
	CONSTRAINT "place_troubles_platform_workspace_channel_pk" PRIMARY KEY("platform","workspace","channel")
);
--> statement-breakpoint
CREATE TABLE "places" (
	"id" serial PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"platform" text NOT NULL,
	"workspace" text NOT NULL,
	"channel" text NOT NULL,
	"audience" jsonb NOT NULL,
	"locale" text,
	"zone" text,
	CONSTRAINT "places_name_unique" UNIQUE("name"),
	CONSTRAINT "places_address" UNIQUE("platform","workspace","channel")
);
--> statement-breakpoint
CREATE TABLE "deliveries" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"key" text NOT NULL,
	"about" text NOT NULL,
	"slot" bigint,
	"tells" integer,
	"platform" text NOT NULL,
	"workspace" text NOT NULL,
	"channel" text NOT NULL,
	"place" jsonb NOT NULL,
	"message" json NOT NULL,
	"guarded" boolean DEFAULT true NOT NULL,
	"edits" jsonb,
	"view" text,
	"under" text,
	"has_replies" boolean DEFAULT false NOT NULL,
	"revision" integer DEFAULT 1 NOT NULL,
	"guarantee" text DEFAULT 'at most once' NOT NULL,
	"priority" smallint NOT NULL,
	"state" text NOT NULL,
	"open" boolean GENERATED ALWAYS AS (state in ('waiting', 'claimed', 'sending')) STORED NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"not_before" timestamp with time zone NOT NULL,
	"lease_until" timestamp with time zone,
	"sending_at" timestamp with time zone,
	"requested_at" timestamp with time zone,
	"sent" jsonb,
	"code" text,
	"created_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone,
	CONSTRAINT "deliveries_key_unique" UNIQUE("key")
);
--> statement-breakpoint
CREATE TABLE "digest_posts" (
	"id" serial PRIMARY KEY NOT NULL,
	"digest" text NOT NULL,
	"occasion" text NOT NULL,
	"definition" jsonb NOT NULL,
	"version" integer NOT NULL,
	"as_of" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"slot" bigint,
	"by" integer,
	"corrects" integer,
	"reason" text,
	"left_out" jsonb DEFAULT '[]'::jsonb NOT NULL,
	CONSTRAINT "digest_posts_occasion_unique" UNIQUE("occasion")
);
--> statement-breakpoint
CREATE TABLE "digests" (
	"name" text PRIMARY KEY NOT NULL,
	"definition" jsonb NOT NULL,
	"owner" integer,
	"state" text NOT NULL,
	"version" integer NOT NULL,
	"pending" jsonb,
	"approved_by" integer,
	"approved_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "drops" (
	"id" serial PRIMARY KEY NOT NULL,
	"key" text NOT NULL,
	"person" integer NOT NULL,
	"name" text NOT NULL,
	"bytes" "bytea",
	"size" integer NOT NULL,
	"state" text NOT NULL,
	"sheets" jsonb,
	"sheet" text,
	"profile" jsonb,
	"draft" jsonb,
	"report" jsonb,
	"at" timestamp with time zone NOT NULL,
	"changed_at" timestamp with time zone NOT NULL,
	CONSTRAINT "drops_key" UNIQUE("key")
);
--> statement-breakpoint
CREATE TABLE "cash" (
	"source" integer NOT NULL,
	"id" text NOT NULL,
	"import" integer NOT NULL,
	"bank_account" text,
	"balance_on" date NOT NULL,
	"balance" bigint NOT NULL,
	"currency" char(3) NOT NULL,
	CONSTRAINT "cash_source_id_pk" PRIMARY KEY("source","id")
);
--> statement-breakpoint
CREATE TABLE "entered" (
	"source" integer NOT NULL,
	"id" text NOT NULL,
	"import" integer NOT NULL,
	"metric" text NOT NULL,
	"starts_on" date NOT NULL,
	"per" text NOT NULL,
	"value" numeric NOT NULL,
	"currency" char(3),
	"entered_by" text NOT NULL,
	"entered_on" date,
	"note" text,
	CONSTRAINT "entered_source_id_pk" PRIMARY KEY("source","id")
);
--> statement-breakpoint
CREATE TABLE "forecasts" (
	"source" integer NOT NULL,
	"id" text NOT NULL,
	"import" integer NOT NULL,
	"frozen_on" date NOT NULL,
	"starts_on" date NOT NULL,
	"per" text NOT NULL,
	"category" text NOT NULL,
	"owner" text,
	"team" text,
	"region" text,
	"product" text,
	"segment" text,
	"amount" bigint NOT NULL,
	"currency" char(3) NOT NULL,
	CONSTRAINT "forecasts_source_id_pk" PRIMARY KEY("source","id")
);
--> statement-breakpoint
CREATE TABLE "quotas" (
	"source" integer NOT NULL,
	"id" text NOT NULL,
	"import" integer NOT NULL,
	"starts_on" date NOT NULL,
	"per" text NOT NULL,
	"level" text NOT NULL,
	"owner" text,
	"team" text,
	"region" text,
	"product" text,
	"segment" text,
	"amount" bigint NOT NULL,
	"currency" char(3) NOT NULL,
	CONSTRAINT "quotas_source_id_pk" PRIMARY KEY("source","id")
);
--> statement-breakpoint
CREATE TABLE "rates" (
	"source" integer NOT NULL,
	"id" text NOT NULL,
	"import" integer NOT NULL,
	"dated_on" date NOT NULL,
	"currency" char(3) NOT NULL,
	"into_currency" char(3) NOT NULL,
	"rate" numeric NOT NULL,
	CONSTRAINT "rates_source_id_pk" PRIMARY KEY("source","id")
);
--> statement-breakpoint
CREATE TABLE "receivables" (
	"source" integer NOT NULL,
	"id" text NOT NULL,
	"import" integer NOT NULL,
	"account" text NOT NULL,
	"region" text,
	"segment" text,
	"invoiced_on" date NOT NULL,
	"due_on" date NOT NULL,
	"paid_on" date,
	"amount" bigint NOT NULL,
	"currency" char(3) NOT NULL,
	CONSTRAINT "receivables_source_id_pk" PRIMARY KEY("source","id")
);
--> statement-breakpoint
CREATE TABLE "survey_scores" (
	"source" integer NOT NULL,
	"id" text NOT NULL,
	"import" integer NOT NULL,
	"kind" text NOT NULL,
	"account" text,
	"employee" text,
	"department" text,
	"product" text,
	"team" text,
	"region" text,
	"segment" text,
	"asked_on" date NOT NULL,
	"answered_on" date,
	"score" smallint,
	CONSTRAINT "survey_scores_source_id_pk" PRIMARY KEY("source","id")
);
--> statement-breakpoint
CREATE TABLE "push_tokens" (
	"id" serial PRIMARY KEY NOT NULL,
	"source" text NOT NULL,
	"label" text NOT NULL,
	"owner" text,
	"hash" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"used_at" timestamp with time zone,
	"revoked_at" timestamp with time zone,
	CONSTRAINT "push_tokens_hash" UNIQUE("hash")
);
--> statement-breakpoint
CREATE TABLE "pushes" (
	"token" integer NOT NULL,
	"key" text NOT NULL,
	"digest" text NOT NULL,
	"answer" jsonb,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "pushes_token_key_pk" PRIMARY KEY("token","key")
);
--> statement-breakpoint
CREATE TABLE "source_runs" (
	"id" serial PRIMARY KEY NOT NULL,
	"source" text NOT NULL,
	"fact" text NOT NULL,
	"via" text NOT NULL,
	"state" text NOT NULL,
	"key" text,
	"started_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone,
	"lease_until" timestamp with time zone,
	"counts" jsonb,
	"problems" jsonb,
	CONSTRAINT "source_runs_key" UNIQUE("key")
);
--> statement-breakpoint
CREATE TABLE "aliases" (
	"field" text NOT NULL,
	"alias" text NOT NULL,
	"name" text NOT NULL,
	CONSTRAINT "aliases_field_alias_pk" PRIMARY KEY("field","alias")
);
--> statement-breakpoint
CREATE TABLE "imports" (
	"id" serial PRIMARY KEY NOT NULL,
	"source" integer NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone NOT NULL,
	"report" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "leads" (
	"source" integer NOT NULL,
	"id" text NOT NULL,
	"import" integer NOT NULL,
	"account" text,
	"owner" text,
	"team" text,
	"region" text,
	"segment" text,
	"lead_source" text,
	"channel" text,
	"campaign" text,
	"lead_on" date NOT NULL,
	"mql_on" date,
	"sql_on" date,
	"won_on" date,
	"verdict" text,
	"decided_on" date,
	"reason" text,
	CONSTRAINT "leads_source_id_pk" PRIMARY KEY("source","id")
);
--> statement-breakpoint
CREATE TABLE "opportunities" (
	"source" integer NOT NULL,
	"id" text NOT NULL,
	"account" text,
	"owner" text,
	"team" text,
	"region" text,
	"product" text,
	"segment" text,
	"lead_source" text,
	"route" text,
	"stage" text,
	"amount" bigint,
	"list_amount" bigint,
	"currency" char(3),
	"created_on" date,
	"closed_on" date,
	"outcome" text NOT NULL,
	"reason" text,
	"import" integer NOT NULL,
	CONSTRAINT "opportunities_source_id_pk" PRIMARY KEY("source","id")
);
--> statement-breakpoint
CREATE TABLE "renewals" (
	"source" integer NOT NULL,
	"id" text NOT NULL,
	"import" integer NOT NULL,
	"account" text NOT NULL,
	"owner" text,
	"team" text,
	"plan" text,
	"product" text,
	"region" text,
	"segment" text,
	"due_on" date NOT NULL,
	"decided_on" date,
	"outcome" text NOT NULL,
	"arr_due" bigint NOT NULL,
	"arr_renewed" bigint,
	"currency" char(3) NOT NULL,
	"reason" text,
	CONSTRAINT "renewals_source_id_pk" PRIMARY KEY("source","id")
);
--> statement-breakpoint
CREATE TABLE "sources" (
	"id" serial PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"fact" text NOT NULL,
	"label" text NOT NULL,
	"owner" text,
	"mapping" jsonb NOT NULL,
	CONSTRAINT "sources_name" UNIQUE("name","fact")
);
--> statement-breakpoint
CREATE TABLE "spend" (
	"source" integer NOT NULL,
	"id" text NOT NULL,
	"import" integer NOT NULL,
	"spent_on" date NOT NULL,
	"department" text NOT NULL,
	"category" text NOT NULL,
	"channel" text,
	"campaign" text,
	"supplier" text,
	"region" text,
	"segment" text,
	"amount" bigint NOT NULL,
	"currency" char(3) NOT NULL,
	CONSTRAINT "spend_source_id_pk" PRIMARY KEY("source","id")
);
--> statement-breakpoint
CREATE TABLE "stage_changes" (
	"source" integer NOT NULL,
	"id" text NOT NULL,
	"import" integer NOT NULL,
	"opportunity" text NOT NULL,
	"account" text,
	"owner" text,
	"team" text,
	"region" text,
	"product" text,
	"segment" text,
	"stage" text NOT NULL,
	"entered_on" date NOT NULL,
	"left_on" date,
	CONSTRAINT "stage_changes_source_id_pk" PRIMARY KEY("source","id")
);
--> statement-breakpoint
CREATE TABLE "subscriptions" (
	"source" integer NOT NULL,
	"id" text NOT NULL,
	"account" text NOT NULL,
	"plan" text,
	"product" text,
	"region" text,
	"segment" text,
	"mrr" bigint NOT NULL,
	"currency" char(3) NOT NULL,
	"trial" boolean NOT NULL,
	"valid_from" date NOT NULL,
	"valid_to" date,
	"reason" text,
	"import" integer NOT NULL,
	CONSTRAINT "subscriptions_source_id_pk" PRIMARY KEY("source","id")
);
--> statement-breakpoint
CREATE TABLE "feedback_items" (
	"id" serial PRIMARY KEY NOT NULL,
	"cause" text,
	"department" text NOT NULL,
	"kind" text NOT NULL,
	"topic" text NOT NULL,
	"words" text NOT NULL,
	"giver" integer,
	"given_on" date NOT NULL,
	"state" text NOT NULL,
	"owner" integer,
	"result" text,
	"merged_into" integer,
	"checklist" text,
	"changed_on" date NOT NULL,
	"ticket" text,
	"mailbox" text NOT NULL,
	CONSTRAINT "feedback_items_cause_unique" UNIQUE("cause"),
	CONSTRAINT "feedback_items_ticket_unique" UNIQUE("ticket"),
	CONSTRAINT "feedback_items_mailbox_unique" UNIQUE("mailbox"),
	CONSTRAINT "feedback_items_kind" CHECK ("feedback_items"."kind" in ('general', 'priorities', 'data')),
	CONSTRAINT "feedback_items_state" CHECK ("feedback_items"."state" in ('new', 'seen', 'acting', 'done', 'declined', 'merged') and ("feedback_items"."state" = 'merged') = ("feedback_items"."merged_into" is not null)),
	CONSTRAINT "feedback_items_named" CHECK (("feedback_items"."giver" is null) = ("feedback_items"."ticket" is not null) and ("feedback_items"."giver" is null) = ("feedback_items"."cause" is null))
);
--> statement-breakpoint
CREATE TABLE "feedback_letters" (
	"id" serial PRIMARY KEY NOT NULL,
	"mailbox" text NOT NULL,
	"cause" text,
	"kind" text NOT NULL,
	"author" integer,
	"words" text NOT NULL,
	"unnamed" boolean NOT NULL,
	"day" date NOT NULL,
	CONSTRAINT "feedback_letters_cause_unique" UNIQUE("cause"),
	CONSTRAINT "feedback_letters_kind" CHECK ("feedback_letters"."kind" in ('reply', 'acting', 'done', 'declined'))
);
--> statement-breakpoint
CREATE TABLE "feedback_pool" (
	"id" smallint PRIMARY KEY NOT NULL,
	"sealed" text NOT NULL,
	CONSTRAINT "feedback_pool_one" CHECK ("feedback_pool"."id" = 1)
);
--> statement-breakpoint
CREATE TABLE "feedback_said" (
	"id" serial PRIMARY KEY NOT NULL,
	"round" integer NOT NULL,
	"cause" text NOT NULL,
	"author" integer NOT NULL,
	"said" text NOT NULL,
	"did" text NOT NULL,
	"record" text,
	"day" date NOT NULL,
	CONSTRAINT "feedback_said_cause_unique" UNIQUE("cause")
);
--> statement-breakpoint
CREATE TABLE "feedback_said_people" (
	"said" integer NOT NULL,
	"person" integer NOT NULL,
	"told_on" date,
	CONSTRAINT "feedback_said_people_said_person_pk" PRIMARY KEY("said","person")
);
--> statement-breakpoint
CREATE TABLE "answer_stubs" (
	"round" integer NOT NULL,
	"stub" text NOT NULL,
	CONSTRAINT "answer_stubs_round_stub_pk" PRIMARY KEY("round","stub")
);
--> statement-breakpoint
CREATE TABLE "lead_verdicts" (
	"source" integer NOT NULL,
	"lead" text NOT NULL,
	"verdict" text NOT NULL,
	"reason" text,
	"decided_on" date NOT NULL,
	"person" integer NOT NULL,
	CONSTRAINT "lead_verdicts_source_lead_pk" PRIMARY KEY("source","lead"),
	CONSTRAINT "lead_verdicts_verdict" CHECK ("lead_verdicts"."verdict" in ('accepted', 'returned'))
);
--> statement-breakpoint
CREATE TABLE "prompt_answers" (
	"id" uuid PRIMARY KEY NOT NULL,
	"round" integer NOT NULL,
	"person" integer,
	"department" text,
	"segment" text,
	"answers" jsonb NOT NULL,
	"tally" text NOT NULL,
	"mailbox" text,
	CONSTRAINT "prompt_answers_mailbox_unique" UNIQUE("mailbox"),
	CONSTRAINT "prompt_answers_once" UNIQUE("round","person")
);
--> statement-breakpoint
CREATE TABLE "prompt_days" (
	"person" integer NOT NULL,
	"day" date NOT NULL,
	"round" integer NOT NULL,
	CONSTRAINT "prompt_days_person_day_pk" PRIMARY KEY("person","day")
);
--> statement-breakpoint
CREATE TABLE "prompt_rounds" (
	"round" integer PRIMARY KEY NOT NULL,
	"prompt" text NOT NULL,
	"definition" jsonb NOT NULL,
	"least" smallint NOT NULL,
	"shared_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "prompts" (
	"name" text PRIMARY KEY NOT NULL,
	"definition" jsonb NOT NULL,
	"state" text NOT NULL,
	CONSTRAINT "prompts_state" CHECK ("prompts"."state" in ('active', 'paused', 'archived'))
);
--> statement-breakpoint
CREATE TABLE "sealed_answers" (
	"id" uuid PRIMARY KEY NOT NULL,
	"round" integer NOT NULL,
	"state" text NOT NULL,
	"sealed" text NOT NULL,
	CONSTRAINT "sealed_answers_state" CHECK ("sealed_answers"."state" in ('open', 'full'))
);
--> statement-breakpoint
CREATE TABLE "handoff_rules" (
	"from_department" text NOT NULL,
	"to_department" text NOT NULL,
	"amount" smallint NOT NULL,
	"unit" text NOT NULL,
	CONSTRAINT "handoff_rules_from_department_to_department_pk" PRIMARY KEY("from_department","to_department"),
	CONSTRAINT "handoff_rules_unit" CHECK ("handoff_rules"."unit" in ('minutes', 'hours', 'days'))
);
--> statement-breakpoint
CREATE TABLE "handoffs" (
	"id" serial PRIMARY KEY NOT NULL,
	"cause" text NOT NULL,
	"title" text NOT NULL,
	"why" text NOT NULL,
	"evidence" text NOT NULL,
	"from_department" text NOT NULL,
	"to_department" text NOT NULL,
	"sender" integer NOT NULL,
	"owner" integer,
	"state" text NOT NULL,
	"missing" text,
	"result" text,
	"record" text,
	"allowed" integer NOT NULL,
	"used" integer NOT NULL,
	"returns" smallint NOT NULL,
	"ran" integer NOT NULL,
	"accepted_after" integer,
	"running_since" timestamp with time zone,
	"warn_at" timestamp with time zone,
	"due" timestamp with time zone,
	"warned" timestamp with time zone,
	"overdue" timestamp with time zone,
	"escalated" timestamp with time zone,
	"opened_at" timestamp with time zone NOT NULL,
	"returned_at" timestamp with time zone,
	"accepted_at" timestamp with time zone,
	"done_at" timestamp with time zone,
	"closed_at" timestamp with time zone,
	CONSTRAINT "handoffs_cause_unique" UNIQUE("cause"),
	CONSTRAINT "handoffs_state" CHECK ("handoffs"."state" in ('open', 'returned', 'accepted', 'done', 'confirmed', 'withdrawn')),
	CONSTRAINT "handoffs_clock" CHECK (("handoffs"."running_since" is null) = ("handoffs"."due" is null)),
	CONSTRAINT "handoffs_closed" CHECK (("handoffs"."closed_at" is null) = ("handoffs"."state" not in ('confirmed', 'withdrawn')))
);
--> statement-breakpoint
CREATE TABLE "inbox" (
	"key" text PRIMARY KEY NOT NULL,
	"platform" text NOT NULL,
	"incoming" jsonb NOT NULL,
	"back" jsonb NOT NULL,
	"received_at" timestamp with time zone NOT NULL,
	"lease_until" timestamp with time zone NOT NULL,
	"attempts" integer NOT NULL,
	"answered_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "definitions" (
	"name" text NOT NULL,
	"version" integer NOT NULL,
	"definition" jsonb NOT NULL,
	"since" timestamp with time zone NOT NULL,
	CONSTRAINT "definitions_name_version_pk" PRIMARY KEY("name","version")
);
--> statement-breakpoint
CREATE TABLE "metric_approvals" (
	"id" serial PRIMARY KEY NOT NULL,
	"change" integer NOT NULL,
	"part" text NOT NULL,
	"person" integer NOT NULL,
	"agrees" boolean NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "metric_approvals_part" UNIQUE("change","part")
);
--> statement-breakpoint
CREATE TABLE "metric_changes" (
	"id" serial PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"entry" jsonb NOT NULL,
	"needs" jsonb NOT NULL,
	"state" text NOT NULL,
	"person" integer NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"decided_at" timestamp with time zone,
	"version" integer
);
--> statement-breakpoint
CREATE TABLE "own_metrics" (
	"name" text PRIMARY KEY NOT NULL,
	"entry" jsonb NOT NULL,
	"person" integer,
	"since" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "posted_numbers" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"delivery" text NOT NULL,
	"position" integer NOT NULL,
	"place" text NOT NULL,
	"metric" text NOT NULL,
	"version" integer NOT NULL,
	"question" jsonb NOT NULL,
	"as_of" timestamp with time zone NOT NULL,
	"result" jsonb NOT NULL,
	"status" text,
	"inputs" jsonb NOT NULL,
	CONSTRAINT "posted_numbers_once" UNIQUE("delivery","position")
);
--> statement-breakpoint
CREATE TABLE "restated_numbers" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"posted" bigint NOT NULL,
	"result" jsonb NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"cause" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "settlements" (
	"id" serial PRIMARY KEY NOT NULL,
	"metric" text NOT NULL,
	"source" text NOT NULL,
	"other" text,
	"reason" text NOT NULL,
	"person" integer NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "mornings" (
	"person" integer PRIMARY KEY NOT NULL,
	"day" date NOT NULL,
	"lines" text[] DEFAULT '{}' NOT NULL
);
--> statement-breakpoint
CREATE TABLE "playbook_firings" (
	"id" serial PRIMARY KEY NOT NULL,
	"playbook" text NOT NULL,
	"subject" text NOT NULL,
	"fields" jsonb NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"state" text NOT NULL,
	"asked" integer NOT NULL,
	"message" text,
	"decided_by" integer,
	"decided_at" timestamp with time zone,
	"words" text NOT NULL,
	"made" text,
	"outcome" jsonb,
	"check_at" timestamp with time zone,
	"helped" boolean,
	"helped_at" timestamp with time zone,
	"before" double precision,
	"after" double precision,
	CONSTRAINT "playbook_firings_state" CHECK ("playbook_firings"."state" in ('proposed', 'done', 'declined', 'failed'))
);
--> statement-breakpoint
CREATE TABLE "playbook_matches" (
	"playbook" text NOT NULL,
	"subject" text NOT NULL,
	"inside" boolean NOT NULL,
	CONSTRAINT "playbook_matches_playbook_subject_pk" PRIMARY KEY("playbook","subject")
);
--> statement-breakpoint
CREATE TABLE "playbooks" (
	"name" text PRIMARY KEY NOT NULL,
	"definition" jsonb NOT NULL,
	"owner" integer NOT NULL,
	"state" text NOT NULL,
	"seen" text,
	CONSTRAINT "playbooks_state" CHECK ("playbooks"."state" in ('active', 'paused', 'ended'))
);
--> statement-breakpoint
CREATE TABLE "decisions" (
	"id" serial PRIMARY KEY NOT NULL,
	"cause" text NOT NULL,
	"source" text NOT NULL,
	"what" text NOT NULL,
	"person" integer NOT NULL,
	"by_day" date NOT NULL,
	"state" text NOT NULL,
	"moves" smallint NOT NULL,
	"reason" text,
	"recorded_by" integer NOT NULL,
	"recorded_at" timestamp with time zone NOT NULL,
	"settled_at" timestamp with time zone,
	CONSTRAINT "decisions_cause_unique" UNIQUE("cause"),
	CONSTRAINT "decisions_state" CHECK ("decisions"."state" in ('open', 'done', 'dropped')),
	CONSTRAINT "decisions_settled" CHECK (("decisions"."settled_at" is null) = ("decisions"."state" = 'open'))
);
--> statement-breakpoint
CREATE TABLE "one_to_one_notes" (
	"id" serial PRIMARY KEY NOT NULL,
	"cause" text NOT NULL,
	"department" text NOT NULL,
	"author" integer NOT NULL,
	"leader" integer NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"words" text NOT NULL,
	CONSTRAINT "one_to_one_notes_cause_unique" UNIQUE("cause")
);
--> statement-breakpoint
CREATE TABLE "one_to_ones" (
	"department" text PRIMARY KEY NOT NULL,
	"definition" jsonb NOT NULL,
	"lead" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "review_posts" (
	"id" serial PRIMARY KEY NOT NULL,
	"review" text NOT NULL,
	"occasion" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "review_posts_occasion_unique" UNIQUE("occasion")
);
--> statement-breakpoint
CREATE TABLE "reviews" (
	"name" text PRIMARY KEY NOT NULL,
	"definition" jsonb NOT NULL,
	"owner" integer NOT NULL,
	"state" text NOT NULL,
	CONSTRAINT "reviews_state" CHECK ("reviews"."state" in ('active', 'paused'))
);
--> statement-breakpoint
CREATE TABLE "rollup_cells" (
	"rollup" integer NOT NULL,
	"day" date NOT NULL,
	"value" text,
	"currency" char(3),
	"mask" bigint NOT NULL,
	"rows" bigint NOT NULL,
	"given" bigint[] NOT NULL,
	"totals" numeric[] NOT NULL,
	"latest" date
);
--> statement-breakpoint
CREATE TABLE "rollups" (
	"id" serial PRIMARY KEY NOT NULL,
	"fact" text NOT NULL,
	"dimension" text NOT NULL,
	"spec" jsonb NOT NULL,
	"meaning" text NOT NULL,
	"wanted" boolean NOT NULL,
	"kept" boolean NOT NULL,
	"compared_at" timestamp with time zone,
	"differed" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "rollups_once" UNIQUE("fact","dimension","meaning")
);
--> statement-breakpoint
CREATE TABLE "round_people" (
	"round" integer NOT NULL,
	"person" integer NOT NULL,
	"ask_at" timestamp with time zone NOT NULL,
	"asked_at" timestamp with time zone,
	"reminders" smallint DEFAULT 0 NOT NULL,
	"state" text NOT NULL,
	"reason" text,
	"done_at" timestamp with time zone,
	CONSTRAINT "round_people_round_person_pk" PRIMARY KEY("round","person"),
	CONSTRAINT "round_people_state" CHECK ("round_people"."state" in ('waiting', 'answered', 'skipped', 'away'))
);
--> statement-breakpoint
CREATE TABLE "rounds" (
	"id" serial PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"subject" text NOT NULL,
	"occasion" text NOT NULL,
	"day" date NOT NULL,
	"opened_at" timestamp with time zone NOT NULL,
	"closes_at" timestamp with time zone NOT NULL,
	"closed_at" timestamp with time zone,
	CONSTRAINT "rounds_once" UNIQUE("subject","occasion")
);
--> statement-breakpoint
CREATE TABLE "schedules" (
	"id" serial PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"subject" text NOT NULL,
	"data" jsonb NOT NULL,
	"cron" text NOT NULL,
	"zone" text NOT NULL,
	"catch_up_seconds" integer NOT NULL,
	"holidays" text NOT NULL,
	"overlap" text DEFAULT 'skip' NOT NULL,
	"state" text NOT NULL,
	"version" integer NOT NULL,
	"next_due" timestamp with time zone,
	"owner" integer,
	CONSTRAINT "schedules_subject" UNIQUE("kind","subject")
);
--> statement-breakpoint
CREATE TABLE "slots" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"schedule" integer NOT NULL,
	"due" timestamp with time zone NOT NULL,
	"names" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"version" integer NOT NULL,
	"state" text NOT NULL,
	"reason" text,
	"count" integer DEFAULT 1 NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"lease_until" timestamp with time zone,
	"composed_at" timestamp with time zone,
	"finished_at" timestamp with time zone,
	CONSTRAINT "slots_once" UNIQUE("schedule","due")
);
--> statement-breakpoint
CREATE TABLE "blockers" (
	"id" serial PRIMARY KEY NOT NULL,
	"standup" text NOT NULL,
	"round" integer NOT NULL,
	"person" integer NOT NULL,
	"waits_for" text,
	"text" text NOT NULL,
	"opened_at" timestamp with time zone NOT NULL,
	"told_at" timestamp with time zone,
	"handoff" integer,
	"cleared_at" timestamp with time zone,
	"cleared_by" integer
);
--> statement-breakpoint
CREATE TABLE "standup_answers" (
	"round" integer NOT NULL,
	"person" integer NOT NULL,
	"answers" jsonb NOT NULL,
	"answered_at" timestamp with time zone NOT NULL,
	"edited_at" timestamp with time zone,
	CONSTRAINT "standup_answers_round_person_pk" PRIMARY KEY("round","person")
);
--> statement-breakpoint
CREATE TABLE "standups" (
	"name" text PRIMARY KEY NOT NULL,
	"definition" jsonb NOT NULL,
	"owner" integer NOT NULL,
	"state" text NOT NULL,
	CONSTRAINT "standups_state" CHECK ("standups"."state" in ('active', 'paused', 'archived'))
);
--> statement-breakpoint
ALTER TABLE "alerts" ADD CONSTRAINT "alerts_follow_follows_id_fk" FOREIGN KEY ("follow") REFERENCES "public"."follows"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "follow_standings" ADD CONSTRAINT "follow_standings_follow_follows_id_fk" FOREIGN KEY ("follow") REFERENCES "public"."follows"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "follows" ADD CONSTRAINT "follows_owner_people_id_fk" FOREIGN KEY ("owner") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "checklist_comments" ADD CONSTRAINT "checklist_comments_item_checklist_items_id_fk" FOREIGN KEY ("item") REFERENCES "public"."checklist_items"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "checklist_comments" ADD CONSTRAINT "checklist_comments_person_people_id_fk" FOREIGN KEY ("person") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "checklist_files" ADD CONSTRAINT "checklist_files_item_checklist_items_id_fk" FOREIGN KEY ("item") REFERENCES "public"."checklist_items"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "checklist_files" ADD CONSTRAINT "checklist_files_person_people_id_fk" FOREIGN KEY ("person") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "checklist_items" ADD CONSTRAINT "checklist_items_assignee_people_id_fk" FOREIGN KEY ("assignee") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "checklist_items" ADD CONSTRAINT "checklist_items_done_by_people_id_fk" FOREIGN KEY ("done_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "checklist_items" ADD CONSTRAINT "checklist_items_run_stage_checklist_stages_run_position_fk" FOREIGN KEY ("run","stage") REFERENCES "public"."checklist_stages"("run","position") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "checklist_runs" ADD CONSTRAINT "checklist_runs_place_places_id_fk" FOREIGN KEY ("place") REFERENCES "public"."places"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "checklist_runs" ADD CONSTRAINT "checklist_runs_owner_people_id_fk" FOREIGN KEY ("owner") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "checklist_stages" ADD CONSTRAINT "checklist_stages_run_checklist_runs_id_fk" FOREIGN KEY ("run") REFERENCES "public"."checklist_runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "checklist_templates" ADD CONSTRAINT "checklist_templates_by_people_id_fk" FOREIGN KEY ("by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_person_people_id_fk" FOREIGN KEY ("person") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "days_off" ADD CONSTRAINT "days_off_person_people_id_fk" FOREIGN KEY ("person") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "delegations" ADD CONSTRAINT "delegations_department_departments_key_fk" FOREIGN KEY ("department") REFERENCES "public"."departments"("key") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "delegations" ADD CONSTRAINT "delegations_person_people_id_fk" FOREIGN KEY ("person") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "grants" ADD CONSTRAINT "grants_person_people_id_fk" FOREIGN KEY ("person") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "grants" ADD CONSTRAINT "grants_granted_by_people_id_fk" FOREIGN KEY ("granted_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "grants" ADD CONSTRAINT "grants_revoked_by_people_id_fk" FOREIGN KEY ("revoked_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "people" ADD CONSTRAINT "people_department_departments_key_fk" FOREIGN KEY ("department") REFERENCES "public"."departments"("key") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "place_troubles" ADD CONSTRAINT "place_troubles_person_people_id_fk" FOREIGN KEY ("person") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_slot_slots_id_fk" FOREIGN KEY ("slot") REFERENCES "public"."slots"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_tells_people_id_fk" FOREIGN KEY ("tells") REFERENCES "public"."people"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "digest_posts" ADD CONSTRAINT "digest_posts_digest_digests_name_fk" FOREIGN KEY ("digest") REFERENCES "public"."digests"("name") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "digest_posts" ADD CONSTRAINT "digest_posts_slot_slots_id_fk" FOREIGN KEY ("slot") REFERENCES "public"."slots"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "digest_posts" ADD CONSTRAINT "digest_posts_by_people_id_fk" FOREIGN KEY ("by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "digests" ADD CONSTRAINT "digests_owner_people_id_fk" FOREIGN KEY ("owner") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "digests" ADD CONSTRAINT "digests_approved_by_people_id_fk" FOREIGN KEY ("approved_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "drops" ADD CONSTRAINT "drops_person_people_id_fk" FOREIGN KEY ("person") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pushes" ADD CONSTRAINT "pushes_token_push_tokens_id_fk" FOREIGN KEY ("token") REFERENCES "public"."push_tokens"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "imports" ADD CONSTRAINT "imports_source_sources_id_fk" FOREIGN KEY ("source") REFERENCES "public"."sources"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "feedback_items" ADD CONSTRAINT "feedback_items_department_departments_key_fk" FOREIGN KEY ("department") REFERENCES "public"."departments"("key") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "feedback_items" ADD CONSTRAINT "feedback_items_giver_people_id_fk" FOREIGN KEY ("giver") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "feedback_items" ADD CONSTRAINT "feedback_items_owner_people_id_fk" FOREIGN KEY ("owner") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "feedback_items" ADD CONSTRAINT "feedback_items_merged_into_feedback_items_id_fk" FOREIGN KEY ("merged_into") REFERENCES "public"."feedback_items"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "feedback_letters" ADD CONSTRAINT "feedback_letters_author_people_id_fk" FOREIGN KEY ("author") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "feedback_said" ADD CONSTRAINT "feedback_said_round_prompt_rounds_round_fk" FOREIGN KEY ("round") REFERENCES "public"."prompt_rounds"("round") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "feedback_said" ADD CONSTRAINT "feedback_said_author_people_id_fk" FOREIGN KEY ("author") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "feedback_said_people" ADD CONSTRAINT "feedback_said_people_said_feedback_said_id_fk" FOREIGN KEY ("said") REFERENCES "public"."feedback_said"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "feedback_said_people" ADD CONSTRAINT "feedback_said_people_person_people_id_fk" FOREIGN KEY ("person") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "answer_stubs" ADD CONSTRAINT "answer_stubs_round_prompt_rounds_round_fk" FOREIGN KEY ("round") REFERENCES "public"."prompt_rounds"("round") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lead_verdicts" ADD CONSTRAINT "lead_verdicts_person_people_id_fk" FOREIGN KEY ("person") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "prompt_answers" ADD CONSTRAINT "prompt_answers_round_prompt_rounds_round_fk" FOREIGN KEY ("round") REFERENCES "public"."prompt_rounds"("round") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "prompt_answers" ADD CONSTRAINT "prompt_answers_person_people_id_fk" FOREIGN KEY ("person") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "prompt_days" ADD CONSTRAINT "prompt_days_person_people_id_fk" FOREIGN KEY ("person") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "prompt_days" ADD CONSTRAINT "prompt_days_round_prompt_rounds_round_fk" FOREIGN KEY ("round") REFERENCES "public"."prompt_rounds"("round") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "prompt_rounds" ADD CONSTRAINT "prompt_rounds_round_rounds_id_fk" FOREIGN KEY ("round") REFERENCES "public"."rounds"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "prompt_rounds" ADD CONSTRAINT "prompt_rounds_prompt_prompts_name_fk" FOREIGN KEY ("prompt") REFERENCES "public"."prompts"("name") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sealed_answers" ADD CONSTRAINT "sealed_answers_round_prompt_rounds_round_fk" FOREIGN KEY ("round") REFERENCES "public"."prompt_rounds"("round") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "handoff_rules" ADD CONSTRAINT "handoff_rules_from_department_departments_key_fk" FOREIGN KEY ("from_department") REFERENCES "public"."departments"("key") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "handoff_rules" ADD CONSTRAINT "handoff_rules_to_department_departments_key_fk" FOREIGN KEY ("to_department") REFERENCES "public"."departments"("key") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "handoffs" ADD CONSTRAINT "handoffs_from_department_departments_key_fk" FOREIGN KEY ("from_department") REFERENCES "public"."departments"("key") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "handoffs" ADD CONSTRAINT "handoffs_to_department_departments_key_fk" FOREIGN KEY ("to_department") REFERENCES "public"."departments"("key") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "handoffs" ADD CONSTRAINT "handoffs_sender_people_id_fk" FOREIGN KEY ("sender") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "handoffs" ADD CONSTRAINT "handoffs_owner_people_id_fk" FOREIGN KEY ("owner") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "restated_numbers" ADD CONSTRAINT "restated_numbers_posted_posted_numbers_id_fk" FOREIGN KEY ("posted") REFERENCES "public"."posted_numbers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mornings" ADD CONSTRAINT "mornings_person_people_id_fk" FOREIGN KEY ("person") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "playbook_firings" ADD CONSTRAINT "playbook_firings_playbook_playbooks_name_fk" FOREIGN KEY ("playbook") REFERENCES "public"."playbooks"("name") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "playbook_firings" ADD CONSTRAINT "playbook_firings_asked_people_id_fk" FOREIGN KEY ("asked") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "playbook_firings" ADD CONSTRAINT "playbook_firings_decided_by_people_id_fk" FOREIGN KEY ("decided_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "playbook_matches" ADD CONSTRAINT "playbook_matches_playbook_playbooks_name_fk" FOREIGN KEY ("playbook") REFERENCES "public"."playbooks"("name") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "playbooks" ADD CONSTRAINT "playbooks_owner_people_id_fk" FOREIGN KEY ("owner") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "decisions" ADD CONSTRAINT "decisions_person_people_id_fk" FOREIGN KEY ("person") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "decisions" ADD CONSTRAINT "decisions_recorded_by_people_id_fk" FOREIGN KEY ("recorded_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "one_to_one_notes" ADD CONSTRAINT "one_to_one_notes_department_departments_key_fk" FOREIGN KEY ("department") REFERENCES "public"."departments"("key") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "one_to_one_notes" ADD CONSTRAINT "one_to_one_notes_author_people_id_fk" FOREIGN KEY ("author") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "one_to_one_notes" ADD CONSTRAINT "one_to_one_notes_leader_people_id_fk" FOREIGN KEY ("leader") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "one_to_ones" ADD CONSTRAINT "one_to_ones_department_departments_key_fk" FOREIGN KEY ("department") REFERENCES "public"."departments"("key") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "one_to_ones" ADD CONSTRAINT "one_to_ones_lead_people_id_fk" FOREIGN KEY ("lead") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "review_posts" ADD CONSTRAINT "review_posts_review_reviews_name_fk" FOREIGN KEY ("review") REFERENCES "public"."reviews"("name") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reviews" ADD CONSTRAINT "reviews_owner_people_id_fk" FOREIGN KEY ("owner") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "round_people" ADD CONSTRAINT "round_people_round_rounds_id_fk" FOREIGN KEY ("round") REFERENCES "public"."rounds"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "round_people" ADD CONSTRAINT "round_people_person_people_id_fk" FOREIGN KEY ("person") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "slots" ADD CONSTRAINT "slots_schedule_schedules_id_fk" FOREIGN KEY ("schedule") REFERENCES "public"."schedules"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "blockers" ADD CONSTRAINT "blockers_standup_standups_name_fk" FOREIGN KEY ("standup") REFERENCES "public"."standups"("name") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "blockers" ADD CONSTRAINT "blockers_round_rounds_id_fk" FOREIGN KEY ("round") REFERENCES "public"."rounds"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "blockers" ADD CONSTRAINT "blockers_person_people_id_fk" FOREIGN KEY ("person") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "blockers" ADD CONSTRAINT "blockers_waits_for_departments_key_fk" FOREIGN KEY ("waits_for") REFERENCES "public"."departments"("key") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "standup_answers" ADD CONSTRAINT "standup_answers_round_rounds_id_fk" FOREIGN KEY ("round") REFERENCES "public"."rounds"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "standup_answers" ADD CONSTRAINT "standup_answers_person_people_id_fk" FOREIGN KEY ("person") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "standups" ADD CONSTRAINT "standups_owner_people_id_fk" FOREIGN KEY ("owner") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "alerts_follow" ON "alerts" USING btree ("follow","id");--> statement-breakpoint
CREATE INDEX "alerts_waiting" ON "alerts" USING btree ("follow") WHERE "alerts"."delivery" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "follows_name" ON "follows" USING btree ("name") WHERE "follows"."state" = 'active';--> statement-breakpoint
CREATE INDEX "follows_owner" ON "follows" USING btree ("owner");--> statement-breakpoint
CREATE INDEX "audit_subject" ON "audit" USING btree ("subject","id");--> statement-breakpoint
CREATE INDEX "checklist_comments_item" ON "checklist_comments" USING btree ("item");--> statement-breakpoint
CREATE INDEX "checklist_files_item" ON "checklist_files" USING btree ("item");--> statement-breakpoint
CREATE INDEX "checklist_items_open" ON "checklist_items" USING btree ("assignee","due_on") WHERE "checklist_items"."done_at" is null;--> statement-breakpoint
CREATE INDEX "checklist_runs_open" ON "checklist_runs" USING btree ("id") WHERE "checklist_runs"."closed_at" is null;--> statement-breakpoint
CREATE INDEX "checklist_signatures_stage" ON "checklist_signatures" USING btree ("run","stage","round");--> statement-breakpoint
CREATE INDEX "accounts_person" ON "accounts" USING btree ("person");--> statement-breakpoint
CREATE UNIQUE INDEX "grants_open" ON "grants" USING btree ("person","subject") WHERE "grants"."revoked_at" is null;--> statement-breakpoint
CREATE INDEX "deliveries_due" ON "deliveries" USING btree ("platform","workspace","priority","id") WHERE "deliveries"."open";--> statement-breakpoint
CREATE INDEX "deliveries_lately" ON "deliveries" USING brin ("requested_at");--> statement-breakpoint
CREATE INDEX "deliveries_slot" ON "deliveries" USING btree ("slot") WHERE "deliveries"."slot" is not null;--> statement-breakpoint
CREATE INDEX "deliveries_under" ON "deliveries" USING btree ("under") WHERE "deliveries"."under" is not null;--> statement-breakpoint
CREATE INDEX "deliveries_about" ON "deliveries" USING btree ("about","id");--> statement-breakpoint
CREATE INDEX "digest_posts_digest" ON "digest_posts" USING btree ("digest","id");--> statement-breakpoint
CREATE INDEX "digest_posts_slot" ON "digest_posts" USING btree ("slot") WHERE "digest_posts"."slot" is not null;--> statement-breakpoint
CREATE INDEX "drops_person" ON "drops" USING btree ("person","state");--> statement-breakpoint
CREATE INDEX "cash_balance" ON "cash" USING btree ("balance_on");--> statement-breakpoint
CREATE INDEX "entered_metric" ON "entered" USING btree ("metric","starts_on","per");--> statement-breakpoint
CREATE INDEX "forecasts_starts" ON "forecasts" USING btree ("starts_on","per","frozen_on");--> statement-breakpoint
CREATE INDEX "quotas_starts" ON "quotas" USING btree ("starts_on","per");--> statement-breakpoint
CREATE INDEX "rates_dated" ON "rates" USING btree ("currency","into_currency","dated_on");--> statement-breakpoint
CREATE INDEX "receivables_open" ON "receivables" USING btree ("invoiced_on","paid_on");--> statement-breakpoint
CREATE INDEX "receivables_due" ON "receivables" USING btree ("due_on");--> statement-breakpoint
CREATE INDEX "survey_scores_answered" ON "survey_scores" USING btree ("kind","answered_on");--> statement-breakpoint
CREATE INDEX "survey_scores_asked" ON "survey_scores" USING btree ("kind","asked_on");--> statement-breakpoint
CREATE INDEX "pushes_at" ON "pushes" USING btree ("at");--> statement-breakpoint
CREATE INDEX "source_runs_source" ON "source_runs" USING btree ("source","fact","id");--> statement-breakpoint
CREATE INDEX "source_runs_state" ON "source_runs" USING btree ("state");--> statement-breakpoint
CREATE INDEX "imports_source" ON "imports" USING btree ("source","id");--> statement-breakpoint
CREATE INDEX "leads_lead" ON "leads" USING btree ("lead_on");--> statement-breakpoint
CREATE INDEX "leads_mql" ON "leads" USING btree ("mql_on");--> statement-breakpoint
CREATE INDEX "leads_sql" ON "leads" USING btree ("sql_on");--> statement-breakpoint
CREATE INDEX "leads_won" ON "leads" USING btree ("won_on");--> statement-breakpoint
CREATE INDEX "leads_decided" ON "leads" USING btree ("decided_on");--> statement-breakpoint
CREATE INDEX "opportunities_closed" ON "opportunities" USING btree ("closed_on");--> statement-breakpoint
CREATE INDEX "opportunities_created" ON "opportunities" USING btree ("created_on");--> statement-breakpoint
CREATE INDEX "renewals_due" ON "renewals" USING btree ("due_on");--> statement-breakpoint
CREATE INDEX "renewals_decided" ON "renewals" USING btree ("decided_on");--> statement-breakpoint
CREATE INDEX "spend_spent" ON "spend" USING btree ("spent_on");--> statement-breakpoint
CREATE INDEX "stage_changes_entered" ON "stage_changes" USING btree ("entered_on");--> statement-breakpoint
CREATE INDEX "stage_changes_left" ON "stage_changes" USING btree ("left_on");--> statement-breakpoint
CREATE INDEX "stage_changes_opportunity" ON "stage_changes" USING btree ("source","opportunity");--> statement-breakpoint
CREATE INDEX "subscriptions_valid" ON "subscriptions" USING btree ("valid_from","valid_to");--> statement-breakpoint
CREATE INDEX "feedback_items_queue" ON "feedback_items" USING btree ("department","id") WHERE "feedback_items"."state" in ('new', 'seen', 'acting');--> statement-breakpoint
CREATE INDEX "feedback_items_giver" ON "feedback_items" USING btree ("giver","id");--> statement-breakpoint
CREATE INDEX "feedback_items_merged" ON "feedback_items" USING btree ("merged_into");--> statement-breakpoint
CREATE INDEX "feedback_letters_mailbox" ON "feedback_letters" USING btree ("mailbox","id");--> statement-breakpoint
CREATE INDEX "feedback_said_round" ON "feedback_said" USING btree ("round","id");--> statement-breakpoint
CREATE INDEX "feedback_said_people_person" ON "feedback_said_people" USING btree ("person");--> statement-breakpoint
CREATE INDEX "prompt_days_round" ON "prompt_days" USING btree ("round","person");--> statement-breakpoint
CREATE INDEX "prompt_rounds_prompt" ON "prompt_rounds" USING btree ("prompt","round");--> statement-breakpoint
CREATE INDEX "sealed_answers_round" ON "sealed_answers" USING btree ("round");--> statement-breakpoint
CREATE INDEX "handoffs_queue" ON "handoffs" USING btree ("to_department","id") WHERE "handoffs"."closed_at" is null;--> statement-breakpoint
CREATE INDEX "handoffs_sender" ON "handoffs" USING btree ("sender","id") WHERE "handoffs"."closed_at" is null;--> statement-breakpoint
CREATE INDEX "handoffs_running" ON "handoffs" USING btree ("warn_at") WHERE "handoffs"."running_since" is not null;--> statement-breakpoint
CREATE INDEX "inbox_open" ON "inbox" USING btree ("lease_until") WHERE "inbox"."answered_at" is null;--> statement-breakpoint
CREATE INDEX "metric_changes_name" ON "metric_changes" USING btree ("name","id");--> statement-breakpoint
CREATE INDEX "posted_numbers_metric" ON "posted_numbers" USING btree ("metric","id");--> statement-breakpoint
CREATE INDEX "posted_numbers_place" ON "posted_numbers" USING btree ("place","as_of");--> statement-breakpoint
CREATE INDEX "restated_numbers_posted" ON "restated_numbers" USING btree ("posted","id");--> statement-breakpoint
CREATE INDEX "settlements_metric" ON "settlements" USING btree ("metric","id");--> statement-breakpoint
CREATE INDEX "mornings_lines" ON "mornings" USING gin ("lines");--> statement-breakpoint
CREATE INDEX "playbook_firings_playbook" ON "playbook_firings" USING btree ("playbook","id");--> statement-breakpoint
CREATE INDEX "playbook_firings_message" ON "playbook_firings" USING btree ("message");--> statement-breakpoint
CREATE INDEX "playbook_firings_open" ON "playbook_firings" USING btree ("asked") WHERE "playbook_firings"."state" = 'proposed';--> statement-breakpoint
CREATE INDEX "playbook_firings_check" ON "playbook_firings" USING btree ("check_at") WHERE "playbook_firings"."helped" is null;--> statement-breakpoint
CREATE INDEX "decisions_source" ON "decisions" USING btree ("source","id");--> statement-breakpoint
CREATE INDEX "decisions_open" ON "decisions" USING btree ("person") WHERE "decisions"."settled_at" is null;--> statement-breakpoint
CREATE INDEX "one_to_one_notes_department" ON "one_to_one_notes" USING btree ("department","id");--> statement-breakpoint
CREATE INDEX "review_posts_review" ON "review_posts" USING btree ("review","id");--> statement-breakpoint
CREATE INDEX "rollup_cells_day" ON "rollup_cells" USING btree ("rollup","day");--> statement-breakpoint
CREATE INDEX "round_people_due" ON "round_people" USING btree ("ask_at") WHERE "round_people"."state" = 'waiting';--> statement-breakpoint
CREATE INDEX "round_people_person" ON "round_people" USING btree ("person","round");--> statement-breakpoint
CREATE INDEX "rounds_open" ON "rounds" USING btree ("closes_at") WHERE "rounds"."closed_at" is null;--> statement-breakpoint
CREATE INDEX "rounds_subject" ON "rounds" USING btree ("subject","id");--> statement-breakpoint
CREATE INDEX "schedules_due" ON "schedules" USING btree ("next_due") WHERE "schedules"."state" = 'active';--> statement-breakpoint
CREATE INDEX "slots_open" ON "slots" USING btree ("lease_until") WHERE "slots"."state" in ('claimed', 'composed');--> statement-breakpoint
CREATE INDEX "blockers_open" ON "blockers" USING btree ("person") WHERE "blockers"."cleared_at" is null;--> statement-breakpoint
CREATE INDEX "blockers_department" ON "blockers" USING btree ("waits_for") WHERE "blockers"."cleared_at" is null;--> statement-breakpoint
CREATE INDEX "blockers_standup" ON "blockers" USING btree ("standup","id");--> statement-breakpoint
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
