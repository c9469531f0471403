class Book < ActiveRecord::Base
  def self.raw(title)
    find_by_sql("SELECT * FROM books WHERE pages > 10")
    find_by_sql(["SELECT * FROM books WHERE title = ?", title])
    connection.select_values("SELECT title FROM #{table_name} WHERE sold = #{connection.quoted_true}")
    connection.select_all(<<-SQL)
      SELECT pages, COUNT(*) FROM books
      GROUP BY pages
    SQL
    connection.execute("SELECT id FROM books WHERE title = #{connection.quote(title)}")
    where("id IN (SELECT id FROM books WHERE pages = #{title.to_i})").to_a
    # Not known, not SQL, not a query
    connection.execute("SELECT #{title} FROM books")
    connection.execute("UPDATE books SET sold = TRUE")
    find_by_sql(title)
    connection.select_all("SELECT * FROM nowhere")
  end
end
