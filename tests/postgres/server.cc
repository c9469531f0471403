#include "tests/postgres/server.h"

#include <fcntl.h>
#include <grp.h>
#include <gtest/gtest.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <sstream>
#include <thread>
#include <vector>

namespace tacit::testing {
namespace {

namespace fs = std::filesystem;
using std::chrono::steady_clock;

constexpr auto kPatience = std::chrono::seconds(60);

// The newest server that Debian's packages put there.
fs::path ServerPrograms() {
  fs::path newest;
  int newest_version = 0;
  std::error_code none;
  for (const fs::directory_entry& entry : fs::directory_iterator("/usr/lib/postgresql", none)) {
    const int version = std::atoi(entry.path().filename().c_str());
    if (version > newest_version && fs::exists(entry.path() / "bin" / "initdb", none)) {
      newest = entry.path() / "bin";
      newest_version = version;
    }
  }
  return newest;
}

// The server refuses to run as root.
const passwd* Unprivileged() {
  if (::geteuid() != 0) return nullptr;
  const passwd* user = ::getpwnam("postgres");
  return user != nullptr ? user : ::getpwnam("nobody");
}

// Runs a program as the unprivileged user, its output in `log`; it dies with us. Gives its process.
int Spawn(const std::vector<std::string>& command, const fs::path& folder, const fs::path& log) {
  const passwd* user = Unprivileged();
  const int child = ::fork();
  if (child != 0) return child;
  const int output = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
  ::dup2(output, STDOUT_FILENO);
  ::dup2(output, STDERR_FILENO);
  if (user != nullptr &&
      (::setgroups(0, nullptr) != 0 || ::setgid(user->pw_gid) != 0 || ::setuid(user->pw_uid) != 0)) {
    ::_exit(126);
  }
  ::prctl(PR_SET_PDEATHSIG, SIGQUIT);  // after setuid, which clears it
  ::setenv("LC_ALL", "C", 1);
  if (::chdir(folder.c_str()) != 0) ::_exit(126);
  std::vector<char*> arguments;
  for (const std::string& argument : command) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  ::execv(arguments[0], arguments.data());
  ::_exit(127);
}

std::string Contents(const fs::path& file) {
  std::stringstream text;
  text << std::ifstream(file).rdbuf();
  return text.str();
}

}  // namespace

PostgresServer* PostgresServer::Get() {
  static std::string failure;
  static const std::unique_ptr<PostgresServer> server = [] {
    std::unique_ptr<PostgresServer> made(new PostgresServer);
    failure = made->Start();
    return made;
  }();
  if (failure.empty()) return server.get();
  ADD_FAILURE() << failure;
  return nullptr;
}

std::string PostgresServer::Start() {
  const fs::path programs = ServerPrograms();
  if (programs.empty()) {
    return "expected PostgreSQL's server in /usr/lib/postgresql/VERSION/bin, found none; install "
           "postgresql-15 "
           "(cmake/setup does)";
  }
  std::string pattern = (fs::temp_directory_path() / "tacit-pg-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) return "cannot make a folder like " + pattern;
  folder_ = pattern;
  if (const passwd* user = Unprivileged();
      user != nullptr && ::chown(folder_.c_str(), user->pw_uid, user->pw_gid) != 0) {
    return "cannot give " + pattern + " to the user postgres";
  }
  const fs::path log = folder_ / "log";
  const std::string data = (folder_ / "data").string();
  int status = 0;
  const int init = Spawn({programs / "initdb", "-D", data, "-U", "tacit", "-A", "trust", "-E", "UTF8",
                          "--locale=C", "--no-sync", "--no-instructions"},
                         folder_, log);
  if (::waitpid(init, &status, 0) != init || status != 0) return "initdb failed: " + Contents(log);
  process_ = Spawn(
      {programs / "postgres", "-D", data, "-k", folder_.string(), "-c", "listen_addresses=", "-c",
       "fsync=off", "-c", "full_page_writes=off", "-c", "max_connections=20", "-c", "shared_buffers=32MB"},
      folder_, log);
  const auto deadline = steady_clock::now() + kPatience;
  while (steady_clock::now() < deadline) {
    if (Connection::Open(Url("postgres"), Connection::Access::kReadOnly).ok()) return {};
    if (::waitpid(process_, &status, WNOHANG) == process_) {
      process_ = -1;
      return "the server went away: " + Contents(log);
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return "the server did not answer in a minute: " + Contents(log);
}

PostgresServer::~PostgresServer() {
  if (process_ > 0) {
    ::kill(process_, SIGQUIT);
    ::waitpid(process_, nullptr, 0);
  }
  std::error_code ignored;
  if (!folder_.empty()) fs::remove_all(folder_, ignored);
}

std::string PostgresServer::Url(const std::string& database) const {
  return "postgresql://tacit@/" + database + "?host=" + folder_.string();
}

std::string PostgresServer::NewDatabase() { return Url("test_" + std::to_string(++databases_)); }

namespace {

std::unique_ptr<Connection> OpenAndRun(const std::string& url, const std::string& sql) {
  Result<std::unique_ptr<Connection>> db = Connection::Open(url, Connection::Access::kCreate);
  if (!db.ok()) {
    ADD_FAILURE() << db.status().message();
    return nullptr;
  }
  if (const Status made = (*db)->Execute(sql); !made.ok()) {
    ADD_FAILURE() << made.message() << "\n" << sql;
    return nullptr;
  }
  return std::move(*db);
}

}  // namespace

std::unique_ptr<Connection> OpenPostgres(const std::string& ddl) {
  PostgresServer* server = PostgresServer::Get();
  return server == nullptr ? nullptr : OpenAndRun(server->NewDatabase(), ddl);
}

std::unique_ptr<Connection> ReopenPostgres(const std::string& ddl) {
  PostgresServer* server = PostgresServer::Get();
  if (server == nullptr) return nullptr;
  return OpenAndRun(server->Url("reused"), "DROP SCHEMA public CASCADE; CREATE SCHEMA public;\n" + ddl);
}

}  // namespace tacit::testing
