// When what was taken out of a shared structure can be used again: once no reader that may have seen it is
// left (epoch-based reclamation; Fraser, "Practical lock-freedom", 2004, section 5.2.3).
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>

namespace tacit::index {

// `Trash` collects what was taken out, in whatever way needs no memory; it is empty when made.
//
// Threads are dealt to stalls by their ids. Two in one stall are only slower; so threads need not be known
// before, and nothing of one has to be freed when it ends. Entering and leaving never waits.
template <typename Trash>
class Epochs {
 public:
  class Stall;

  // As long as there is one, nothing that was seen meanwhile is used again. Belongs to one thread; one thread
  // may have several.
  class Guard {
   public:
    explicit Guard(const Epochs& epochs) : stall_(&epochs.OwnStall()) {
      while (true) {
        epoch_ = epochs.now_.load();
        stall_->inside_[epoch_ % 3].fetch_add(1);
        // Whoever moves the epoch on from here sees this thread, or this thread sees the new epoch.
        if (epochs.now_.load() == epoch_) return;
        Leave();
      }
    }
    Guard(Guard&& other) noexcept : stall_(std::exchange(other.stall_, nullptr)), epoch_(other.epoch_) {}
    Guard& operator=(Guard&& other) noexcept {
      std::swap(stall_, other.stall_);
      std::swap(epoch_, other.epoch_);
      return *this;
    }
    ~Guard() {
      if (stall_ != nullptr) Leave();
    }

   private:
    void Leave() { stall_->inside_[epoch_ % 3].fetch_sub(1); }

    Stall* stall_;
    std::uint64_t epoch_ = 0;
  };

  // What a thread's calls keep apart from those of others.
  class alignas(128) Stall {
   public:
    std::mutex in_use;           // of all that follows
    std::array<Trash, 3> trash;  // by the epoch in which it was taken out
    std::array<std::uint64_t, 3> of_epoch{};
    // By how many entries its threads have changed the structure. Not of in_use.
    std::atomic<std::int64_t> entries{0};

   private:
    friend class Guard;
    friend class Epochs;
    mutable std::array<std::atomic<std::uint32_t>, 3> inside_{};
  };

  // Adds to the trash of the thread, by `add`, what no reader can come upon any more; before, `empty` gets
  // the trash of an epoch that no reader is left of, and may not throw.
  template <typename Add, typename Empty>
  void Retire(const Add& add, const Empty& empty) {
    Stall& stall = OwnStall();
    const std::scoped_lock alone(stall.in_use);
    const std::uint64_t epoch = now_.load();
    Trash& trash = stall.trash[epoch % 3];
    if (stall.of_epoch[epoch % 3] != epoch) {
      empty(trash);
      stall.of_epoch[epoch % 3] = epoch;
    }
    add(trash);
  }
  // Goes on to the next epoch, if all readers are of this one.
  bool TryAdvance() {
    std::uint64_t epoch = now_.load();
    for (const Stall& stall : stalls_) {
      if (stall.inside_[(epoch + 2) % 3].load() != 0) return false;
    }
    return now_.compare_exchange_strong(epoch, epoch + 1);
  }
  // Until no reader is left that was inside when this was called. The caller must have no guard.
  void WaitForReaders() {
    const std::uint64_t last = now_.load() + 2;
    while (now_.load() < last) {
      if (!TryAdvance()) std::this_thread::yield();
    }
  }
  // `empty` gets all trash that no reader is left of.
  template <typename Empty>
  void Collect(const Empty& empty) {
    for (Stall& stall : stalls_) {
      const std::scoped_lock alone(stall.in_use);
      for (std::size_t i = 0; i < stall.trash.size(); ++i) {
        if (stall.of_epoch[i] + 2 <= now_.load()) empty(stall.trash[i]);
      }
    }
  }
  // With nobody inside but for the caller's other guards: `empty` gets all trash.
  template <typename Empty>
  void EmptyAll(const Empty& empty) {
    for (Stall& stall : stalls_) {
      for (Trash& trash : stall.trash) empty(trash);
    }
  }

  [[nodiscard]] Stall& OwnStall() const {
    return stalls_[std::hash<std::thread::id>()(std::this_thread::get_id()) % kStalls];
  }
  template <typename See>
  void ForEachStall(const See& see) const {
    for (Stall& stall : stalls_) see(stall);
  }

 private:
  static constexpr std::size_t kStalls = 64;

  alignas(128) std::atomic<std::uint64_t> now_{3};
  mutable std::array<Stall, kStalls> stalls_;
};

}  // namespace tacit::index
