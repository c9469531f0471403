-- Queries that Redmine 5.0.4 sends, taken from its finders, scopes and associations by hand. Each comment names the place in the
-- application that the query comes from. Literals stand where the application binds a parameter.

-- app/models/project.rb:252 Project#principals: users and groups of a project
SELECT DISTINCT users.* FROM users INNER JOIN members ON members.user_id = users.id WHERE users.status = 1 AND members.project_id = 7;

-- app/models/project.rb:257 Project#users
SELECT DISTINCT users.* FROM users INNER JOIN members ON members.user_id = users.id WHERE users.type IN ('User', 'AnonymousUser') AND users.status = 1 AND members.project_id = 7;

-- app/models/project.rb:594 Project#assignable_users
SELECT DISTINCT users.* FROM users INNER JOIN members ON members.user_id = users.id INNER JOIN member_roles ON member_roles.member_id = members.id INNER JOIN roles ON roles.id = member_roles.role_id WHERE users.status = 1 AND users.type IN ('User', 'Group') AND members.project_id = 7 AND roles.assignable = TRUE ORDER BY users.type DESC, users.firstname ASC, users.lastname ASC, users.id ASC;

-- app/models/project.rb:477 Project#rolled_up_trackers of one project
SELECT DISTINCT trackers.* FROM trackers INNER JOIN projects_trackers ON projects_trackers.tracker_id = trackers.id INNER JOIN projects ON projects.id = projects_trackers.project_id INNER JOIN enabled_modules ON enabled_modules.project_id = projects.id WHERE projects.status <> 9 AND enabled_modules.name = 'issue_tracking' AND projects.id = 7 ORDER BY trackers.position ASC;

-- app/models/project.rb:468 Project#rolled_up_trackers with sub-projects
SELECT DISTINCT trackers.* FROM trackers INNER JOIN projects_trackers ON projects_trackers.tracker_id = trackers.id INNER JOIN projects ON projects.id = projects_trackers.project_id INNER JOIN enabled_modules ON enabled_modules.project_id = projects.id WHERE projects.status <> 9 AND enabled_modules.name = 'issue_tracking' AND projects.lft >= 1 AND projects.rgt <= 400 ORDER BY trackers.position ASC;

-- app/models/project.rb:486 Project#rolled_up_statuses
SELECT DISTINCT workflows.old_status_id, workflows.new_status_id FROM workflows WHERE workflows.type = 'WorkflowTransition' AND workflows.tracker_id IN (1, 2, 3);

-- app/models/project.rb:409 Project#archive: issues of others that need its versions
SELECT 1 AS one FROM issues INNER JOIN projects ON projects.id = issues.project_id WHERE (projects.lft < 1 OR projects.rgt > 20) AND issues.fixed_version_id IN (3, 4, 5) LIMIT 1;

-- app/models/project.rb:36 Project#members
SELECT members.* FROM members INNER JOIN users ON users.id = members.user_id WHERE members.project_id = 7 AND users.type = 'User' AND users.status = 1;

-- app/models/project.rb:36 Project#members.count
SELECT COUNT(*) FROM members INNER JOIN users ON users.id = members.user_id WHERE members.project_id = 7 AND users.type = 'User' AND users.status = 1;

-- app/models/project.rb:39 Project#trackers
SELECT trackers.* FROM trackers INNER JOIN projects_trackers ON trackers.id = projects_trackers.tracker_id WHERE projects_trackers.project_id = 7 ORDER BY trackers.position ASC;

-- app/models/project.rb:41 Project#issue_changes
SELECT journals.* FROM journals INNER JOIN issues ON journals.journalized_id = issues.id WHERE issues.project_id = 7 AND journals.journalized_type = 'Issue';

-- app/models/project.rb:48 Project#news with authors
SELECT news.*, users.login FROM news LEFT OUTER JOIN users ON users.id = news.author_id WHERE news.project_id = 7;

