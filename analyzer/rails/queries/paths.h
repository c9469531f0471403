// The ways through a piece of code: at each question that is not answered, every answer is tried.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace tacit::analyze::rails::queries {

// One way: the answers that it must give, then the first answer to every question after them.
class Path {
 public:
  explicit Path(std::vector<int> answers) : answers_(std::move(answers)) {}

  // An answer below `options`. The same question, where it has a text, is answered the same all along.
  int Answer(int options, const std::string& question) {
    if (!question.empty()) {
      if (auto known = known_.find(question); known != known_.end() && known->second < options)
        return known->second;
    }
    const std::size_t at = asked_.size();
    const int answer = at < answers_.size() && answers_[at] < options ? answers_[at] : 0;
    asked_.push_back({options, answer});
    if (!question.empty()) known_[question] = answer;
    return answer;
  }

  [[nodiscard]] std::size_t asked() const { return asked_.size(); }

  // The paths that differ from this one in one of the answers that it was free to give.
  [[nodiscard]] std::vector<std::vector<int>> Neighbours() const {
    std::vector<std::vector<int>> paths;
    std::vector<int> given;
    for (std::size_t at = 0; at < asked_.size(); ++at) {
      for (int other = 1; at >= answers_.size() && other < asked_[at].options; ++other) {
        paths.push_back(given);
        paths.back().push_back(other);
      }
      given.push_back(asked_[at].answer);
    }
    return paths;
  }

 private:
  struct Question {
    int options = 0;
    int answer = 0;
  };
  std::vector<int> answers_;
  std::vector<Question> asked_;
  std::map<std::string, int> known_;
};

// Runs `run` on every path, those that differ least from the first one before others, until it was run
// `limit` times or `barren` times in turn said that it brought nothing new.
template <typename Run>
void ForEachPath(std::size_t limit, std::size_t barren, Run run) {
  std::vector<std::vector<int>> waiting = {{}};
  std::size_t idle = 0;
  for (std::size_t next = 0; next < waiting.size() && next < limit && idle < barren; ++next) {
    Path path(waiting[next]);
    idle = run(path) ? 0 : idle + 1;
    for (std::vector<int>& other : path.Neighbours()) {
      if (waiting.size() < limit) waiting.push_back(std::move(other));
    }
  }
}

}  // namespace tacit::analyze::rails::queries
