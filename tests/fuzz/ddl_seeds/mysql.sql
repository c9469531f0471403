CREATE TABLE `t` (`id` int unsigned NOT NULL AUTO_INCREMENT, `state` enum('a','b') DEFAULT 'a', `flag` tinyint(1), PRIMARY KEY (`id`), KEY `i` (`state`(3)), CONSTRAINT `f` FOREIGN KEY (`flag`) REFERENCES `u` (`id`) ON DELETE CASCADE) ENGINE=InnoDB;
ALTER TABLE t ADD UNIQUE KEY (`flag`), MODIFY `flag` tinyint NOT NULL;