-- app/models/project.rb:48 Project#news: only the news are read
SELECT news.* FROM news LEFT OUTER JOIN users ON users.id = news.author_id WHERE news.project_id = 7;

-- app/models/project.rb:51 Project#repository
SELECT repositories.* FROM repositories WHERE repositories.project_id = 7 AND repositories.is_default = TRUE LIMIT 1;

-- app/models/project.rb:53 Project#changesets
SELECT changesets.* FROM changesets INNER JOIN repositories ON changesets.repository_id = repositories.id WHERE repositories.project_id = 7 AND repositories.is_default = TRUE;

-- app/models/project.rb:54 Project#wiki
SELECT wikis.* FROM wikis WHERE wikis.project_id = 7 LIMIT 1;

-- app/models/project.rb:56 Project#issue_custom_fields
SELECT custom_fields.* FROM custom_fields INNER JOIN custom_fields_projects ON custom_fields.id = custom_fields_projects.custom_field_id WHERE custom_fields.type = 'IssueCustomField' AND custom_fields_projects.project_id = 7 ORDER BY custom_fields.position ASC;

-- app/models/project.rb:96 Project.has_module
SELECT projects.* FROM projects WHERE projects.id IN (SELECT em.project_id FROM enabled_modules em WHERE em.name = 'issue_tracking');

-- app/models/project.rb:115 Project.having_trackers
SELECT projects.* FROM projects WHERE projects.id IN (SELECT DISTINCT project_id FROM projects_trackers);

-- app/models/project.rb:115 Project.having_trackers.count
SELECT COUNT(*) FROM projects WHERE projects.id IN (SELECT DISTINCT project_id FROM projects_trackers);

-- app/models/project.rb:101 Project.all_public
SELECT projects.* FROM projects WHERE projects.is_public = TRUE ORDER BY projects.lft ASC;

-- app/models/project.rb:263 Project#activities
SELECT enumerations.* FROM enumerations WHERE enumerations.type = 'TimeEntryActivity' AND (enumerations.project_id IS NULL OR enumerations.project_id = 7) AND enumerations.active = TRUE ORDER BY enumerations.position ASC;

-- app/models/project.rb:103 Project.allowed_to view_issues
SELECT projects.* FROM projects WHERE projects.status <> 9 AND EXISTS (SELECT 1 AS one FROM enabled_modules em WHERE em.project_id = projects.id AND em.name = 'issue_tracking') AND (projects.is_public = TRUE AND projects.id NOT IN (SELECT project_id FROM members WHERE user_id IN (6, 13)));

-- app/models/principal.rb:93 Principal.member_of
SELECT users.* FROM users WHERE users.status IN (3, 1) AND users.id IN (SELECT DISTINCT user_id FROM members WHERE project_id IN (1, 2, 3, 4));

-- app/models/principal.rb:105 Principal.not_member_of
SELECT users.* FROM users WHERE users.id NOT IN (SELECT DISTINCT user_id FROM members WHERE project_id IN (1, 2, 3, 4));

-- app/models/principal.rb:44 Principal.visible to a member
SELECT users.* FROM users WHERE users.status = 1 AND (users.id = 6 OR users.id IN (SELECT user_id FROM members WHERE project_id IN (1, 3, 4, 6)));

-- app/models/principal.rb:69 Principal.like
SELECT COUNT(*) FROM users WHERE LOWER(users.login) LIKE LOWER('%smi%') OR users.id IN (SELECT user_id FROM email_addresses WHERE LOWER(address) LIKE LOWER('%smi%')) OR (LOWER(users.firstname) LIKE LOWER('%smi%') OR LOWER(users.lastname) LIKE LOWER('%smi%'));

-- app/models/principal.rb:117 Principal.assignable_watchers
SELECT users.* FROM users WHERE users.status = 1 AND users.type IN ('User', 'Group') AND users.id IN (5, 6, 7);

