#include "optimizer/rules/example_schema.h"

namespace tacit::rules {

std::string_view ExampleSchema() {
  return R"sql(CREATE TABLE projects (
  id integer PRIMARY KEY,
  name varchar(30) NOT NULL,
  identifier varchar(20) UNIQUE,
  status integer NOT NULL CHECK (status IN (1, 5, 9)),
  rank integer CHECK (rank >= 0 AND rank <= 100),
  parent_id integer REFERENCES projects (id)
);
CREATE TABLE users (
  id integer PRIMARY KEY,
  login varchar(30) NOT NULL UNIQUE,
  mail varchar(60),
  type varchar(20) NOT NULL CHECK (type IN ('User', 'Group'))
);
CREATE TABLE issues (
  id integer PRIMARY KEY,
  project_id integer NOT NULL REFERENCES projects (id),
  author_id integer NOT NULL REFERENCES users (id),
  assigned_to_id integer REFERENCES users (id),
  subject varchar(255) NOT NULL,
  done_ratio integer NOT NULL CHECK (done_ratio BETWEEN 0 AND 100)
);
CREATE TABLE members (
  id integer PRIMARY KEY,
  user_id integer NOT NULL REFERENCES users (id),
  project_id integer NOT NULL REFERENCES projects (id),
  note varchar(10),
  UNIQUE (user_id, project_id)
);
CREATE TABLE watchers (
  user_id integer,
  issue_id integer
);
CREATE TABLE versions (
  id integer PRIMARY KEY,
  project_id integer NOT NULL REFERENCES projects (id),
  kind varchar(10) NOT NULL CHECK (kind = 'release'),
  start_on date NOT NULL,
  due_on date NOT NULL,
  CHECK (start_on <= due_on)
);
CREATE INDEX versions_due_on ON versions (due_on);
CREATE INDEX issues_project_id ON issues (project_id);
CREATE INDEX issues_author_id ON issues (author_id);
CREATE INDEX issues_assigned_to_id ON issues (assigned_to_id);
)sql";
}

}  // namespace tacit::rules
