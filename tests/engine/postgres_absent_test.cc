#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tacit/connection.h"

namespace tacit {
namespace {

TEST(PostgresAbsentTest, ABuildWithoutItSaysSo) {
  for (const char* url : {"postgresql://localhost/db", "postgres:///db"}) {
    const Status status = Connection::Open(url, Connection::Access::kReadOnly).status();
    EXPECT_EQ(status.code(), StatusCode::kNotSupported);
    EXPECT_THAT(status.message(), ::testing::HasSubstr("TACIT_WITH_POSTGRES"));
  }
}

}  // namespace
}  // namespace tacit
