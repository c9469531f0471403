SET statement_timeout = 0;
CREATE TYPE public.mood AS ENUM ('sad', 'ok');
CREATE TABLE public.person (id bigint NOT NULL, name character varying(30) DEFAULT ''::character varying NOT NULL, m public.mood, CONSTRAINT c CHECK (((name)::text <> ''::text)));
ALTER TABLE ONLY public.person ADD CONSTRAINT person_pkey PRIMARY KEY (id);
CREATE UNIQUE INDEX i ON public.person USING btree (lower((name)::text)) WHERE (m = 'ok'::public.mood);