-- app/models/user.rb:92 User#email_address
SELECT email_addresses.* FROM email_addresses WHERE email_addresses.user_id = 12 AND email_addresses.is_default = TRUE LIMIT 1;

-- app/models/user.rb:138 User.in_group
SELECT users.* FROM users WHERE users.type IN ('User', 'AnonymousUser') AND users.id IN (SELECT gu.user_id FROM groups_users gu WHERE gu.group_id = 21);

-- app/models/user.rb:142 User.not_in_group
SELECT COUNT(*) FROM users WHERE users.type IN ('User', 'AnonymousUser') AND users.id NOT IN (SELECT gu.user_id FROM groups_users gu WHERE gu.group_id = 21);

-- app/models/user.rb:150 User.having_mail
SELECT DISTINCT users.* FROM users INNER JOIN email_addresses ON email_addresses.user_id = users.id WHERE users.type IN ('User', 'AnonymousUser') AND LOWER(email_addresses.address) IN ('somebody@example.net');

-- app/models/user.rb:530 User.find_by_login
SELECT users.* FROM users WHERE users.type IN ('User', 'AnonymousUser') AND users.login = 'somebody';

-- app/models/user.rb:109 the uniqueness validator of users.login
SELECT 1 AS one FROM users WHERE LOWER(users.login) = LOWER('somebody') LIMIT 1;

-- app/models/user.rb:96 User.logged
SELECT COUNT(*) FROM users WHERE users.type IN ('User', 'AnonymousUser') AND users.status <> 0;

-- app/models/user.rb:615 User#membership
SELECT members.* FROM members INNER JOIN projects ON projects.id = members.project_id WHERE members.user_id = 12 AND projects.status <> 9 AND members.project_id = 7 ORDER BY members.id ASC LIMIT 1;

-- app/models/user.rb:622 User#roles
SELECT DISTINCT roles.* FROM roles INNER JOIN member_roles ON member_roles.role_id = roles.id INNER JOIN members ON members.id = member_roles.member_id INNER JOIN projects ON projects.id = members.project_id WHERE projects.status <> 9 AND members.user_id = 12;

-- app/models/user.rb:679 User#project_ids_by_role
SELECT members.user_id, member_roles.role_id, members.project_id FROM members INNER JOIN projects ON projects.id = members.project_id INNER JOIN member_roles ON member_roles.member_id = members.id WHERE projects.status <> 9 AND (members.user_id = 12 OR (projects.is_public = TRUE AND members.user_id = 2));

-- app/models/user.rb:798 User#own_account_deletable?
SELECT 1 AS one FROM users WHERE users.type IN ('User', 'AnonymousUser') AND users.status = 1 AND users.admin = TRUE AND id <> 12 LIMIT 1;

-- app/controllers/groups_controller.rb:158 users counted by group
SELECT COUNT(*) AS count_all, group_id AS group_id FROM users INNER JOIN groups_users ON groups_users.user_id = users.id INNER JOIN users groups_users_2 ON groups_users_2.id = groups_users.group_id WHERE users.type IN ('User', 'AnonymousUser') GROUP BY group_id;

-- app/models/token.rb:118 Token.find_token
SELECT tokens.* FROM tokens WHERE tokens.action = 'feeds' AND tokens.value = 'a1b2c3' LIMIT 1;

-- app/models/member.rb:24 Member#roles
SELECT DISTINCT roles.* FROM roles INNER JOIN member_roles ON roles.id = member_roles.role_id WHERE member_roles.member_id = 15;

-- app/models/member.rb:33 Member.active of a project
SELECT members.* FROM members INNER JOIN users ON users.id = members.user_id WHERE members.project_id = 7 AND users.status = 1;

-- app/models/member.rb:28 the uniqueness validator of members
SELECT 1 AS one FROM members WHERE members.user_id = 12 AND members.project_id = 7 LIMIT 1;

-- app/models/member.rb:42 Member.sorted_by_project
SELECT members.* FROM members LEFT OUTER JOIN projects ON projects.id = members.project_id WHERE members.user_id = 12 ORDER BY projects.lft;

