PRAGMA foreign_keys=OFF;--> statement-breakpoint
CREATE TABLE `__new_page` (
	`id` integer PRIMARY KEY NOT NULL,
	`slug` text(64) NOT NULL,
	`kind` text(6) NOT NULL,
	`hits` integer NOT NULL,
	CONSTRAINT "kinds" CHECK("__new_page"."kind" in ('open', 'closed'))
);
--> statement-breakpoint
INSERT INTO `__new_page`("id", "slug", "kind", "hits") SELECT "id", "slug", "kind", 0 FROM `page`;--> statement-breakpoint
DROP TABLE `page`;--> statement-breakpoint
ALTER TABLE `__new_page` RENAME TO `page`;--> statement-breakpoint
PRAGMA foreign_keys=ON;--> statement-breakpoint
ALTER TABLE `page` RENAME COLUMN `hits` TO `views`;--> statement-breakpoint
CREATE UNIQUE INDEX `page_slug_unique` ON `page` (`slug`);
