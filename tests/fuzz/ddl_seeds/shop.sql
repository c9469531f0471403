-- A small schema to try `tacit prove` on.
CREATE TABLE customers (
  id integer PRIMARY KEY,
  email varchar(254) NOT NULL UNIQUE,
  name varchar(80)
);
CREATE TABLE orders (
  id integer PRIMARY KEY,
  customer_id integer NOT NULL REFERENCES customers (id),
  total integer NOT NULL CHECK (total >= 0)
);
