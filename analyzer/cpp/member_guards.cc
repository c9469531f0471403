#include <algorithm>

#include "analyzer/cpp/guards.h"
#include "analyzer/cpp/predicates.h"

namespace tacit::analyze::cpp {

namespace {

using Kind = Expr::Kind;

// One write to a member, with the greatest number of bytes that it can leave there, where that is known.
struct MemberWrite {
  std::optional<std::int64_t> max;
  bool guarded = false;  // by a test or a cut, not by being a constant
  Place guard;
  Place place;
};

class MemberGuards {
 public:
  MemberGuards(Facts& facts, const DboMapping& mapping)
      : facts_(facts), index_(facts.index()), members_(mapping.members) {}

  void Run() {
    for (const Function& function : index_.program().functions) {
      if (function.name != "persist") Examine(function);
    }
    for (const auto& [member, writes] : writes_) Judge(members_.at(member), writes);
  }

 private:
  using Member = std::pair<std::string, std::string>;

  void Examine(const Function& function) {
    Walk(
        function, [this](const Expr& expr, const Moment& moment) { Look(expr, moment); },
        // What a constructor was given is judged by what it knows once it is done: before that there is no
        // row.
        [&](const Moment& moment) {
          for (const Function::Initializer& initializer : function.initializers) {
            const Member member = {function.owner, initializer.member};
            if (members_.contains(member)) Add(member, initializer.value, moment, initializer.value.place);
          }
        });
  }

  void Look(const Expr& root, const Moment& moment) {
    ForEachExpr(root, [&](const Expr& expr) {
      if (expr.kind == Kind::kBinary && expr.text == "=" && expr.args.size() == 2) {
        if (const auto member = MemberOf(expr.args[0])) Add(*member, expr.args[1], moment, expr.place);
        return;
      }
      if (expr.kind == Kind::kMethod && !expr.args.empty() && expr.args[0].may_write) {
        if (const auto member = MemberOf(expr.args[0])) AddCall(*member, expr, moment);
        return;
      }
      // Given away to be changed.
      for (std::size_t i = 0; i < expr.args.size(); ++i) {
        const auto member = expr.args[i].may_write ? MemberOf(expr.args[i]) : std::nullopt;
        if (member) writes_[*member].push_back({{}, false, {}, expr.place});
      }
    });
  }

  std::optional<Member> MemberOf(const Expr& expr) const {
    if (expr.kind != Kind::kMember) return std::nullopt;
    const Member member = {expr.owner, expr.text};
    return members_.contains(member) ? std::optional(member) : std::nullopt;
  }

  // member.assign(x, 0, n)
  void AddCall(const Member& member, const Expr& call, const Moment& moment) {
    if (call.text == "clear") return;
    if (call.text == "assign" && call.args.size() == 4) {
      const auto max = KnownInt(call.args[3], index_, moment.Single());
      writes_[member].push_back({max, max.has_value(), call.place, call.place});
    } else if (call.text == "assign" && call.args.size() == 2) {
      Add(member, call.args[1], moment, call.place);
    } else {
      writes_[member].push_back({{}, false, {}, call.place});
    }
  }

  void Add(const Member& member, const Expr& value, const Moment& moment, Place place) {
    MemberWrite write;
    write.place = place;
    const Locals locals = moment.Single();
    if (const auto text = KnownText(value, index_, locals)) {
      write.max = static_cast<std::int64_t>(text->size());
    } else if (const auto cut = CutTo(value, index_, locals)) {
      write = {cut, true, value.place, place};
    } else if (Bare(value).kind == Kind::kConstruct && Bare(value).args.empty()) {
      write.max = 0;
    } else if (const auto path = PathOf(value)) {
      Place guard;
      write.max = MaxBytes(moment.known, *path, index_, locals, &guard);
      write.guarded = write.max.has_value();
      write.guard = guard;
    }
    writes_[member].push_back(write);
  }

  void Judge(const MappedMember& mapped, const std::vector<MemberWrite>& writes) {
    std::int64_t max = -1;
    Place guard;
    for (const MemberWrite& write : writes) {
      if (!write.guarded || *write.max <= max) continue;
      max = *write.max;
      guard = write.guard;
    }
    if (max < 0) return;
    std::vector<Bypass> bypasses;
    for (const MemberWrite& write : writes) {
      if (!write.max || *write.max > max) bypasses.push_back({index_.FileOf(write.place), write.place.line});
    }
    Constraint& constraint =
        facts_.Add(ConstraintKind::kLength, mapped.table, {mapped.column}, LengthDetail{{}, max}, guard,
                   "guard-length", bypasses.empty() ? Soundness::kB : Soundness::kC);
    constraint.bypasses = std::move(bypasses);
  }

  Facts& facts_;
  const Index& index_;
  const std::map<Member, MappedMember>& members_;
  std::map<Member, std::vector<MemberWrite>> writes_;
};

}  // namespace

void AddMemberGuards(Facts& facts, const DboMapping& mapping) { MemberGuards(facts, mapping).Run(); }

}  // namespace tacit::analyze::cpp