-- app/models/role.rb:311 Role.find_or_create_system_role
SELECT roles.* FROM roles WHERE roles.builtin = 1 LIMIT 1;

-- app/models/tracker.rb:70 Tracker.visible to everybody
SELECT DISTINCT trackers.* FROM trackers INNER JOIN projects_trackers ON projects_trackers.tracker_id = trackers.id INNER JOIN projects ON projects.id = projects_trackers.project_id WHERE projects.status <> 9 AND EXISTS (SELECT 1 AS one FROM enabled_modules em WHERE em.project_id = projects.id AND em.name = 'issue_tracking') AND (projects.is_public = TRUE AND projects.id NOT IN (SELECT project_id FROM members WHERE user_id IN (6, 13))) ORDER BY trackers.position ASC;

-- app/models/tracker.rb:110 Tracker#issue_status_ids
SELECT DISTINCT workflows.old_status_id, workflows.new_status_id FROM workflows WHERE workflows.type = 'WorkflowTransition' AND workflows.tracker_id = 2;

-- app/models/issue_status.rb:66 IssueStatus.new_statuses_allowed
SELECT DISTINCT issue_statuses.* FROM issue_statuses INNER JOIN workflows ON workflows.new_status_id = issue_statuses.id AND workflows.type = 'WorkflowTransition' WHERE workflows.old_status_id = 1 AND workflows.role_id IN (3, 4) AND workflows.tracker_id = 2 AND (author = FALSE AND assignee = FALSE);

-- app/models/issue.rb:77 Issue.visible to everybody, counted
SELECT COUNT(*) FROM issues INNER JOIN projects ON projects.id = issues.project_id WHERE projects.status <> 9 AND EXISTS (SELECT 1 AS one FROM enabled_modules em WHERE em.project_id = projects.id AND em.name = 'issue_tracking') AND (projects.is_public = TRUE AND projects.id NOT IN (SELECT project_id FROM members WHERE user_id IN (6, 13))) AND issues.is_private = FALSE;

-- app/models/issue.rb:82 Issue.open
SELECT issues.* FROM issues INNER JOIN issue_statuses ON issue_statuses.id = issues.status_id WHERE issue_statuses.is_closed = FALSE AND issues.project_id = 7;

-- app/models/issue.rb:82 Issue.open.count
SELECT COUNT(*) FROM issues INNER JOIN issue_statuses ON issue_statuses.id = issues.status_id WHERE issue_statuses.is_closed = FALSE;

-- app/models/issue.rb:89 Issue.on_active_project
SELECT COUNT(*) FROM issues INNER JOIN projects ON projects.id = issues.project_id WHERE projects.status = 1;

-- app/models/issue.rb:93 Issue.fixed_version
SELECT issues.* FROM issues WHERE issues.fixed_version_id IN (3, 4);

-- app/models/issue.rb:97 Issue.assigned_to
SELECT issues.* FROM issues WHERE issues.assigned_to_id IN (12, 21);

-- app/models/issue.rb:38 Issue#changesets
SELECT changesets.* FROM changesets INNER JOIN changesets_issues ON changesets.id = changesets_issues.changeset_id WHERE changesets_issues.issue_id = 100 ORDER BY changesets.committed_on ASC, changesets.id ASC;

-- app/models/issue.rb:36 Issue#journals
SELECT journals.* FROM journals WHERE journals.journalized_id = 100 AND journals.journalized_type = 'Issue';

-- app/models/issue.rb:419 Issue#project=: the same category in the new project
SELECT issue_categories.* FROM issue_categories WHERE issue_categories.project_id = 7 AND issue_categories.name = 'printing' LIMIT 1;

-- app/models/issue.rb:1149 Issue#total_spent_hours
SELECT SUM(time_entries.hours) FROM issues INNER JOIN time_entries ON time_entries.issue_id = issues.id WHERE issues.root_id = 100 AND issues.lft >= 1 AND issues.rgt <= 40;

