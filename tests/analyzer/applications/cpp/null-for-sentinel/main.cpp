#include "soci.h"

struct Profile {
  std::string hash;
  int rounds = 0;
  std::string city;
};

void Create(soci::session& sql) { sql << "CREATE TABLE profiles (hash text, rounds integer, city text)"; }

void Save(soci::session& sql, const Profile& profile) {
  soci::indicator hash = soci::i_ok;
  soci::indicator rounds = soci::i_ok;
  soci::indicator city = soci::i_ok;
  if (profile.hash.empty()) hash = soci::i_null;
  if (profile.rounds == 0) rounds = soci::i_null;
  // Another member than the one that is written.
  if (profile.hash.empty()) city = soci::i_null;
  sql << "INSERT INTO profiles (hash, rounds, city) VALUES (:hash, :rounds, :city)", soci::use(profile.hash, hash),
      soci::use(profile.rounds, rounds), soci::use(profile.city, city);
}
