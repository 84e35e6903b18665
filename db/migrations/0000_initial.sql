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
CREATE TABLE "checklist_runs" (
	"id" serial PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"template" text NOT NULL,
	"version" integer NOT NULL,
	"place" integer NOT NULL,
	"owner" integer,
	"started_on" date NOT NULL,
	"closed_at" timestamp with time zone,
	CONSTRAINT "checklist_runs_name" UNIQUE("name")
);
--> statement-breakpoint
CREATE TABLE "checklist_stages" (
	"run" integer NOT NULL,
	"position" smallint NOT NULL,
	"label" text NOT NULL,
	"due_on" date NOT NULL,
	"closed_at" timestamp with time zone,
	"closed_by" integer,
	CONSTRAINT "checklist_stages_run_position_pk" PRIMARY KEY("run","position")
);
--> statement-breakpoint
CREATE TABLE "checklist_templates" (
	"name" text NOT NULL,
	"version" integer NOT NULL,
	"definition" jsonb NOT NULL,
	CONSTRAINT "checklist_templates_name_version_pk" PRIMARY KEY("name","version")
);
--> statement-breakpoint
CREATE TABLE "accounts" (
	"platform" text NOT NULL,
	"workspace" text NOT NULL,
	"user" text NOT NULL,
	"person" integer NOT NULL,
	CONSTRAINT "accounts_platform_workspace_user_pk" PRIMARY KEY("platform","workspace","user")
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
	CONSTRAINT "companies_one" CHECK ("companies"."id" = 1)
);
--> statement-breakpoint
CREATE TABLE "departments" (
	"key" text PRIMARY KEY NOT NULL,
	"label" text NOT NULL,
	"leader" integer
);
--> statement-breakpoint
CREATE TABLE "holidays" (
	"day" date PRIMARY KEY NOT NULL,
	"name" text NOT NULL
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
	"outsider" boolean NOT NULL,
	"active" boolean NOT NULL,
	CONSTRAINT "people_email_unique" UNIQUE("email")
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
	"platform" text NOT NULL,
	"workspace" text NOT NULL,
	"channel" text NOT NULL,
	"place" jsonb NOT NULL,
	"message" jsonb NOT NULL,
	"edits" jsonb,
	"priority" smallint NOT NULL,
	"state" text NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"not_before" timestamp with time zone NOT NULL,
	"lease_until" timestamp with time zone,
	"sending_at" timestamp with time zone,
	"sent" jsonb,
	"code" text,
	"created_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone,
	CONSTRAINT "deliveries_key_unique" UNIQUE("key")
);
--> statement-breakpoint
CREATE TABLE "digests" (
	"name" text PRIMARY KEY NOT NULL,
	"definition" jsonb NOT NULL,
	"owner" integer
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
CREATE TABLE "schedules" (
	"id" serial PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"subject" text NOT NULL,
	"data" jsonb NOT NULL,
	"cron" text NOT NULL,
	"zone" text NOT NULL,
	"catch_up_seconds" integer NOT NULL,
	"holidays" text NOT NULL,
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
ALTER TABLE "checklist_runs" ADD CONSTRAINT "checklist_runs_place_places_id_fk" FOREIGN KEY ("place") REFERENCES "public"."places"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "checklist_runs" ADD CONSTRAINT "checklist_runs_owner_people_id_fk" FOREIGN KEY ("owner") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "checklist_stages" ADD CONSTRAINT "checklist_stages_run_checklist_runs_id_fk" FOREIGN KEY ("run") REFERENCES "public"."checklist_runs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "checklist_stages" ADD CONSTRAINT "checklist_stages_closed_by_people_id_fk" FOREIGN KEY ("closed_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_person_people_id_fk" FOREIGN KEY ("person") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "people" ADD CONSTRAINT "people_department_departments_key_fk" FOREIGN KEY ("department") REFERENCES "public"."departments"("key") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_slot_slots_id_fk" FOREIGN KEY ("slot") REFERENCES "public"."slots"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "digests" ADD CONSTRAINT "digests_owner_people_id_fk" FOREIGN KEY ("owner") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "imports" ADD CONSTRAINT "imports_source_sources_id_fk" FOREIGN KEY ("source") REFERENCES "public"."sources"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "slots" ADD CONSTRAINT "slots_schedule_schedules_id_fk" FOREIGN KEY ("schedule") REFERENCES "public"."schedules"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "audit_subject" ON "audit" USING btree ("subject","id");--> statement-breakpoint
CREATE INDEX "deliveries_due" ON "deliveries" USING btree ("platform","workspace","priority","id") WHERE "deliveries"."state" in ('waiting', 'claimed', 'sending');--> statement-breakpoint
CREATE INDEX "deliveries_slot" ON "deliveries" USING btree ("slot");--> statement-breakpoint
CREATE INDEX "deliveries_about" ON "deliveries" USING btree ("about","id");--> statement-breakpoint
CREATE INDEX "imports_source" ON "imports" USING btree ("source","id");--> statement-breakpoint
CREATE INDEX "opportunities_closed" ON "opportunities" USING btree ("closed_on");--> statement-breakpoint
CREATE INDEX "opportunities_created" ON "opportunities" USING btree ("created_on");--> statement-breakpoint
CREATE INDEX "subscriptions_valid" ON "subscriptions" USING btree ("valid_from","valid_to");--> statement-breakpoint
CREATE INDEX "inbox_open" ON "inbox" USING btree ("lease_until") WHERE "inbox"."answered_at" is null;--> statement-breakpoint
CREATE INDEX "schedules_due" ON "schedules" USING btree ("next_due") WHERE "schedules"."state" = 'active';--> statement-breakpoint
CREATE INDEX "slots_open" ON "slots" USING btree ("lease_until") WHERE "slots"."state" in ('claimed', 'composed');--> statement-breakpoint
-- What the schema files have no words for. It is put at the end of the initial migration by `npm run db:fresh`.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are never changed or deleted', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