-- app/models/issue.rb:1225 Issue.load_visible_relations, from
SELECT issue_relations.* FROM issue_relations INNER JOIN issues ON issues.id = issue_relations.issue_to_id INNER JOIN projects ON projects.id = issues.project_id WHERE projects.status <> 9 AND EXISTS (SELECT 1 AS one FROM enabled_modules em WHERE em.project_id = projects.id AND em.name = 'issue_tracking') AND issue_relations.issue_from_id IN (100, 101, 102);

-- app/models/issue.rb:1228 Issue.load_visible_relations, to
SELECT issue_relations.* FROM issue_relations INNER JOIN issues ON issues.id = issue_relations.issue_from_id INNER JOIN projects ON projects.id = issues.project_id WHERE projects.status <> 9 AND EXISTS (SELECT 1 AS one FROM enabled_modules em WHERE em.project_id = projects.id AND em.name = 'issue_tracking') AND issue_relations.issue_to_id IN (100, 101, 102);

-- app/models/issue.rb:1255 Issue.load_visible_last_updated_by
SELECT MAX(journals.id) AS maximum_id, journals.journalized_id AS journals_journalized_id FROM journals INNER JOIN issues ON issues.id = journals.journalized_id INNER JOIN projects ON projects.id = issues.project_id WHERE journals.journalized_type = 'Issue' AND journals.journalized_id IN (100, 101, 102) AND (journals.private_notes = FALSE OR journals.user_id = 12) GROUP BY journals.journalized_id;

-- app/models/issue.rb:1536 Issue.cross_project_scope, tree
SELECT COUNT(*) FROM issues INNER JOIN projects ON projects.id = issues.project_id WHERE projects.lft >= 1 AND projects.rgt <= 400;

-- app/models/issue.rb:1824 recalculated priority of a parent
SELECT MAX(enumerations.position) FROM issues INNER JOIN issue_statuses ON issue_statuses.id = issues.status_id INNER JOIN enumerations ON enumerations.id = issues.priority_id AND enumerations.type = 'IssuePriority' WHERE issues.parent_id = 100 AND issue_statuses.is_closed = FALSE;

-- app/models/issue.rb:1878 Issue.update_versions
SELECT issues.* FROM issues INNER JOIN projects ON projects.id = issues.project_id INNER JOIN versions ON versions.id = issues.fixed_version_id WHERE issues.fixed_version_id IS NOT NULL AND issues.project_id <> versions.project_id AND versions.sharing <> 'system';

-- app/models/issue_query.rb:351 IssueQuery#issue_count
SELECT COUNT(*) FROM issues INNER JOIN projects ON projects.id = issues.project_id INNER JOIN issue_statuses ON issue_statuses.id = issues.status_id WHERE projects.status <> 9 AND EXISTS (SELECT 1 AS one FROM enabled_modules em WHERE em.project_id = projects.id AND em.name = 'issue_tracking') AND issues.status_id IN (SELECT id FROM issue_statuses WHERE is_closed = FALSE);

-- app/models/issue_query.rb:351 IssueQuery#issue_count, all statuses
SELECT COUNT(*) FROM issues INNER JOIN projects ON projects.id = issues.project_id INNER JOIN issue_statuses ON issue_statuses.id = issues.status_id WHERE issues.project_id = 7;

-- app/models/issue_query.rb:385 IssueQuery#issues: a page of a project
SELECT issues.* FROM issues INNER JOIN projects ON projects.id = issues.project_id INNER JOIN issue_statuses ON issue_statuses.id = issues.status_id LEFT OUTER JOIN enumerations ON enumerations.id = issues.priority_id WHERE projects.status <> 9 AND EXISTS (SELECT 1 AS one FROM enabled_modules em WHERE em.project_id = projects.id AND em.name = 'issue_tracking') AND projects.id = 7 ORDER BY issues.id DESC LIMIT 25 OFFSET 0;

