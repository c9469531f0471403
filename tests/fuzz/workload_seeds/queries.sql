-- app/x.rb:3 note
SELECT 1;
