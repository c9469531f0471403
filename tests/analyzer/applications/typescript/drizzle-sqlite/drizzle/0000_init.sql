CREATE TABLE `page` (
	`id` integer PRIMARY KEY NOT NULL,
	`slug` text(64) NOT NULL,
	`kind` text(6),
	`title` text(256) NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `page_title_unique` ON `page` (`title`);