-- app/models/issue_query.rb:433 IssueQuery#issue_ids
SELECT issues.id FROM issues INNER JOIN projects ON projects.id = issues.project_id INNER JOIN issue_statuses ON issue_statuses.id = issues.status_id LEFT OUTER JOIN enumerations ON enumerations.id = issues.priority_id WHERE issues.tracker_id IN (1, 2) ORDER BY issues.id DESC;

-- app/models/issue_query.rb:369 IssueQuery#total_for_spent_hours
SELECT SUM(time_entries.hours) FROM issues INNER JOIN projects ON projects.id = issues.project_id INNER JOIN issue_statuses ON issue_statuses.id = issues.status_id INNER JOIN time_entries ON time_entries.issue_id = issues.id WHERE issues.project_id = 7;

-- app/models/issue_query.rb:464 IssueQuery#versions
SELECT versions.* FROM versions INNER JOIN projects ON projects.id = versions.project_id WHERE projects.status <> 9 AND EXISTS (SELECT 1 AS one FROM enabled_modules em WHERE em.project_id = projects.id AND em.name = 'issue_tracking') AND projects.id = 7;

-- app/models/issue_category.rb:27 the uniqueness validator of issue categories
SELECT 1 AS one FROM issue_categories WHERE issue_categories.name = 'printing' AND issue_categories.project_id = 7 LIMIT 1;

-- app/models/journal.rb:50 activity: status changes and notes
SELECT DISTINCT journals.* FROM journals INNER JOIN issues ON issues.id = journals.journalized_id INNER JOIN projects ON projects.id = issues.project_id LEFT OUTER JOIN journal_details ON journal_details.journal_id = journals.id WHERE journals.journalized_type = 'Issue' AND (journal_details.prop_key = 'status_id' OR journals.notes <> '') AND projects.id = 7;

-- app/models/journal.rb:66 Journal.visible
SELECT COUNT(*) FROM journals INNER JOIN issues ON issues.id = journals.journalized_id INNER JOIN projects ON projects.id = issues.project_id WHERE projects.status <> 9 AND EXISTS (SELECT 1 AS one FROM enabled_modules em WHERE em.project_id = projects.id AND em.name = 'issue_tracking') AND journals.journalized_type = 'Issue' AND (journals.private_notes = FALSE OR journals.user_id = 12);

-- app/controllers/journals_controller.rb:50 one detail of a journal
SELECT journal_details.* FROM journal_details WHERE journal_details.journal_id = 200 AND journal_details.id = 300 LIMIT 1;

-- app/models/time_entry.rb:61 TimeEntry.visible
SELECT COUNT(*) FROM time_entries INNER JOIN projects ON projects.id = time_entries.project_id WHERE projects.status <> 9 AND EXISTS (SELECT 1 AS one FROM enabled_modules em WHERE em.project_id = projects.id AND em.name = 'time_tracking');

-- app/models/time_entry.rb:72 TimeEntry.on_issue
SELECT SUM(time_entries.hours) FROM time_entries INNER JOIN issues ON issues.id = time_entries.issue_id WHERE issues.root_id = 100 AND issues.lft >= 1 AND issues.rgt <= 40;

-- app/models/time_entry_query.rb:144 TimeEntryQuery: hours of a project
SELECT SUM(time_entries.hours) FROM time_entries INNER JOIN projects ON projects.id = time_entries.project_id INNER JOIN users ON users.id = time_entries.user_id AND users.type IN ('User', 'AnonymousUser') LEFT OUTER JOIN enumerations ON enumerations.id = time_entries.activity_id AND enumerations.type = 'TimeEntryActivity' LEFT OUTER JOIN issues ON issues.id = time_entries.issue_id WHERE projects.status <> 9 AND projects.id = 7;

