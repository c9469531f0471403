CREATE TABLE t (a int, constraint);
CREATE TABLE u (constraint, a int);