-- app/models/time_entry_query.rb:144 TimeEntryQuery: entries counted
SELECT COUNT(DISTINCT time_entries.id) FROM time_entries INNER JOIN projects ON projects.id = time_entries.project_id INNER JOIN users ON users.id = time_entries.user_id LEFT OUTER JOIN enumerations ON enumerations.id = time_entries.activity_id LEFT OUTER JOIN issues ON issues.id = time_entries.issue_id WHERE projects.status <> 9;

-- app/models/version.rb:241 Version#spent_hours
SELECT SUM(time_entries.hours) FROM time_entries INNER JOIN issues ON issues.id = time_entries.issue_id WHERE issues.fixed_version_id = 3;

-- app/models/version.rb:150 Version.visible
SELECT versions.* FROM versions INNER JOIN projects ON projects.id = versions.project_id WHERE projects.status <> 9 AND EXISTS (SELECT 1 AS one FROM enabled_modules em WHERE em.project_id = projects.id AND em.name = 'issue_tracking');

-- app/models/version.rb:144 Version.open of a project
SELECT versions.* FROM versions WHERE versions.project_id = 7 AND versions.status = 'open';

-- app/models/version.rb:145 Version.status with a status that does not exist
SELECT versions.* FROM versions WHERE versions.status = 'archived';

-- app/models/version.rb:130 the uniqueness validator of versions
SELECT 1 AS one FROM versions WHERE versions.name = '1.0' AND versions.project_id = 7 LIMIT 1;

-- app/models/wiki.rb:58 Wiki#find_page
SELECT wiki_pages.* FROM wiki_pages WHERE wiki_pages.wiki_id = 5 AND LOWER(title) = LOWER('Start') LIMIT 1;

-- app/models/wiki_content_version.rb:106 WikiContentVersion#previous
SELECT wiki_content_versions.* FROM wiki_content_versions LEFT OUTER JOIN users ON users.id = wiki_content_versions.author_id WHERE (wiki_content_id = 30 AND version < 4) ORDER BY wiki_content_versions.version DESC LIMIT 1;

-- app/models/document.rb:48 Document.visible
SELECT documents.* FROM documents INNER JOIN projects ON projects.id = documents.project_id WHERE projects.status <> 9 AND EXISTS (SELECT 1 AS one FROM enabled_modules em WHERE em.project_id = projects.id AND em.name = 'documents');

-- app/models/news.rb:42 News.visible, the latest
SELECT news.* FROM news INNER JOIN projects ON projects.id = news.project_id WHERE projects.status <> 9 AND EXISTS (SELECT 1 AS one FROM enabled_modules em WHERE em.project_id = projects.id AND em.name = 'news') ORDER BY news.created_on DESC LIMIT 5;

-- app/models/board.rb:55 Board#topics
SELECT messages.* FROM messages WHERE messages.board_id = 3 AND messages.parent_id IS NULL;

-- app/models/message.rb:63 Message.visible
SELECT COUNT(*) FROM messages INNER JOIN boards ON boards.id = messages.board_id INNER JOIN projects ON projects.id = boards.project_id WHERE projects.status <> 9 AND EXISTS (SELECT 1 AS one FROM enabled_modules em WHERE em.project_id = projects.id AND em.name = 'boards');

-- app/controllers/boards_controller.rb:59 a board's feed
SELECT messages.* FROM messages LEFT OUTER JOIN users ON users.id = messages.author_id LEFT OUTER JOIN boards ON boards.id = messages.board_id WHERE messages.board_id = 3 ORDER BY messages.id DESC LIMIT 15;

-- app/controllers/messages_controller.rb:40 replies before one, counted
SELECT COUNT(*) FROM messages WHERE messages.parent_id = 40 AND messages.id < 90;

-- app/models/repository.rb:291 Repository#committers
SELECT DISTINCT changesets.committer, changesets.user_id FROM changesets WHERE changesets.repository_id = 2;

-- app/models/repository.rb:322 Repository#find_committer_user
SELECT changesets.* FROM changesets LEFT OUTER JOIN users ON users.id = changesets.user_id WHERE changesets.repository_id = 2 AND changesets.committer = 'jsmith' ORDER BY changesets.id ASC LIMIT 1;

-- app/models/repository.rb:428 Repository#stats_by_author, commits
SELECT committer, user_id, COUNT(*) AS count FROM changesets WHERE repository_id = 2 GROUP BY committer, user_id;

-- app/models/repository.rb:432 Repository#stats_by_author, changes
SELECT committer, user_id, COUNT(*) AS count FROM changes INNER JOIN changesets ON changesets.id = changes.changeset_id WHERE changesets.repository_id = 2 GROUP BY committer, user_id;

-- app/models/changeset.rb:55 the uniqueness validator of changesets
SELECT 1 AS one FROM changesets WHERE changesets.revision = '1234' AND changesets.repository_id = 2 LIMIT 1;

-- app/models/changeset.rb:58 Changeset.visible
SELECT COUNT(*) FROM changesets INNER JOIN repositories ON repositories.id = changesets.repository_id INNER JOIN projects ON projects.id = repositories.project_id WHERE projects.status <> 9 AND EXISTS (SELECT 1 AS one FROM enabled_modules em WHERE em.project_id = projects.id AND em.name = 'repository');

-- app/models/custom_field.rb:56 CustomField.visible to a member
SELECT custom_fields.* FROM custom_fields WHERE (custom_fields.visible = TRUE OR custom_fields.id IN (SELECT DISTINCT cfr.custom_field_id FROM members m INNER JOIN member_roles mr ON mr.member_id = m.id INNER JOIN custom_fields_roles cfr ON cfr.role_id = mr.role_id WHERE m.user_id = 12)) ORDER BY custom_fields.position ASC;

-- app/controllers/custom_fields_controller.rb:34 projects counted by custom field
SELECT COUNT(*) AS count_all, custom_field_id AS custom_field_id FROM custom_fields INNER JOIN custom_fields_projects ON custom_fields_projects.custom_field_id = custom_fields.id INNER JOIN projects ON projects.id = custom_fields_projects.project_id WHERE custom_fields.type = 'IssueCustomField' AND custom_fields.is_for_all = FALSE GROUP BY custom_field_id;

-- app/models/version.rb:425 Version#referenced_by_a_custom_field?
SELECT 1 AS one FROM custom_values INNER JOIN custom_fields ON custom_fields.id = custom_values.custom_field_id WHERE custom_values.value = '3' AND custom_fields.field_format = 'version' LIMIT 1;

-- app/models/enumeration.rb:53 Enumeration.default of a class
SELECT enumerations.* FROM enumerations WHERE enumerations.type = 'IssuePriority' AND enumerations.is_default = TRUE ORDER BY enumerations.position ASC LIMIT 1;

-- app/models/watcher.rb:33 Watcher.any_watched?
SELECT 1 AS one FROM watchers WHERE watchers.watchable_type = 'Issue' AND watchers.watchable_id IN (100, 101, 102) AND watchers.user_id = 12 LIMIT 1;

-- app/models/watcher.rb:47 Watcher.prune
SELECT users.* FROM users WHERE users.type IN ('User', 'AnonymousUser') AND (id IN (SELECT DISTINCT user_id FROM watchers));

-- app/models/query.rb:355 Query.visible to an administrator
SELECT queries.* FROM queries LEFT OUTER JOIN projects ON queries.project_id = projects.id WHERE queries.type = 'IssueQuery' AND (queries.project_id IS NULL OR (projects.status <> 9)) AND (queries.visibility <> 0 OR queries.user_id = 1);

-- app/models/query.rb:339 Query.global_or_on_project
SELECT queries.* FROM queries WHERE queries.type = 'IssueQuery' AND (queries.project_id = 7 OR queries.project_id IS NULL) ORDER BY queries.name ASC, queries.id ASC;
